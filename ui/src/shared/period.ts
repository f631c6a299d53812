/**
 * Periods a clerk asks for by name. They are stretches of the calendar, chosen to narrow a list;
 * 예정 and 확정 are named after the VAT returns of a corporation, whose quarters they are.
 */
export const PERIODS = [
  "this_month",
  "last_month",
  "this_quarter",
  "last_quarter",
  "last_three_months",
  "vat1_preliminary",
  "vat1_final",
  "vat2_preliminary",
  "vat2_final",
  "this_year",
  "last_year",
  "all",
] as const;

export type PeriodName = (typeof PERIODS)[number];

/** First and last day, `YYYY-MM-DD`; null has no bound. */
export interface Span {
  from: string | null;
  to: string | null;
}

/** The days of a named period, seen from `today` (`YYYY-MM-DD`). */
export function spanOf(name: PeriodName, today: string): Span {
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  const quarter = Math.floor((month - 1) / 3);
  switch (name) {
    case "this_month":
      return months(year, month, 1);
    case "last_month":
      return months(year, month - 1, 1);
    case "this_quarter":
      return months(year, quarter * 3 + 1, 3);
    case "last_quarter":
      return months(year, quarter * 3 - 2, 3);
    case "last_three_months":
      return months(year, month - 2, 3);
    case "vat1_preliminary":
      return months(year, 1, 3);
    case "vat1_final":
      return months(year, 4, 3);
    case "vat2_preliminary":
      return months(year, 7, 3);
    case "vat2_final":
      return months(year, 10, 3);
    case "this_year":
      return months(year, 1, 12);
    case "last_year":
      return months(year - 1, 1, 12);
    case "all":
      return { from: null, to: null };
  }
}

/** Periods that are asked for most at the tax office. */
export const COLLECTED: readonly PeriodName[] = [
  "last_month",
  "this_month",
  "this_quarter",
  "last_three_months",
];

/** The days of a span that lie before tomorrow: nothing later can have been issued. */
export function untilToday({ from, to }: Span, today: string): Span {
  return { from, to: to !== null && to > today ? today : to };
}

/** Whether it ends before it begins. */
export function isBackwards({ from, to }: Span): boolean {
  return from !== null && to !== null && from > to;
}

/** The month that holds the day. */
export function monthOf(day: string): Span {
  return months(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 1);
}

/** `count` whole months; a month before January belongs to the year before. */
function months(year: number, first: number, count: number): Span {
  return {
    from: isoDay(new Date(Date.UTC(year, first - 1, 1))),
    to: isoDay(new Date(Date.UTC(year, first - 1 + count, 0))),
  };
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The name a stretch of days has today, if it has one. */
export function nameOf(span: Span, today: string): PeriodName | null {
  return (
    PERIODS.find((name) => {
      const named = spanOf(name, today);
      return named.from === span.from && named.to === span.to;
    }) ?? null
  );
}

/** How a stretch of days reads best. */
export type SpanShape =
  | { shape: "month"; year: number; month: number }
  | { shape: "year"; year: number }
  | { shape: "days"; from: string | null; to: string | null };

/** Whole months and years are called by their names, everything else by its days. */
export function shapeOf(span: Span): SpanShape {
  if (span.from !== null && span.to !== null) {
    const year = Number(span.from.slice(0, 4));
    const month = Number(span.from.slice(5, 7));
    if (sameSpan(span, months(year, month, 1))) return { shape: "month", year, month };
    if (sameSpan(span, months(year, 1, 12))) return { shape: "year", year };
  }
  return { shape: "days", ...span };
}

function sameSpan(a: Span, b: Span): boolean {
  return a.from === b.from && a.to === b.to;
}
