import { call } from "../../api/client.ts";
import type { InvoiceFilter, InvoiceRow, InvoiceSort } from "../../api/generated.ts";
import type { RowSource } from "../../shared/grid/blocks.ts";

/** The invoices of a filter in an order, as the grid reads them. */
export function invoiceSource(filter: InvoiceFilter, sort: InvoiceSort[]): RowSource<InvoiceRow> {
  return {
    page: (after, limit) => call("invoice.page", { filter, sort, after, limit }),
    anchors: (every) => call("invoice.anchors", { filter, sort, every }),
    idOf: (row) => row.id,
  };
}

/** A filter that lets everything through. */
export const ALL_INVOICES: InvoiceFilter = {
  from: null,
  to: null,
  direction: null,
  kinds: [],
  varieties: [],
  partner: null,
  total_min_krw: null,
  total_max_krw: null,
  text: null,
  has_warnings: null,
  looked_at: null,
  import: null,
};
