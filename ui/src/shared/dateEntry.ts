/**
 * Short dates as clerks type them: `21` (this month), `1121` (this year), `261121`, `20261121`,
 * `2026-11-21`, `+7`, `-3`, `t`, `오늘`. The core still decides what a date means.
 */
export type DateEntry =
  | { ok: true; date: string }
  | { ok: false; reason: "malformed" | "impossible" | "too_far"; text: string };

/** Dates a field takes, both included, as `YYYY-MM-DD`. */
export interface DateRange {
  first: string;
  last: string;
}

/** Words for today; ㅅ is the key `t` while Korean is on. */
const TODAY_WORDS = ["t", "ㅅ", "오늘", "today"];
const DAY_MS = 86_400_000;

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/** The date if the calendar has it. */
function dateOf(year: number, month: number, day: number): string | null {
  const moment = new Date(Date.UTC(year, month - 1, day));
  if (moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day) return null;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function partsOf(text: string, today: string): [number, number, number] | null {
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  const parted = text.split(/[-./년월일\s]+/u).filter((part) => part !== "");
  if (parted.length > 1 && parted.every((part) => /^\d+$/.test(part))) {
    const figures = parted.map(Number);
    if (figures.length === 2) return [year, figures[0] ?? 0, figures[1] ?? 0];
    if (figures.length !== 3) return null;
    const given = figures[0] ?? 0;
    return [given < 100 ? 2000 + given : given, figures[1] ?? 0, figures[2] ?? 0];
  }
  const digits = parted[0] ?? "";
  if (!/^\d+$/.test(digits)) return null;
  const from = (start: number, end?: number) => Number(digits.slice(start, end));
  switch (digits.length) {
    case 1:
    case 2:
      return [year, month, from(0)];
    case 3:
      return [year, from(0, 1), from(1)];
    case 4:
      return [year, from(0, 2), from(2)];
    case 6:
      return [2000 + from(0, 2), from(2, 4), from(4)];
    case 8:
      return [from(0, 4), from(4, 6), from(6)];
    default:
      return null;
  }
}

/** Reads what was typed, seen from `today`; refuses what the calendar or the range does not have. */
export function readDateEntry(typed: string, today: string, range?: DateRange): DateEntry {
  const text = typed.trim();
  let date: string | null;
  if (TODAY_WORDS.includes(text.toLowerCase())) {
    date = today;
  } else if (/^[+-]\d{1,4}$/.test(text)) {
    date = daysAfter(today, Number(text));
  } else {
    const parts = partsOf(text, today);
    if (parts === null) return { ok: false, reason: "malformed", text };
    date = dateOf(...parts);
  }
  if (date === null) return { ok: false, reason: "impossible", text };
  if (range && (date < range.first || date > range.last)) {
    return { ok: false, reason: "too_far", text: date };
  }
  return { ok: true, date };
}
