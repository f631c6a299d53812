import { useEffect, useReducer } from "react";
import { type Command, queryClient } from "../../api/client.ts";

/**
 * Grows whenever kept answers of the command became stale, by a command of this window or by an
 * event of another. Rows held in blocks are not in the query cache, and follow it by this.
 */
export function useInvalidations(command: Command): number {
  const [count, grow] = useReducer((n: number) => n + 1, 0);
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe((event) => {
        const stale = event.type === "updated" && event.action.type === "invalidate";
        if (stale && event.query.queryKey[0] === command) grow();
      }),
    [command],
  );
  return count;
}
