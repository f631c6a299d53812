/**
 * Which rows are selected, by identity, so that a selection outlives re-reading and sorting.
 *
 * "All" is the filter's whole answer, whatever its size; rows taken out of it are named.
 */
export type Selection =
  | { readonly all: false; readonly ids: ReadonlySet<number> }
  | { readonly all: true; readonly except: ReadonlySet<number> };

/** A range is read row by row; beyond this, "all" or a filter is the way. */
export const RANGE_ROWS_MAX = 10_000;

export const NOTHING: Selection = { all: false, ids: new Set() };
export const EVERYTHING: Selection = { all: true, except: new Set() };

/** Exactly these rows. */
export function selectOnly(ids: Iterable<number>): Selection {
  return { all: false, ids: new Set(ids) };
}

/** These rows too. */
export function selectAlso(selection: Selection, ids: Iterable<number>): Selection {
  if (!selection.all) return { all: false, ids: new Set([...selection.ids, ...ids]) };
  const except = new Set(selection.except);
  for (const id of ids) except.delete(id);
  return { all: true, except };
}

/** The row changes sides. */
export function toggle(selection: Selection, id: number): Selection {
  const changed = new Set(selection.all ? selection.except : selection.ids);
  if (!changed.delete(id)) changed.add(id);
  return selection.all ? { all: true, except: changed } : { all: false, ids: changed };
}

export function isSelected(selection: Selection, id: number): boolean {
  return selection.all ? !selection.except.has(id) : selection.ids.has(id);
}

/** How many rows are selected, of `count`. */
export function sizeOf(selection: Selection, count: number): number {
  return selection.all ? Math.max(0, count - selection.except.size) : selection.ids.size;
}

/** First and last place of a range, in order, cut to what a range may hold around its pivot. */
export function rangeOf(pivot: number, to: number): { from: number; to: number; cut: boolean } {
  const cut = Math.abs(to - pivot) >= RANGE_ROWS_MAX;
  const end = cut ? pivot + Math.sign(to - pivot) * (RANGE_ROWS_MAX - 1) : to;
  return { from: Math.min(pivot, end), to: Math.max(pivot, end), cut };
}
