import { type RefObject, useCallback, useEffect, useRef } from "react";
import { t } from "../i18n.ts";
import type { RowBlocks, RowSource } from "./blocks.ts";
import type { GridColumn } from "./gridTypes.ts";
import {
  EVERYTHING,
  isSelected,
  NOTHING,
  RANGE_ROWS_MAX,
  rangeOf,
  type Selection,
  selectOnly,
  sizeOf,
  toggle,
} from "./selection.ts";
import { buildTsv, COPY_ROWS_MAX } from "./tsv.ts";

export interface GridPicks {
  /** Takes the row in or out; the next range starts here. */
  toggleAt: (row: number) => void;
  /** Selects from the pivot to the row. */
  extendTo: (row: number, from: number) => void;
  all: () => void;
  /** Nothing selected; the next range starts at the row. */
  clear: (pivot: number) => void;
  /** The next range starts wherever the cursor is then. */
  unpin: () => void;
  /** Puts the selection, or the row when nothing is selected, on the clipboard. */
  copy: (row: number) => void;
}

interface Options<Row> {
  blocks: RowBlocks<Row>;
  source: RowSource<Row>;
  filterKey: string;
  count: number;
  columns: readonly GridColumn<Row>[];
  selection: Selection;
  onSelection: (selection: Selection) => void;
  onNotice: (text: string) => void;
}

/** A selected row and where it stood, so that it can be copied when its block is gone. */
interface Picked<Row> {
  row: Row;
  index: number;
}

/** Selecting by keys and mouse, and copying what is selected. */
export function useGridSelection<Row>(options: Options<Row>): GridPicks {
  const latest = useRef(options);
  latest.current = options;
  const pivot = useRef<number | null>(null);
  const picked = useRef(new Map<number, Picked<Row>>());
  const rangeNumber = useRef(0);

  // Another filter is another list: what was selected in the old one is not in view any more.
  const filter = useRef(options.filterKey);
  useEffect(() => {
    if (filter.current === options.filterKey) return;
    filter.current = options.filterKey;
    pivot.current = null;
    picked.current.clear();
    rangeNumber.current += 1;
    latest.current.onSelection(NOTHING);
  }, [options.filterKey]);

  const toggleAt = useCallback((row: number) => {
    const { blocks, source, selection, onSelection } = latest.current;
    const there = blocks.rowAt(row);
    if (there === undefined) return;
    pivot.current = row;
    rangeNumber.current += 1;
    picked.current.set(source.idOf(there), { row: there, index: row });
    onSelection(toggle(selection, source.idOf(there)));
  }, []);

  const extendTo = useCallback((row: number, from: number) => {
    pivot.current ??= from;
    rangeNumber.current += 1;
    void selectRange(latest, picked.current, pivot.current, row, rangeNumber);
  }, []);

  const all = useCallback(() => {
    rangeNumber.current += 1;
    latest.current.onSelection(EVERYTHING);
  }, []);

  const clear = useCallback((at: number) => {
    pivot.current = at;
    rangeNumber.current += 1;
    picked.current.clear();
    const { selection, count, onSelection } = latest.current;
    if (sizeOf(selection, count) > 0) onSelection(NOTHING);
  }, []);

  const unpin = useCallback(() => {
    pivot.current = null;
  }, []);

  const copy = useCallback((row: number) => void copyRows(latest.current, picked.current, row), []);

  return { toggleAt, extendTo, all, clear, unpin, copy };
}

async function selectRange<Row>(
  latest: RefObject<Options<Row>>,
  picked: Map<number, Picked<Row>>,
  pivot: number,
  to: number,
  rangeNumber: RefObject<number>,
): Promise<void> {
  const { blocks, source, onSelection, onNotice } = latest.current;
  const number = rangeNumber.current;
  const range = rangeOf(pivot, to);
  const rows =
    rowsHere(blocks, range.from, range.to) ??
    (await blocks.rows(range.from, range.to + 1).catch(() => null));
  // Another key was pressed while the rows were read.
  if (rows === null || rangeNumber.current !== number) return;
  picked.clear();
  for (const [i, row] of rows.entries())
    picked.set(source.idOf(row), { row, index: range.from + i });
  onSelection(selectOnly(picked.keys()));
  if (range.cut) onNotice(t("grid.range_cut", { max: RANGE_ROWS_MAX }));
}

/** The rows of a range if all are at hand: then selecting does not wait. */
function rowsHere<Row>(blocks: RowBlocks<Row>, from: number, to: number): Row[] | null {
  const rows: Row[] = [];
  for (let i = from; i <= to; i += 1) {
    const row = blocks.rowAt(i);
    if (row === undefined) return null;
    rows.push(row);
  }
  return rows;
}

async function copyRows<Row>(
  options: Options<Row>,
  picked: Map<number, Picked<Row>>,
  at: number,
): Promise<void> {
  const { columns, selection, count, onNotice } = options;
  const copied = columns.filter((column) => column.copy !== undefined);
  const text = rowsToCopy(options, picked, at).then((rows) => ({
    rows: rows.length,
    tsv: buildTsv(
      copied.map((column) => column.title),
      rows.map((row) => copied.map((column) => column.copy?.(row))),
    ),
  }));
  try {
    await writeClipboard(text.then(({ tsv }) => tsv));
    const { rows } = await text;
    const cut = sizeOf(selection, count) > rows && rows >= COPY_ROWS_MAX;
    onNotice(t(cut ? "grid.copied_part" : "grid.copied", { count: rows }));
  } catch {
    onNotice(t("grid.copy_failed"));
  }
}

async function rowsToCopy<Row>(
  { blocks, source, selection, count }: Options<Row>,
  picked: Map<number, Picked<Row>>,
  at: number,
): Promise<Row[]> {
  if (selection.all) {
    const rows = await blocks.rows(0, Math.min(count, COPY_ROWS_MAX + selection.except.size));
    return rows.filter((row) => isSelected(selection, source.idOf(row))).slice(0, COPY_ROWS_MAX);
  }
  if (selection.ids.size === 0) {
    const row = blocks.rowAt(at);
    return row === undefined ? [] : [row];
  }
  return [...picked]
    .filter(([id]) => isSelected(selection, id))
    .sort(([, a], [, b]) => a.index - b.index)
    .slice(0, COPY_ROWS_MAX)
    .map(([, { row }]) => row);
}

/**
 * WebKit lets a page write to the clipboard only while it answers a key press; handing it a
 * promise keeps that right while rows are read.
 */
async function writeClipboard(text: Promise<string>): Promise<void> {
  const blob = text.then((tsv) => new Blob([tsv], { type: "text/plain" }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  } catch {
    await navigator.clipboard.writeText(await text);
  }
}
