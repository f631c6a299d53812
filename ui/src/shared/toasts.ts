import { useSyncExternalStore } from "react";

/** A short word about what was done; never the only place of an error. */
export interface Toast {
  id: number;
  text: string;
  kind: "done" | "problem";
  /** One action, usually 되돌리기. */
  action?: { text: string; act: () => void } | undefined;
}

/** Most toasts at once; the oldest leaves first. */
const TOASTS_MAX = 3;
/** Milliseconds a toast stays without, and with, an action. */
const TOAST_MS = 5_000;
const TOAST_WITH_ACTION_MS = 12_000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a toast; the answer takes it away. */
export function showToast(
  toast: Omit<Toast, "id" | "kind"> & { kind?: Toast["kind"] },
): () => void {
  lastId += 1;
  const id = lastId;
  const next: Toast = { kind: "done", ...toast, id };
  publish([...toasts, next].slice(-TOASTS_MAX));
  const leave = () => dismissToast(id);
  window.setTimeout(leave, toast.action ? TOAST_WITH_ACTION_MS : TOAST_MS);
  return leave;
}

export function dismissToast(id: number): void {
  publish(toasts.filter((toast) => toast.id !== id));
}

/** Takes all toasts away: a closed book leaves no word of it on screen. */
export function clearToasts(): void {
  publish([]);
}

/** Toasts on screen. */
export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
