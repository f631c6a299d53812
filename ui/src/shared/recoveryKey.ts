import { useSyncExternalStore } from "react";

/** A recovery key that was just made, and whose book it opens. */
export interface NewRecoveryKey {
  name: string;
  business_number: string;
  recovery_key: string;
  /** Made for a new book, or in place of an older key. */
  made: "first" | "renewed";
}

/**
 * The recovery key between its making and the clerk's word that it is kept. It lives in memory
 * only, outside the screens: opening the new book draws all of them anew.
 */
let shown: NewRecoveryKey | null = null;
const listeners = new Set<() => void>();

export function showRecoveryKey(key: NewRecoveryKey | null): void {
  shown = key;
  for (const listener of listeners) listener();
}

export function useRecoveryKey(): NewRecoveryKey | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
