import { type InvoicesAddress, readInvoicesAddress, tidy } from "./address.ts";

/** A view of the list, kept by name. */
export interface SavedView {
  name: string;
  address: InvoicesAddress;
}

/** Reads what was kept; entries that are no views are left out. */
export function readViews(kept: unknown): SavedView[] | undefined {
  if (!Array.isArray(kept)) return undefined;
  return kept.flatMap((view: unknown) => {
    if (typeof view !== "object" || view === null) return [];
    const { name, address } = view as { name?: unknown; address?: unknown };
    if (typeof name !== "string" || name === "" || typeof address !== "object" || address === null)
      return [];
    return [{ name, address: readInvoicesAddress(address as Record<string, unknown>) }];
  });
}

/** With this view too; one of the same name is replaced in its place. The open document stays out. */
export function viewsWith(
  views: readonly SavedView[],
  name: string,
  address: InvoicesAddress,
): SavedView[] {
  const view = { name, address: tidy({ ...address, doc: undefined }) };
  const at = views.findIndex((other) => other.name === name);
  return at < 0 ? [...views, view] : views.map((other, i) => (i === at ? view : other));
}

export function viewsWithout(views: readonly SavedView[], name: string): SavedView[] {
  return views.filter((view) => view.name !== name);
}
