/**
 * Where rows stand in the scroll space.
 *
 * A browser lays an element out exactly only up to some tens of millions of pixels, and Chromium
 * and WebKit disagree on the limit. Above `SCROLL_SPACE_MAX_PX` the scroll space is therefore
 * shorter than the rows need: the thumb moves through it in proportion, while wheel and keys
 * still move row by row. "Virtual" is a place among all rows, "physical" one in the scroll space.
 */
export const SCROLL_SPACE_MAX_PX = 8_000_000;

/** How many rows there are, how high each is, and how much of them is seen at once. */
export interface Extent {
  rows: number;
  rowHeight: number;
  /** Height in which rows are seen: the frame without its header and footer. */
  viewport: number;
}

/** Height that all rows need. */
export function virtualHeight(extent: Extent): number {
  return extent.rows * extent.rowHeight;
}

/** Height of the element that stands for all rows. */
export function physicalHeight(extent: Extent): number {
  return Math.min(virtualHeight(extent), SCROLL_SPACE_MAX_PX);
}

/** Whether the scroll space is shorter than the rows. */
export function isScaled(extent: Extent): boolean {
  return virtualHeight(extent) > SCROLL_SPACE_MAX_PX;
}

/** Keeps a virtual place inside the rows. */
export function clampTop(extent: Extent, top: number): number {
  return Math.max(0, Math.min(top, virtualHeight(extent) - extent.viewport));
}

/** The virtual place that a scroll position stands for. */
export function toVirtual(extent: Extent, physicalTop: number): number {
  return clampTop(extent, physicalTop * ratio(extent));
}

/** The scroll position that stands for a virtual place. */
export function toPhysical(extent: Extent, virtualTop: number): number {
  return clampTop(extent, virtualTop) / ratio(extent);
}

/** The nearest place from which the row is seen whole. */
export function topToReveal(extent: Extent, top: number, row: number): number {
  const start = row * extent.rowHeight;
  const end = start + extent.rowHeight;
  if (start < top) return clampTop(extent, start);
  if (end > top + extent.viewport) return clampTop(extent, end - extent.viewport);
  return top;
}

/** Whole rows seen at once, at least one: what Page Down moves by. */
export function rowsPerPage(extent: Extent): number {
  return Math.max(1, Math.floor(extent.viewport / extent.rowHeight) - 1);
}

/** Virtual pixels for one physical pixel; both ends of the two spaces meet. */
function ratio(extent: Extent): number {
  if (!isScaled(extent)) return 1;
  const physical = SCROLL_SPACE_MAX_PX - extent.viewport;
  return physical <= 0 ? 1 : (virtualHeight(extent) - extent.viewport) / physical;
}
