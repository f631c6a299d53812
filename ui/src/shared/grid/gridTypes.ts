import type { ReactNode, Ref } from "react";
import type { RowSource } from "./blocks.ts";
import type { ColumnRoom } from "./columns.ts";
import type { Selection } from "./selection.ts";
import type { SortKey } from "./sort.ts";
import type { TsvCell } from "./tsv.ts";

/** A column of a grid. */
export interface GridColumn<Row> extends ColumnRoom {
  title: string;
  /** Figures stand at the end of their cell. */
  align?: "end";
  /** The heading sorts; the first click sorts descending where that is what one looks for. */
  sort?: "ascending" | "descending";
  cell: (row: Row) => ReactNode;
  /** What a spreadsheet gets; a column without it is not copied. */
  copy?: (row: Row) => TsvCell;
}

/** A line of the footer: a label, and sums under the columns they sum. */
export interface GridSum {
  key: string;
  /** Knows which columns are shown, so that it can say what has no column. */
  label: (shown: ReadonlySet<string>) => ReactNode;
  /** By column id; written text, so that a column can make room for it. */
  sums: Record<string, string>;
  /** Belongs to the selection, and is tinted like it. */
  selected?: boolean;
}

/** What the page can ask of the grid. */
export interface GridHandle {
  focus: () => void;
  /** Moves the cursor by rows without taking the focus. */
  step: (rows: number) => void;
}

export interface GridProps<Row> {
  /** Under this name the columns are remembered. */
  gridKey: string;
  label: string;
  columns: readonly GridColumn<Row>[];
  source: RowSource<Row>;
  /** Names the list: the filter and the order. Another name is another list. */
  sourceKey: string;
  /** Names the filter alone: the cursor's row is looked for when only the order changed. */
  filterKey: string;
  /** Grows when the book behind the list changed. */
  refreshKey: number;
  sort: readonly SortKey[];
  onSort: (keys: SortKey[]) => void;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  /** The row to stand on when a list is shown, if it is near the beginning. */
  initialId?: number | null;
  /** The cursor stands on another row; by hand, or because another list came. */
  onCursor?: (row: Row, byHand: boolean) => void;
  onOpen?: (row: Row) => void;
  onBack?: () => void;
  /** A letter was typed: focus the search field, the key goes on to it. */
  onType?: () => void;
  onNotice: (text: string) => void;
  footer?: readonly GridSum[];
  /** Instead of rows, when there are none. */
  empty: ReactNode;
  testId?: string;
  ref?: Ref<GridHandle>;
}
