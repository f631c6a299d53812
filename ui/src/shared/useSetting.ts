import { useCallback } from "react";
import { call, keyOf, queryClient, useQueryOf } from "../api/client.ts";
import type { Settings } from "../api/generated.ts";

/** Writes a preference of this machine; what is on screen follows at once, the disk right after. */
export function writeSetting(key: string, value: unknown): void {
  const place = keyOf("settings.read", {});
  queryClient.setQueryData<Settings>(place, (known) => ({
    values: { ...known?.values, [key]: value },
  }));
  call("settings.write", { key, value }).catch(() => {
    // A preference that could not be kept is not worth stopping work for: the next start shows
    // the one before.
    void queryClient.invalidateQueries({ queryKey: place });
  });
}

/**
 * A preference and how to change it. `read` makes sense of what was kept, by any version of the
 * program, or answers undefined, which gives the fallback.
 */
export function useSetting<Value>(
  key: string,
  fallback: Value,
  read: (kept: unknown) => Value | undefined,
): [Value, (next: Value) => void] {
  const { data } = useQueryOf("settings.read", {});
  const kept = data?.values[key];
  const value = kept === undefined || kept === null ? fallback : (read(kept) ?? fallback);
  const change = useCallback((next: Value) => writeSetting(key, next), [key]);
  return [value, change];
}

/** Reads one of a few words. */
export function oneOf<Word extends string>(
  words: readonly Word[],
): (kept: unknown) => Word | undefined {
  return (kept) => words.find((word) => word === kept);
}

/** Reads a finite number. */
export function aNumber(kept: unknown): number | undefined {
  return typeof kept === "number" && Number.isFinite(kept) ? kept : undefined;
}
