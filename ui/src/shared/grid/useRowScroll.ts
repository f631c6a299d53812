import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import {
  type RefObject,
  useCallback,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "react";
import {
  clampTop,
  type Extent,
  isScaled,
  physicalHeight,
  toPhysical,
  topToReveal,
  toVirtual,
} from "./rowSpace.ts";

/** Rows drawn beyond the edges, so that a quick wheel meets drawn rows. */
const OVERSCAN_ROWS = 8;
/** A scroll position this near to the one we set is ours, rounded by the browser. */
const SAME_PLACE_PX = 1.5;

type Rows = Virtualizer<HTMLDivElement, Element>;

export interface RowScroll {
  /** Rows to draw, the cursor's always among them so that it keeps the focus. */
  indexes: number[];
  /** First and last row around the view, without a cursor far away. */
  seen: { first: number; last: number };
  extent: Extent;
  /** Height of the element that stands for all rows. */
  bodyHeight: number;
  /** What to add to `index × row height` to find a row in the body. */
  shift: number;
  /** Puts a place at the top of the view. */
  scrollTo: (top: number) => void;
  /** Scrolls no more than needed to see the row. */
  reveal: (row: number) => void;
  /** Place now at the top of the view. */
  top: () => number;
}

interface Options {
  frame: RefObject<HTMLDivElement | null>;
  rows: number;
  rowHeight: number;
  /** Sticky header and footer, which cover rows. */
  coveredHeight: number;
  cursorRow: number;
}

/**
 * Drives the rows' window. TanStack Virtual picks the rows; where the scroll space is shorter than
 * the rows need (see rowSpace.ts), offsets go through the mapping, and the wheel moves by rows.
 */
export function useRowScroll({
  frame,
  rows,
  rowHeight,
  coveredHeight,
  cursorRow,
}: Options): RowScroll {
  const [frameHeight, setFrameHeight] = useState(0);
  const viewport = Math.max(rowHeight, frameHeight - coveredHeight);
  const extent = useMemo<Extent>(
    () => ({ rows, rowHeight, viewport }),
    [rows, rowHeight, viewport],
  );
  const place = useRef({ top: 0, physical: 0, extent });
  place.current.extent = extent;
  // TanStack Virtual draws anew when other rows come into view; a scaled space also needs it between.
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const tell = useRef<(offset: number, scrolling: boolean) => void>(() => {});

  const scrollTo = useCallback(
    (top: number) => {
      const now = place.current;
      now.top = clampTop(now.extent, top);
      if (frame.current) frame.current.scrollTop = toPhysical(now.extent, now.top);
      now.physical = frame.current?.scrollTop ?? 0;
      tell.current(now.top, false);
    },
    [frame],
  );

  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: rows,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    observeElementRect: useCallback(
      (instance: Rows, report: (rect: { width: number; height: number }) => void) => {
        return watchSize(instance.scrollElement, (width, height) => {
          setFrameHeight(height);
          report({ width, height });
        });
      },
      [],
    ),
    observeElementOffset: useCallback(
      (instance: Rows, report: (offset: number, scrolling: boolean) => void) => {
        tell.current = (offset, scrolling) => {
          report(offset, scrolling);
          if (isScaled(place.current.extent)) redraw();
        };
        return watchScroll(instance.scrollElement, place, (offset, scrolling) =>
          tell.current(offset, scrolling),
        );
      },
      [],
    ),
    scrollToFn: () => {},
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another height makes the measures old
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  // Fewer rows or a higher frame may leave the place beyond the end.
  useLayoutEffect(() => {
    if (clampTop(extent, place.current.top) !== place.current.top || isScaled(extent))
      scrollTo(place.current.top);
  }, [extent, scrollTo]);

  const reveal = useCallback(
    (row: number) => {
      const now = place.current;
      const top = topToReveal(now.extent, now.top, row);
      if (top !== now.top) scrollTo(top);
    },
    [scrollTo],
  );

  const indexes = virtualizer.getVirtualIndexes();
  return {
    seen: { first: indexes[0] ?? 0, last: indexes.at(-1) ?? 0 },
    indexes:
      cursorRow >= 0 && cursorRow < rows && !indexes.includes(cursorRow)
        ? [...indexes, cursorRow]
        : indexes,
    extent,
    bodyHeight: Math.max(
      physicalHeight(extent),
      frameHeight > coveredHeight ? frameHeight - coveredHeight : 0,
    ),
    shift: isScaled(extent) ? place.current.physical - place.current.top : 0,
    scrollTo,
    reveal,
    top: () => place.current.top,
  };
}

function watchSize(
  element: HTMLDivElement | null,
  report: (width: number, height: number) => void,
): () => void {
  if (!element) return () => {};
  const observer = new ResizeObserver(() => report(element.clientWidth, element.clientHeight));
  report(element.clientWidth, element.clientHeight);
  observer.observe(element);
  return () => observer.disconnect();
}

type Place = RefObject<{ top: number; physical: number; extent: Extent }>;

function watchScroll(
  element: HTMLDivElement | null,
  place: Place,
  report: (offset: number, scrolling: boolean) => void,
): () => void {
  if (!element) return () => {};
  const follow = () => {
    const now = place.current;
    const physical = element.scrollTop;
    const ours = isScaled(now.extent) && Math.abs(physical - now.physical) < SAME_PLACE_PX;
    now.physical = physical;
    if (!ours) now.top = toVirtual(now.extent, physical);
    report(now.top, true);
  };
  const settle = () => report(place.current.top, false);
  const wheel = (event: WheelEvent) => {
    const now = place.current;
    if (!isScaled(now.extent) || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
    event.preventDefault();
    now.top = clampTop(now.extent, now.top + wheelPixels(event, now.extent));
    element.scrollTop = toPhysical(now.extent, now.top);
    now.physical = element.scrollTop;
    report(now.top, true);
  };
  element.addEventListener("scroll", follow, { passive: true });
  element.addEventListener("scrollend", settle, { passive: true });
  element.addEventListener("wheel", wheel, { passive: false });
  return () => {
    element.removeEventListener("scroll", follow);
    element.removeEventListener("scrollend", settle);
    element.removeEventListener("wheel", wheel);
  };
}

/** A wheel reports pixels, lines or pages. */
function wheelPixels(event: WheelEvent, extent: Extent): number {
  if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) return event.deltaY * extent.rowHeight;
  if (event.deltaMode === WheelEvent.DOM_DELTA_PAGE) return event.deltaY * extent.viewport;
  return event.deltaY;
}
