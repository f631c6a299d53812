import { useSyncExternalStore } from "react";

const NATURAL_PX = 30;

/** Height of a row: 30 px dense, 36 px comfortable, as the token `--row` says now. */
export function useRowHeight(): number {
  return useSyncExternalStore(watchDensity, readRowHeight);
}

function watchDensity(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-density"],
  });
  return () => observer.disconnect();
}

function readRowHeight(): number {
  const px = Number.parseFloat(
    getComputedStyle(document.documentElement).getPropertyValue("--row"),
  );
  return Number.isFinite(px) && px > 0 ? px : NATURAL_PX;
}
