import type { RowSource } from "./blocks.ts";

/**
 * A list that is short enough to be read whole and whose length is known only then. Each new look
 * at it (the anchors are asked for first) reads it anew.
 */
export function heldSource<Row>(
  readAll: () => Promise<readonly Row[]>,
  idOf: (row: Row) => number,
): RowSource<Row> {
  let held: Promise<readonly Row[]> | null = null;
  const rows = () => {
    held ??= readAll();
    return held;
  };
  return {
    page: async (after, limit) => {
      const all = await rows();
      const from = after === null ? 0 : Number(after);
      const to = from + limit;
      return { rows: all.slice(from, to), next: to < all.length ? String(to) : null };
    },
    anchors: async (every) => {
      held = readAll();
      const { length } = await held;
      const anchors: string[] = [];
      for (let at = every; at < length; at += every) anchors.push(String(at));
      return { count: length, anchors };
    },
    idOf,
  };
}

/** Reads page after page until the end, or until there are `max` rows. */
export async function readPages<Row, Cursor>(
  read: (after: Cursor | null) => Promise<{ rows: readonly Row[]; next: Cursor | null }>,
  max: number,
): Promise<Row[]> {
  const all: Row[] = [];
  let after: Cursor | null = null;
  do {
    const { rows, next }: { rows: readonly Row[]; next: Cursor | null } = await read(after);
    all.push(...rows);
    after = rows.length === 0 ? null : next;
  } while (after !== null && all.length < max);
  return all.slice(0, max);
}
