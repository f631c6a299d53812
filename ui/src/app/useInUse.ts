import { useEffect } from "react";
import { call } from "../api/client.ts";

/** At most one word about the clerk's presence in so many milliseconds; locking counts minutes. */
const IN_USE_EVERY_MS = 20_000;

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/** Tells the core that somebody sits here, so that a book in use does not lock itself. */
export function useInUse(unlocked: boolean): void {
  useEffect(() => {
    if (!unlocked) return;
    let last = Number.NEGATIVE_INFINITY;
    const sign = () => {
      const now = performance.now();
      if (now - last < IN_USE_EVERY_MS) return;
      last = now;
      // A word that does not arrive is followed by the next one.
      call("app.in_use", {}).catch(() => {});
    };
    for (const name of SIGNS) window.addEventListener(name, sign, { passive: true });
    return () => {
      for (const name of SIGNS) window.removeEventListener(name, sign);
    };
  }, [unlocked]);
}
