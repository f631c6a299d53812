import { useSyncExternalStore } from "react";
import type { ErrorView } from "../api/generated.ts";

/** An error without a place of its own on screen. */
export interface Shown {
  id: number;
  error: ErrorView;
}

/** Most errors kept on screen; the oldest leaves first. */
const SHOWN_MAX = 3;

let shown: readonly Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Shows an error until it is closed; the same one twice stands once. */
export function showProblem(error: ErrorView): void {
  lastId += 1;
  const others = shown.filter((known) => known.error.code !== error.code);
  publish([...others, { id: lastId, error }].slice(-SHOWN_MAX));
}

export function closeProblem(id: number): void {
  publish(shown.filter((known) => known.id !== id));
}

export function useProblems(): readonly Shown[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
