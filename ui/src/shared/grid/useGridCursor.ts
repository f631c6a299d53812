import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { RowBlocks } from "./blocks.ts";
import type { RowScroll } from "./useRowScroll.ts";

/** The heading row, above the first row. */
export const HEAD_ROW = -1;

export interface GridCursor {
  row: number;
  column: number;
  /** Grows with every move by hand; a cursor that merely followed its row does not count. */
  moves: number;
  /** Moves to a place; `focus` takes the keyboard there, as keys and clicks do. */
  moveTo: (to: { row?: number; column?: number }, focus?: boolean) => void;
}

interface Options<Row> {
  root: RefObject<HTMLDivElement | null>;
  blocks: RowBlocks<Row>;
  /** Names the list and its filter; another filter starts at the first row. */
  shownKey: string;
  filterKey: string;
  count: number;
  columnIds: readonly string[];
  scroll: RefObject<RowScroll | null>;
  initialId: number | null | undefined;
}

interface Place {
  row: number;
  columnId: string;
}

/** The row the clerk stands on, by identity. */
interface Stand {
  id: number | null;
  list: string;
  filter: string | null;
}

/**
 * Where the cursor stands. It stays on its row when the book changes or the order does, as long
 * as that row is among the blocks at hand; a new filter starts at the first row.
 */
export function useGridCursor<Row>(options: Options<Row>): GridCursor {
  const { root, blocks, count, columnIds, scroll } = options;
  const [place, setPlace] = useState<Place>({ row: 0, columnId: "" });
  const stand = useRef<Stand>({ id: options.initialId ?? null, list: "", filter: null });
  const wantsFocus = useRef(false);
  const moves = useRef(0);

  const moveTo = useCallback(
    (to: { row?: number; column?: number }, focus = true) => {
      wantsFocus.current ||= focus;
      moves.current += 1;
      const row = to.row === undefined ? undefined : within(to.row, HEAD_ROW, count - 1);
      if (row !== undefined && row >= 0) {
        stand.current.id = blocks.idAt(row);
        scroll.current?.reveal(row);
      }
      const columnId =
        to.column === undefined ? undefined : columnIds[within(to.column, 0, columnIds.length - 1)];
      setPlace((now) => ({ row: row ?? now.row, columnId: columnId ?? now.columnId }));
    },
    [blocks, count, columnIds, scroll],
  );

  useStandOnRow(options, stand, place.row, setPlace);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    focusCursor(root.current);
  });

  return {
    row: place.row,
    column: Math.max(0, columnIds.indexOf(place.columnId)),
    moves: moves.current,
    moveTo,
  };
}

/** Follows the row when rows move under the cursor. Runs after every drawing; it is cheap. */
function useStandOnRow<Row>(
  { root, blocks, shownKey, filterKey, count, scroll, initialId }: Options<Row>,
  stand: RefObject<Stand>,
  row: number,
  setPlace: (change: (now: Place) => Place) => void,
): void {
  useEffect(() => {
    const now = stand.current;
    if (shownKey !== "" && now.list !== shownKey) {
      const sameFilter = now.filter === null || now.filter === filterKey;
      const sought = sameFilter ? now.id : (initialId ?? null);
      const place = sought === null ? null : blocks.indexOf(sought);
      stand.current = { id: blocks.idAt(place ?? 0), list: shownKey, filter: filterKey };
      scroll.current?.scrollTo(0);
      if (place !== null) scroll.current?.reveal(place);
      setPlace((old) => (old.row === HEAD_ROW ? old : { ...old, row: place ?? 0 }));
      return;
    }
    if (row === HEAD_ROW || !blocks.settled) return;
    if (count > 0 && row >= count) {
      keepFocus(root.current, () => setPlace((old) => ({ ...old, row: count - 1 })));
      return;
    }
    const here = blocks.idAt(row);
    if (here === null || here === now.id) return;
    const place = now.id === null ? null : blocks.indexOf(now.id);
    if (place === null) {
      now.id = here;
      return;
    }
    const view = scroll.current;
    view?.scrollTo(view.top() + (place - row) * view.extent.rowHeight);
    keepFocus(root.current, () => setPlace((old) => ({ ...old, row: place })));
  });
}

/** Another row takes the tab stop; if the keyboard was in the grid, it goes there too. */
function keepFocus(root: HTMLElement | null, change: () => void): void {
  const held = root?.contains(document.activeElement) ?? false;
  change();
  if (held) requestAnimationFrame(() => focusCursor(root));
}

/** Gives the keyboard to the cursor's cell, and brings it into view sideways; rows are placed above. */
export function focusCursor(root: HTMLElement | null): void {
  const cell = root?.querySelector<HTMLElement>('[data-cursor="true"]');
  if (!root || !cell) return;
  cell.focus({ preventScroll: true });
  const frame = root.closest<HTMLElement>(".grid-scroll");
  if (!frame || cell.classList.contains("frozen")) return;
  const seen = frame.getBoundingClientRect();
  const frozen = [...root.querySelectorAll(".head.frozen")].map(
    (head) => head.getBoundingClientRect().right,
  );
  const { left, right } = cell.getBoundingClientRect();
  const leftEdge = Math.max(seen.left, ...frozen);
  if (left < leftEdge) frame.scrollLeft -= leftEdge - left;
  else if (right > seen.right) frame.scrollLeft += Math.min(right - seen.right, left - leftEdge);
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
