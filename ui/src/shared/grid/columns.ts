/**
 * Which columns are shown, in which order and how wide; remembered per grid.
 *
 * Columns nobody decided about are shown while there is room for them, the most important first:
 * so a list is useful beside a document at 1280 px and tells more at 1920 px. A decision of the
 * clerk (shown, hidden, moved, resized) always wins over the room.
 */
export const COLUMN_WIDTH_MIN = 40;
export const COLUMN_WIDTH_MAX = 640;
/** What one key press resizes by. */
export const COLUMN_WIDTH_STEP = 8;

/** What the layout must know of a column. */
export interface ColumnRoom {
  id: string;
  /** Natural width in px. */
  width: number;
  /** Share of the room that is left; absent means none. */
  grow?: number;
  /** Stays at the left edge while the grid scrolls sideways, as long as it is among the first. */
  frozen?: boolean;
  /** 0 is always shown; higher ones need room, the lowest first. Absent means never by itself. */
  priority?: number;
}

/** What the clerk decided. */
export interface ColumnLayout {
  order: string[];
  /** True shown, false hidden; absent leaves it to the room. */
  shown: Record<string, boolean>;
  widths: Record<string, number>;
}

export const NO_LAYOUT: ColumnLayout = { order: [], shown: {}, widths: {} };

/** Reads a remembered layout; anything that is not one is left out. */
export function parseLayout(value: unknown): ColumnLayout {
  if (!isRecord(value)) return NO_LAYOUT;
  const order = Array.isArray(value.order)
    ? value.order.filter((id) => typeof id === "string")
    : [];
  const shown: Record<string, boolean> = {};
  for (const [id, yes] of Object.entries(isRecord(value.shown) ? value.shown : {})) {
    if (typeof yes === "boolean") shown[id] = yes;
  }
  const widths: Record<string, number> = {};
  for (const [id, px] of Object.entries(isRecord(value.widths) ? value.widths : {})) {
    if (typeof px === "number" && Number.isFinite(px)) widths[id] = clampWidth(px);
  }
  return { order, shown, widths };
}

/** All columns in the clerk's order; ones the layout does not know keep their natural place. */
export function orderOf(columns: readonly ColumnRoom[], layout: ColumnLayout): string[] {
  const natural = columns.map((column) => column.id);
  const order = layout.order.filter(
    (id, i) => natural.includes(id) && layout.order.indexOf(id) === i,
  );
  for (const [i, id] of natural.entries()) {
    if (order.includes(id)) continue;
    const before = natural
      .slice(0, i)
      .reverse()
      .find((other) => order.includes(other));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  }
  return order;
}

/**
 * The columns to show in `room` px, in order. At least one is always shown. Natural widths decide,
 * so that widening one column makes the grid scroll rather than another column vanish.
 */
export function shownColumns(
  columns: readonly ColumnRoom[],
  layout: ColumnLayout,
  room: number,
): string[] {
  const chosen = new Set<string>();
  let used = 0;
  for (const column of columns) {
    if (
      layout.shown[column.id] === true ||
      (layout.shown[column.id] === undefined && column.priority === 0)
    ) {
      chosen.add(column.id);
      used += column.width;
    }
  }
  for (const column of waiting(columns, layout)) {
    used += column.width;
    // Stops at the first that does not fit: a less important one must not overtake it.
    if (used > room) break;
    chosen.add(column.id);
  }
  const order = orderOf(columns, layout).filter((id) => chosen.has(id));
  return order.length > 0 ? order : orderOf(columns, layout).slice(0, 1);
}

function waiting(columns: readonly ColumnRoom[], layout: ColumnLayout): ColumnRoom[] {
  return columns
    .filter((c) => layout.shown[c.id] === undefined && c.priority !== undefined && c.priority > 0)
    .sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
}

export function widthOf(column: ColumnRoom, layout: ColumnLayout): number {
  return layout.widths[column.id] ?? column.width;
}

/**
 * The tracks of a CSS grid. A column the clerk sized keeps its size; the rest of the room goes to
 * growing columns, or to an empty track at the end.
 */
export function tracksOf(columns: readonly ColumnRoom[], layout: ColumnLayout): string {
  const tracks = columns.map((column) =>
    isGrowing(column, layout)
      ? `minmax(${column.width}px, ${column.grow}fr)`
      : `${widthOf(column, layout)}px`,
  );
  if (!columns.some((column) => isGrowing(column, layout))) tracks.push("minmax(0, 1fr)");
  return tracks.join(" ");
}

/** Width below which the grid scrolls sideways. */
export function leastWidth(columns: readonly ColumnRoom[], layout: ColumnLayout): number {
  return columns.reduce((sum, column) => sum + widthOf(column, layout), 0);
}

/**
 * Where the frozen columns stand, from the left edge; the columns behind them scroll. A column the
 * clerk moved behind a scrolling one scrolls too.
 */
export function frozenLefts(
  columns: readonly ColumnRoom[],
  layout: ColumnLayout,
): Record<string, number> {
  const lefts: Record<string, number> = {};
  let left = 0;
  for (const column of columns) {
    if (!column.frozen) break;
    lefts[column.id] = left;
    left += widthOf(column, layout);
  }
  return lefts;
}

function isGrowing(column: ColumnRoom, layout: ColumnLayout): boolean {
  return column.grow !== undefined && layout.widths[column.id] === undefined;
}

export function resized(layout: ColumnLayout, id: string, px: number): ColumnLayout {
  return { ...layout, widths: { ...layout.widths, [id]: clampWidth(px) } };
}

/** Back to the natural width. */
export function unsized(layout: ColumnLayout, id: string): ColumnLayout {
  const { [id]: _, ...widths } = layout.widths;
  return { ...layout, widths };
}

/** Shows or hides a column, fixing nothing else. */
export function decided(layout: ColumnLayout, id: string, shown: boolean): ColumnLayout {
  return { ...layout, shown: { ...layout.shown, [id]: shown } };
}

/** Puts a column at another's place; `order` is the order seen now. */
export function moved(
  layout: ColumnLayout,
  order: readonly string[],
  id: string,
  to: string,
): ColumnLayout {
  const from = order.indexOf(id);
  const at = order.indexOf(to);
  if (from < 0 || at < 0 || from === at) return layout;
  const next = order.filter((other) => other !== id);
  next.splice(at, 0, id);
  return { ...layout, order: next };
}

function clampWidth(px: number): number {
  return Math.round(Math.max(COLUMN_WIDTH_MIN, Math.min(COLUMN_WIDTH_MAX, px)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
