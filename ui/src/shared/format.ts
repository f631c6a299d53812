/** How figures, dates and numbers of the trade are written on screen. No rule of money lives here. */

const thousands = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Won with thousands separators and `-`; nothing as blank, zero as `0`. */
export function formatAmount(won: number | null | undefined): string {
  if (won === null || won === undefined) return "";
  return thousands.format(won === 0 ? 0 : won);
}

/** A count or another whole number, thousands separated. */
export function formatCount(count: number): string {
  return thousands.format(count);
}

/** A short amount for axes: 6,000 (만원). */
export function formatTenThousands(won: number): string {
  return thousands.format(Math.round(won / 10_000));
}

/** `2026-11-21` from a date or the date part of a moment; blank for nothing. */
export function formatDate(date: string | null | undefined): string {
  return date?.slice(0, 10) ?? "";
}

/** `11-21 16:20` of an RFC 3339 moment in Korean time, as the core writes it. */
export function formatMoment(moment: string | null | undefined): string {
  if (!moment) return "";
  return `${moment.slice(0, 10)} ${moment.slice(11, 16)}`;
}

/** `2026년 11월 10일 화요일`, or its English form. */
export function formatLongDate(date: string, language: string): string {
  return new Intl.DateTimeFormat(language === "ko" ? "ko-KR" : "en-GB", {
    year: "numeric",
    month: "long",
    day: "numeric",
    weekday: "long",
    timeZone: "UTC",
  }).format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
}

/** `123-45-67890` from ten digits; anything else unchanged, so that typing is never mangled. */
export function formatBusinessNumber(text: string): string {
  const digits = text.replace(/\D/g, "");
  if (digits.length !== 10) return text;
  return `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`;
}

const UNITS = ["B", "KB", "MB", "GB"] as const;

/** File sizes: `812 B`, `1.4 MB`. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const figure = unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${thousandsWithTenths.format(figure)} ${UNITS[unit] ?? "B"}`;
}

const thousandsWithTenths = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
