import type { PointerEvent } from "react";
import type { GridCursor } from "./useGridCursor.ts";
import type { GridPicks } from "./useGridSelection.ts";

/** Where in the list an event happened. */
interface Hit {
  row: number;
  column: string | undefined;
}

interface Options {
  cursor: GridCursor;
  picks: GridPicks;
  columnIds: readonly string[];
  /** Reveals the row beyond the edge while the mouse drags outside. */
  reveal: (row: number) => void;
  count: number;
}

/**
 * The mouse in the list: a click stands on a row, Ctrl adds or removes one, ⇧ and dragging select
 * a range. Double click opens, which the grid binds itself.
 */
export function useGridMouse({
  cursor,
  picks,
  columnIds,
  reveal,
  count,
}: Options): (event: PointerEvent) => void {
  return (event) => {
    const hit = hitOf(event.target);
    if (!hit || event.button !== 0 || isControl(event.target)) return;
    const column = Math.max(0, columnIds.indexOf(hit.column ?? ""));
    if (event.shiftKey) {
      // Otherwise the browser selects the words between the two clicks.
      event.preventDefault();
      picks.extendTo(hit.row, Math.max(0, cursor.row));
    } else if (event.ctrlKey || event.metaKey) picks.toggleAt(hit.row);
    else picks.clear(hit.row);
    cursor.moveTo({ row: hit.row, column });
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) {
      followDrag(event.currentTarget as HTMLElement, hit.row, (row) => {
        const to = Math.max(0, Math.min(count - 1, row));
        picks.extendTo(to, hit.row);
        reveal(to);
        cursor.moveTo({ row: to });
      });
    }
  };
}

/** Follows the pressed mouse from row to row until it is let go. */
function followDrag(grid: HTMLElement, from: number, onRow: (row: number) => void): void {
  let last = from;
  const move = (event: globalThis.PointerEvent) => {
    const row =
      hitOf(document.elementFromPoint(event.clientX, event.clientY))?.row ??
      beyond(grid, event.clientY, last);
    if (row === null || row === last) return;
    last = row;
    window.getSelection()?.removeAllRanges();
    onRow(row);
  };
  const end = () => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", end);
    window.removeEventListener("pointercancel", end);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
}

function beyond(grid: HTMLElement, y: number, last: number): number | null {
  const { top, bottom } = grid.getBoundingClientRect();
  if (y < top) return last - 1;
  return y > bottom ? last + 1 : null;
}

export function hitOf(target: EventTarget | null): Hit | null {
  if (!(target instanceof Element)) return null;
  const row = target.closest<HTMLElement>("[data-row]")?.dataset.row;
  const column = target.closest<HTMLElement>("[data-column]")?.dataset.column;
  return row === undefined ? null : { row: Number(row), column };
}

/** Links and buttons inside a cell answer for themselves. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input") !== null;
}
