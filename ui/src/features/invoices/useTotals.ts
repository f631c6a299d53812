import { useQueryOf } from "../../api/client.ts";
import type { InvoiceFilter, InvoiceTotals } from "../../api/generated.ts";
import { type Selection, sizeOf } from "../../shared/grid/selection.ts";
import { type Picked, without } from "./sums.tsx";

/** Sums of the filter and of the selection; the figures come from the core, never from the rows. */
export function useTotals(
  filter: InvoiceFilter,
  selection: Selection,
  enabled: boolean,
): { found: InvoiceTotals | undefined; picked: Picked } {
  const found = useQueryOf(
    "invoice.totals",
    { filter, ids: null },
    { enabled, keepPrevious: true },
  ).data;
  const named = selection.all ? selection.except : selection.ids;
  const ids = [...named].sort((a, b) => a - b);
  const some = useQueryOf(
    "invoice.totals",
    { filter, ids },
    { enabled: enabled && ids.length > 0, keepPrevious: true },
  );
  const count = found ? found.sales.count + found.purchases.count : 0;
  const size = sizeOf(selection, count);
  if (size === 0) return { found, picked: { count: 0, totals: undefined } };
  if (!selection.all) return { found, picked: { count: size, totals: some.data } };
  const most =
    ids.length === 0 ? found : found && some.data ? without(found, some.data) : undefined;
  return { found, picked: { count: size, totals: most } };
}
