import { useSyncExternalStore } from "react";
import type { CompanyCreated } from "../../api/generated.ts";

/**
 * The recovery key between its making and the clerk's word that it is kept. It lives in memory
 * only, outside the screens: opening the new book draws all of them anew.
 */
let shown: CompanyCreated | null = null;
const listeners = new Set<() => void>();

export function showRecoveryKey(created: CompanyCreated | null): void {
  shown = created;
  for (const listener of listeners) listener();
}

export function useRecoveryKey(): CompanyCreated | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
