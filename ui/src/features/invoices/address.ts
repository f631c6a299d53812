import type { InvoiceColumn, InvoiceFilter, InvoiceSort } from "../../api/generated.ts";
import { parseSort, type SortKey } from "../../shared/grid/sort.ts";
import {
  filterOfSearch,
  type InvoiceSearch,
  readInvoiceSearch,
} from "../../shared/invoiceSearch.ts";
import { PERIODS, type PeriodName, type Span, spanOf } from "../../shared/period.ts";

/**
 * The list's address: what narrows it, how it is ordered, which document is open. A named period
 * stays a name, so that a saved view of 이번 달 shows next month's rows next month.
 */
export interface InvoicesAddress extends InvoiceSearch {
  period?: PeriodName;
  /** `-written_on,partner`. */
  sort?: string;
  /** The open document, by id. */
  doc?: number;
}

export const SORTABLE: readonly InvoiceColumn[] = [
  "written_on",
  "issued_on",
  "partner",
  "supply",
  "tax",
  "total",
  "kind",
  "direction",
  "approval",
  "item",
];

/** Reads the address; what is not understood is left out. */
export function readInvoicesAddress(raw: Record<string, unknown>): InvoicesAddress {
  const address: InvoicesAddress = readInvoiceSearch(raw);
  const period = PERIODS.find((name) => name === raw.period);
  if (period && !address.from && !address.to) address.period = period;
  const sort = typeof raw.sort === "string" ? parseSort(raw.sort, SORTABLE) : [];
  if (sort.length > 0) address.sort = String(raw.sort);
  if (typeof raw.doc === "number" && Number.isSafeInteger(raw.doc)) address.doc = raw.doc;
  return address;
}

/** Whether the address narrows by anything. Order and the open document do not narrow. */
export function narrows(address: InvoicesAddress): boolean {
  const { sort: _sort, doc: _doc, ...rest } = address;
  return Object.values(rest).some((value) => value !== undefined);
}

/**
 * The days the list shows. An address that says nothing shows the latest month that has invoices;
 * one that narrows in another way (a partner, a search, an import) shows all days.
 */
export function spanOfAddress(address: InvoicesAddress, today: string, latestMonth: Span): Span {
  if (address.period) return spanOf(address.period, today);
  if (address.from || address.to) return { from: address.from ?? null, to: address.to ?? null };
  return narrows(address) ? { from: null, to: null } : latestMonth;
}

/** The filter the core is asked with. */
export function filterOfAddress(address: InvoicesAddress, span: Span): InvoiceFilter {
  return { ...filterOfSearch(address), from: span.from, to: span.to };
}

/** The order asked for; an address without one shows the latest first. */
export function sortOfAddress(address: InvoicesAddress): SortKey[] {
  const keys = parseSort(address.sort, SORTABLE);
  return keys.length > 0 ? keys : [{ column: "written_on", descending: true }];
}

/** As the core takes it. */
export function sortRequest(keys: readonly SortKey[]): InvoiceSort[] {
  return keys.flatMap(({ column, descending }) => {
    const known = SORTABLE.find((name) => name === column);
    return known ? [{ column: known, descending }] : [];
  });
}

/** A copy without what is undefined, so that the address shows only what was asked. */
export function tidy<Value extends object>(value: Value): Value {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined),
  ) as Value;
}
