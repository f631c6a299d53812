import {
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { BLOCK_ROWS, type RowBlocks } from "./blocks.ts";
import type { GridProps } from "./gridTypes.ts";
import { type Columns, useColumnLayout } from "./useColumnLayout.ts";
import { focusCursor, type GridCursor, useGridCursor } from "./useGridCursor.ts";
import { type GridPicks, useGridSelection } from "./useGridSelection.ts";
import { useRowBlocks } from "./useRowBlocks.ts";
import { useRowHeight } from "./useRowHeight.ts";
import { type RowScroll, useRowScroll } from "./useRowScroll.ts";

/** Quiet rows before the first answer. */
const SKELETON_ROWS = 12;

/** Everything the grid's parts share. */
export interface GridModel<Row> {
  frame: RefObject<HTMLDivElement | null>;
  root: RefObject<HTMLDivElement | null>;
  columns: Columns<Row>;
  blocks: RowBlocks<Row>;
  /** Rows in all; null until the first answer. */
  known: number | null;
  count: number;
  rowHeight: number;
  cursor: GridCursor;
  scroll: RowScroll;
  picks: GridPicks;
}

/** Puts blocks, columns, cursor, scrolling and selection together. */
export function useGrid<Row>(props: GridProps<Row>): GridModel<Row> {
  const frame = useRef<HTMLDivElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const columns = useColumnLayout(props.gridKey, props.columns, props.footer, useWidth(frame));
  const { blocks, shownKey } = useRowBlocks(props.source, props.sourceKey, props.refreshKey);
  const rowHeight = useRowHeight();
  const known = blocks.count ?? (blocks.rowAt(0) === undefined ? null : BLOCK_ROWS);
  const count = known ?? 0;
  const scrollRef = useRef<RowScroll | null>(null);
  const columnIds = useMemo(() => columns.shown.map(({ id }) => id), [columns.shown]);
  const { filterKey, initialId } = props;
  const cursor = useGridCursor({
    ...{ root, blocks, shownKey, filterKey, count, columnIds, initialId },
    scroll: scrollRef,
  });
  const scroll = useRowScroll({
    frame,
    rows: known ?? SKELETON_ROWS,
    rowHeight,
    coveredHeight: (1 + (props.footer?.length ?? 0)) * rowHeight,
    cursorRow: cursor.row,
  });
  scrollRef.current = scroll;
  useWantedRows(blocks, scroll);
  const picks = useGridSelection({
    ...{ blocks, source: props.source, filterKey, count, columns: columns.shown },
    ...{ selection: props.selection, onSelection: props.onSelection, onNotice: props.onNotice },
  });
  useCursorReport(blocks.rowAt(cursor.row), props, shownKey, cursor.moves);
  useHandle(props, root, cursor, count);
  return { frame, root, columns, blocks, known, count, rowHeight, cursor, scroll, picks };
}

/** Asks for the rows in view. */
function useWantedRows<Row>(blocks: RowBlocks<Row>, scroll: RowScroll): void {
  const { first, last } = scroll.seen;
  useEffect(() => blocks.want(first, last), [blocks, first, last]);
}

/** Tells the page which row the cursor stands on, once per row and list. */
function useCursorReport<Row>(
  here: Row | undefined,
  { source, onCursor }: GridProps<Row>,
  list: string,
  moves: number,
): void {
  const told = useRef({ id: Number.NaN, list: "", moves });
  useEffect(() => {
    if (list === "" || here === undefined) return;
    const was = told.current;
    const id = source.idOf(here);
    if (was.id === id && was.list === list) return;
    told.current = { id, list, moves };
    onCursor?.(here, moves !== was.moves);
  }, [here, list, moves, source, onCursor]);
}

function useHandle<Row>(
  { ref }: GridProps<Row>,
  root: RefObject<HTMLDivElement | null>,
  cursor: GridCursor,
  count: number,
): void {
  useImperativeHandle(
    ref,
    () => ({
      focus: () =>
        count > 0 ? cursor.moveTo({ row: Math.max(0, cursor.row) }) : focusCursor(root.current),
      step: (rows: number) => cursor.moveTo({ row: Math.max(0, cursor.row + rows) }, false),
    }),
    [cursor, count, root],
  );
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry?.contentRect.width ?? 0)),
    );
    setWidth(element.current.clientWidth);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
