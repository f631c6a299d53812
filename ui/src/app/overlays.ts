import { useSyncExternalStore } from "react";

/** What lies over the page: 찾기, the list of keys, the problems, or nothing. */
export type Overlay = "palette" | "keys" | "problems" | null;

let overlay: Overlay = null;
const listeners = new Set<() => void>();

export function showOverlay(next: Overlay): void {
  overlay = next;
  for (const listener of listeners) listener();
}

/** Opens 찾기. */
export function openPalette(): void {
  showOverlay("palette");
}

export function useOverlay(): Overlay {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => overlay,
  );
}
