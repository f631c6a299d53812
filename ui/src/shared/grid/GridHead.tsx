// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold a window onto a million rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells hold the one tab stop, as the ARIA grid pattern wants it
import { type PointerEvent, type RefObject, useRef, useState } from "react";
import { t } from "../i18n.ts";
import { COLUMN_WIDTH_STEP, moved, resized, unsized } from "./columns.ts";
import { frozenStyle } from "./GridRow.tsx";
import type { GridColumn } from "./gridTypes.ts";
import { type SortKey, sortAfterClick } from "./sort.ts";
import type { Columns } from "./useColumnLayout.ts";

/** A press that moves less than this is a click. */
const DRAG_FROM_PX = 6;

interface HeadProps<Row> {
  columns: Columns<Row>;
  sort: readonly SortKey[];
  onSort: (keys: SortKey[]) => void;
  /** Column of the cursor, when it stands in the heading. */
  cursorColumn: number | null;
  onStand: (column: number) => void;
  onMenu: (column: number) => void;
}

/** The heading row: click sorts, ⇧ adds, drag moves, the edge resizes, right click opens the menu. */
export function GridHead<Row>({
  columns,
  sort,
  onSort,
  cursorColumn,
  onStand,
  onMenu,
}: HeadProps<Row>) {
  const row = useRef<HTMLDivElement>(null);
  const drag = useHeadDrag(columns, row);
  return (
    <div role="row" className="grid-row head" aria-rowindex={1} ref={row}>
      {columns.shown.map((column, at) => (
        <HeadCell
          key={column.id}
          column={column}
          at={at}
          sort={sort}
          cursor={cursorColumn === at}
          dropped={drag.target === column.id}
          dragged={drag.source === column.id}
          frozen={columns.frozen}
          onPointerDown={(event) => {
            onStand(at);
            drag.start(event, column.id, () => {
              if (column.sort)
                onSort(
                  sortAfterClick(sort, column.id, event.shiftKey, column.sort === "descending"),
                );
            });
          }}
          onMenu={() => onMenu(at)}
          resize={<ResizeEdge column={column} columns={columns} />}
        />
      ))}
    </div>
  );
}

interface HeadCellProps<Row> {
  column: GridColumn<Row>;
  at: number;
  sort: readonly SortKey[];
  cursor: boolean;
  dropped: boolean;
  dragged: boolean;
  frozen: Readonly<Record<string, number>>;
  onPointerDown: (event: PointerEvent) => void;
  onMenu: () => void;
  resize: React.ReactNode;
}

function HeadCell<Row>(props: HeadCellProps<Row>) {
  const { column, at, sort, cursor } = props;
  const order = sort.findIndex((key) => key.column === column.id);
  const key = sort[order];
  const classes = [
    "grid-cell",
    "head",
    column.align === "end" ? "end" : "",
    column.sort ? "sorts" : "",
  ];
  if (props.dropped) classes.push("drop");
  if (props.dragged) classes.push("drag");
  if (props.frozen[column.id] !== undefined) classes.push("frozen");
  return (
    <div
      role="columnheader"
      className={classes.filter(Boolean).join(" ")}
      aria-colindex={at + 1}
      aria-sort={
        key ? (key.descending ? "descending" : "ascending") : column.sort ? "none" : undefined
      }
      data-column={column.id}
      tabIndex={cursor ? 0 : -1}
      data-cursor={cursor ? "true" : undefined}
      style={frozenStyle(column.id, props.frozen)}
      onPointerDown={props.onPointerDown}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu();
      }}
    >
      <span className="cut">{column.title}</span>
      {key ? (
        <span className="grid-order">
          <span aria-hidden="true">{key.descending ? "↓" : "↑"}</span>
          {sort.length > 1 ? (
            <span aria-hidden="true" className="grid-order-number">
              {order + 1}
            </span>
          ) : null}
          {sort.length > 1 ? (
            <span className="unseen">{t("grid.sorted", { order: order + 1 })}</span>
          ) : null}
        </span>
      ) : null}
      {props.resize}
    </div>
  );
}

/** The edge that resizes; keys do the same from the heading (⇧← ⇧→). */
function ResizeEdge<Row>({ column, columns }: { column: GridColumn<Row>; columns: Columns<Row> }) {
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    event.stopPropagation();
    event.preventDefault();
    const edge = event.currentTarget;
    const from = edge.parentElement?.getBoundingClientRect().width ?? column.width;
    const x = event.clientX;
    edge.setPointerCapture(event.pointerId);
    edge.onpointermove = (move) =>
      columns.setLayout(resized(columns.layout, column.id, from + move.clientX - x));
    edge.onpointerup = () => {
      edge.onpointermove = null;
      edge.onpointerup = null;
    };
  };
  return (
    <span
      aria-hidden="true"
      className="grid-edge"
      onPointerDown={start}
      onDoubleClick={() => columns.setLayout(unsized(columns.layout, column.id))}
    />
  );
}

/** Resizes by a step, from the width on screen. */
export function resizeByKey<Row>(
  columns: Columns<Row>,
  id: string,
  head: HTMLElement | null,
  steps: number,
): void {
  const cell = head?.querySelector<HTMLElement>(`.head[data-column="${id}"]`);
  const from = cell?.getBoundingClientRect().width ?? COLUMN_WIDTH_STEP;
  columns.setLayout(resized(columns.layout, id, from + steps * COLUMN_WIDTH_STEP));
}

/** Moves a column by steps among the shown ones. */
export function moveColumn<Row>(columns: Columns<Row>, id: string, steps: number): void {
  const at = columns.shown.findIndex((column) => column.id === id);
  const to = columns.shown[at + steps];
  if (at < 0 || to === undefined) return;
  const order = columns.all.map((column) => column.id);
  columns.setLayout(moved(columns.layout, order, id, to.id));
}

function useHeadDrag<Row>(columns: Columns<Row>, row: RefObject<HTMLDivElement | null>) {
  const [drag, setDrag] = useState<{ source: string; target: string } | null>(null);
  const start = (event: PointerEvent, id: string, click: () => void) => {
    if (event.button !== 0) return;
    const cell = event.currentTarget as HTMLElement;
    const x = event.clientX;
    let target: string | null = null;
    const move = (to: globalThis.PointerEvent) => {
      if (target === null && Math.abs(to.clientX - x) < DRAG_FROM_PX) return;
      target = columnUnder(row.current, to.clientX) ?? id;
      setDrag({ source: id, target });
    };
    const end = (up: globalThis.PointerEvent) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      setDrag(null);
      if (target === null && up.type === "pointerup" && cell.contains(up.target as Node)) click();
      if (target === null || target === id) return;
      const order = columns.all.map((column) => column.id);
      columns.setLayout(moved(columns.layout, order, id, target));
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  };
  return {
    source: drag?.source,
    target: drag && drag.target !== drag.source ? drag.target : undefined,
    start,
  };
}

function columnUnder(row: HTMLElement | null, x: number): string | undefined {
  for (const cell of row?.querySelectorAll<HTMLElement>(".head[data-column]") ?? []) {
    const { left, right } = cell.getBoundingClientRect();
    if (x >= left && x < right) return cell.dataset.column;
  }
  return undefined;
}
