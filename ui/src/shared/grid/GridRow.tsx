// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold a window onto a million rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells hold the one tab stop, as the ARIA grid pattern wants it
import { memo } from "react";
import { Skeleton } from "../Skeleton.tsx";
import type { GridColumn } from "./gridTypes.ts";

interface RowProps<Row> {
  /** Undefined while its block is on the way. */
  row: Row | undefined;
  index: number;
  top: number;
  columns: readonly GridColumn<Row>[];
  /** Left edges of the columns that stay. */
  frozen: Readonly<Record<string, number>>;
  selected: boolean;
  /** Column of the cursor, when it stands in this row. */
  cursorColumn: number | null;
}

/** One line of the list. Its place changes on every wheel turn, its cells only with its content. */
export function GridRow<Row>({ top, ...rest }: RowProps<Row>) {
  const { row, index, selected, cursorColumn } = rest;
  return (
    <div
      role="row"
      className="grid-row"
      style={{ top }}
      data-row={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-current={cursorColumn === null ? undefined : "true"}
      aria-busy={row === undefined ? true : undefined}
    >
      <Cells {...rest} />
    </div>
  );
}

const Cells = memo(function Cells<Row>({
  row,
  index,
  columns,
  frozen,
  cursorColumn,
}: Omit<RowProps<Row>, "top">) {
  return columns.map((column, at) => (
    <div
      key={column.id}
      role="gridcell"
      className={cellClass(column, frozen)}
      style={frozenStyle(column.id, frozen)}
      data-column={column.id}
      aria-colindex={at + 1}
      tabIndex={cursorColumn === at ? 0 : -1}
      data-cursor={cursorColumn === at ? "true" : undefined}
    >
      {row === undefined ? <Skeleton width={skeletonWidth(index, at)} /> : column.cell(row)}
    </div>
  ));
}) as <Row>(props: Omit<RowProps<Row>, "top">) => React.ReactNode;

function cellClass<Row>(column: GridColumn<Row>, frozen: Readonly<Record<string, number>>): string {
  const end = column.align === "end" ? " end" : "";
  return `grid-cell${end}${frozen[column.id] === undefined ? "" : " frozen"}`;
}

/** A frozen cell keeps its distance from the left edge. */
export function frozenStyle(
  id: string,
  frozen: Readonly<Record<string, number>>,
): { left: number } | undefined {
  const left = frozen[id];
  return left === undefined ? undefined : { left };
}

/** Uneven like words, but the same each time, so that nothing flickers. */
function skeletonWidth(index: number, at: number): string {
  return `${45 + ((index * 7 + at * 23) % 40)}%`;
}
