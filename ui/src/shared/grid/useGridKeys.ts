import type { KeyboardEvent, RefObject } from "react";
import { isComposing } from "../ime.ts";
import { moveColumn, resizeByKey } from "./GridHead.tsx";
import { type GridCommand, gridCommand } from "./gridKeys.ts";
import type { GridProps } from "./gridTypes.ts";
import { rowsPerPage } from "./rowSpace.ts";
import { sizeOf } from "./selection.ts";
import { sortAfterClick } from "./sort.ts";
import type { Columns } from "./useColumnLayout.ts";
import { type GridCursor, HEAD_ROW } from "./useGridCursor.ts";
import type { GridPicks } from "./useGridSelection.ts";
import type { RowScroll } from "./useRowScroll.ts";

interface Options<Row> {
  props: GridProps<Row>;
  root: RefObject<HTMLDivElement | null>;
  cursor: GridCursor;
  picks: GridPicks;
  columns: Columns<Row>;
  scroll: RowScroll;
  count: number;
  rowAt: (index: number) => Row | undefined;
  onMenu: (column: number) => void;
}

/** Answers the grid's keys; what each means is in gridKeys.ts. */
export function useGridKeys<Row>(options: Options<Row>): (event: KeyboardEvent) => void {
  return (event) => {
    if (isComposing(event) && event.key !== "Process") return;
    if (options.cursor.row === HEAD_ROW && answerInHead(options, event)) return;
    const command = gridCommand({ ...pick(event), isComposing: false });
    if (command && run(options, command)) event.preventDefault();
  };
}

function pick(event: KeyboardEvent) {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  return { key, code, ctrlKey, metaKey, altKey, shiftKey };
}

/** True when the key was used; others keep their meaning on the page. */
function run<Row>(options: Options<Row>, command: GridCommand): boolean {
  const { props, cursor, picks, count, rowAt } = options;
  switch (command.do) {
    case "move":
    case "page":
    case "edge":
      travel(options, command);
      return true;
    case "open":
      return withRow(rowAt(cursor.row), props.onOpen);
    case "back":
      return goBack(options);
    case "toggle":
      if (cursor.row >= 0) picks.toggleAt(cursor.row);
      return true;
    case "range":
      if (cursor.row >= 0) picks.extendTo(cursor.row, cursor.row);
      return true;
    case "all":
      if (count > 0) picks.all();
      return true;
    case "copy":
      picks.copy(cursor.row);
      return true;
    case "menu":
      options.onMenu(cursor.column);
      return true;
    case "type":
      // The key is not ours to swallow: it writes into the field that has the focus now.
      props.onType?.();
      return false;
  }
}

function travel<Row>(
  { cursor, picks, columns, scroll, count }: Options<Row>,
  command: GridCommand,
): void {
  const from = cursor.row;
  let { row, column }: { row: number; column: number } = cursor;
  if (command.do === "move") {
    row += command.rows;
    column += command.columns;
  } else if (command.do === "page") {
    row = Math.max(0, row + command.pages * rowsPerPage(scroll.extent));
  } else if (command.do === "edge") {
    if (command.row) row = command.row === "first" ? 0 : count - 1;
    if (command.column) column = command.column === "first" ? 0 : columns.shown.length - 1;
  } else return;
  row = Math.min(row, count - 1);
  if (command.extend && from >= 0) {
    row = Math.max(0, row);
    picks.extendTo(row, from);
  } else picks.unpin();
  cursor.moveTo({ row, column });
}

function withRow<Row>(row: Row | undefined, act: ((row: Row) => void) | undefined): boolean {
  if (row === undefined || act === undefined) return false;
  act(row);
  return true;
}

/** First the selection goes, then the page's own step back. */
function goBack<Row>({ props, cursor, picks, count }: Options<Row>): boolean {
  if (sizeOf(props.selection, count) > 0) {
    picks.clear(Math.max(0, cursor.row));
    return true;
  }
  props.onBack?.();
  return props.onBack !== undefined;
}

/** In the heading: Enter and Space sort, ⇧ arrows resize, Ctrl+⇧ arrows move the column. */
function answerInHead<Row>(
  { props, cursor, columns, root }: Options<Row>,
  event: KeyboardEvent,
): boolean {
  const column = columns.shown[cursor.column];
  if (!column) return false;
  const side = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
  if (side !== 0 && event.shiftKey) {
    if (event.ctrlKey) moveColumn(columns, column.id, side);
    else resizeByKey(columns, column.id, root.current, side);
    event.preventDefault();
    return true;
  }
  if ((event.key === "Enter" || event.key === " ") && column.sort) {
    props.onSort(
      sortAfterClick(props.sort, column.id, event.shiftKey, column.sort === "descending"),
    );
    event.preventDefault();
    return true;
  }
  return false;
}
