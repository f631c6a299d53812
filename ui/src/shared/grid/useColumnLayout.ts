import {
  columnOrderingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSetting, writeSetting } from "../useSetting.ts";
import {
  type ColumnLayout,
  frozenLefts,
  leastWidth,
  NO_LAYOUT,
  orderOf,
  parseLayout,
  shownColumns,
  tracksOf,
} from "./columns.ts";
import type { GridColumn, GridSum } from "./gridTypes.ts";

/** A drag changes the width many times a second; only its rest is remembered. */
const REMEMBER_AFTER_MS = 400;
/** Widths at table size, a little generous: a figure, a separator, and the cell's padding. */
const FIGURE_PX = 7.5;
const SEPARATOR_PX = 3.8;
const PADDING_PX = 17;

const features = tableFeatures({ columnOrderingFeature, columnVisibilityFeature });
const NO_ROWS: never[] = [];

export interface Columns<Row> {
  shown: GridColumn<Row>[];
  all: GridColumn<Row>[];
  layout: ColumnLayout;
  setLayout: (layout: ColumnLayout) => void;
  /** CSS grid tracks of a row, and the width below which the grid scrolls sideways. */
  tracks: string;
  least: number;
  /** Left edges of the columns that stay while the others scroll sideways; empty when none do. */
  frozen: Readonly<Record<string, number>>;
}

/** The column model: what the clerk decided, what there is room for, and the sums' own room. */
export function useColumnLayout<Row>(
  gridKey: string,
  given: readonly GridColumn<Row>[],
  footer: readonly GridSum[] | undefined,
  room: number,
): Columns<Row> {
  const [layout, setLayout] = useRememberedLayout(`grid.${gridKey}`);
  const columns = useMemo(
    () => given.map((column) => withRoomForSums(column, footer)),
    [given, footer],
  );
  const visible = useMemo(() => shownColumns(columns, layout, room), [columns, layout, room]);
  const definitions = useMemo(
    () => columns.map(({ id, title }) => ({ id, header: title })),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    state: {
      columnOrder: orderOf(columns, layout),
      columnVisibility: Object.fromEntries(columns.map(({ id }) => [id, visible.includes(id)])),
    },
  });
  const inOrder = (found: readonly { id: string }[]) => found.map(({ id }) => id).join(" ");
  const shown = useColumnsOf(columns, inOrder(table.getVisibleLeafColumns()));
  const all = useColumnsOf(columns, inOrder(table.getAllLeafColumns()));
  const least = leastWidth(shown, layout);
  const frozen = useMemo(
    () => (least > room ? frozenLefts(shown, layout) : NOTHING_FROZEN),
    [shown, layout, least, room],
  );
  return { shown, all, layout, setLayout, tracks: tracksOf(shown, layout), least, frozen };
}

const NOTHING_FROZEN = {};

/** The same array for the same columns, so that rows are drawn anew only when columns changed. */
function useColumnsOf<Row>(columns: readonly GridColumn<Row>[], ids: string): GridColumn<Row>[] {
  return useMemo(
    () => ids.split(" ").flatMap((id) => columns.find((column) => column.id === id) ?? []),
    [columns, ids],
  );
}

/** A sum is never cut: its column is at least as wide as the longest one. */
function withRoomForSums<Row>(
  column: GridColumn<Row>,
  footer: readonly GridSum[] | undefined,
): GridColumn<Row> {
  const needed = Math.max(0, ...(footer ?? []).map((line) => sumWidth(line.sums[column.id] ?? "")));
  return needed > column.width ? { ...column, width: needed } : column;
}

function sumWidth(sum: string): number {
  const separators = sum.split(",").length - 1;
  return Math.ceil((sum.length - separators) * FIGURE_PX + separators * SEPARATOR_PX) + PADDING_PX;
}

/** What is dragged shows at once; what is remembered follows when the hand rests. */
function useRememberedLayout(key: string): [ColumnLayout, (layout: ColumnLayout) => void] {
  const [remembered] = useSetting(key, NO_LAYOUT, parseLayout);
  const kept = JSON.stringify(remembered);
  const [own, setOwn] = useState<ColumnLayout | null>(null);
  const timer = useRef<number | undefined>(undefined);
  const layout = useMemo(() => own ?? parseLayout(JSON.parse(kept)), [own, kept]);
  const change = useCallback(
    (next: ColumnLayout) => {
      setOwn(next);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => writeSetting(key, next), REMEMBER_AFTER_MS);
    },
    [key],
  );
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return [layout, change];
}
