import type { InvoiceFilter, MonthSums, Sums, TodoView } from "../../api/generated.ts";
import { type InvoiceSearch, searchOfFilter } from "../../shared/invoiceSearch.ts";

export type What = "sales" | "purchases";

/** One month of two years, side by side. */
export interface MonthPair {
  month: number;
  now: MonthSums | null;
  before: MonthSums | null;
}

/** The twelve months of the later year, each with the same month of the year before. */
export function monthPairs(months: readonly MonthSums[]): { year: number; pairs: MonthPair[] } {
  const year = Math.max(...months.map((sums) => sums.year));
  const find = (of: number, month: number) =>
    months.find((sums) => sums.year === of && sums.month === month) ?? null;
  const pairs = Array.from({ length: 12 }, (_, at) => ({
    month: at + 1,
    now: find(year, at + 1),
    before: find(year - 1, at + 1),
  }));
  return { year, pairs };
}

/** The axis counts in 만원; smaller steps would all read 0. */
const STEP_MIN = 10_000;

/** A round upper edge of an axis and its step, up to four steps high. */
export function axisOf(largest: number): { top: number; step: number } {
  const rough = Math.max(largest / 3, STEP_MIN);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return { top: Math.max(1, Math.ceil(largest / step)) * step, step };
}

/** The list behind a month: its days, and sales or purchases only. */
export function searchOfMonth(year: number, month: number, what: What): InvoiceSearch {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const begin = `${year}-${String(month).padStart(2, "0")}`;
  return {
    from: `${begin}-01`,
    to: `${begin}-${last}`,
    dir: what === "sales" ? "sale" : "purchase",
  };
}

export const nothing: Sums = { count: 0, supply_krw: 0, tax_krw: 0, total_krw: 0 };

/** The list behind a todo. */
export function searchOfTodo(filter: InvoiceFilter): InvoiceSearch {
  return searchOfFilter(filter);
}

/** What a task's place is asked with: the one the task is about, else what its link says. */
export function searchOfPlace(
  link: string,
  params: TodoView["params"],
): { cert?: string; run?: number; partner?: number; state?: "shut" } {
  if (params.certificate) return { cert: params.certificate };
  const [run, partner] = [Number(params.run), Number(params.partner)];
  if (Number.isSafeInteger(run)) return { run };
  if (Number.isSafeInteger(partner)) return { partner };
  return link.endsWith("?state=shut") ? { state: "shut" } : {};
}
