import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** An element's width in pixels, so that a drawing can fill it without stretching its letters. */
export function useWidth<Place extends Element>(
  initial: number,
): [RefObject<Place | null>, number] {
  const place = useRef<Place>(null);
  const [width, setWidth] = useState(initial);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = () => setWidth(Math.round(element.getBoundingClientRect().width));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}

/** The window's height in pixels. */
export function useWindowHeight(): number {
  const [height, setHeight] = useState(window.innerHeight);
  useLayoutEffect(() => {
    const measure = () => setHeight(window.innerHeight);
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  return height;
}
