/** Sort keys of a list, the first deciding. */
export interface SortKey {
  column: string;
  descending: boolean;
}

/** Keys that can be told apart at a glance. */
export const SORT_KEYS_MAX = 3;

/**
 * The keys after a click on a heading: first `firstDescending`, then the other way round, then
 * without it. With ⇧ the others stay and the column is added or turned in its place.
 */
export function sortAfterClick(
  keys: readonly SortKey[],
  column: string,
  add: boolean,
  firstDescending: boolean,
): SortKey[] {
  const key = keys.find((other) => other.column === column);
  const next = nextKey(key, column, firstDescending);
  if (!add) return keys.length > 1 && key ? [key] : next ? [next] : [];
  if (key) return keys.flatMap((other) => (other === key ? (next ? [next] : []) : [other]));
  return next ? [...keys.slice(0, SORT_KEYS_MAX - 1), next] : [...keys];
}

function nextKey(
  key: SortKey | undefined,
  column: string,
  firstDescending: boolean,
): SortKey | null {
  if (!key) return { column, descending: firstDescending };
  return key.descending === firstDescending ? { column, descending: !firstDescending } : null;
}

/** The keys as the address holds them: `-written_on,partner`. */
export function formatSort(keys: readonly SortKey[]): string {
  return keys.map((key) => (key.descending ? `-${key.column}` : key.column)).join(",");
}

/** Reads the address; columns that cannot be sorted are left out. */
export function parseSort(text: string | undefined, sortable: readonly string[]): SortKey[] {
  const keys: SortKey[] = [];
  for (const part of (text ?? "").split(",")) {
    const column = part.replace(/^-/, "");
    if (!sortable.includes(column) || keys.some((key) => key.column === column)) continue;
    keys.push({ column, descending: part.startsWith("-") });
  }
  return keys.slice(0, SORT_KEYS_MAX);
}
