import { useEffect, useReducer } from "react";
import { type Command, onStale } from "../../api/client.ts";

/**
 * Grows whenever answers to the command became stale, by a command of this window or by an event of
 * another. Rows held in blocks are not in the query cache, and follow it by this.
 */
export function useInvalidations(command: Command): number {
  const [count, grow] = useReducer((n: number) => n + 1, 0);
  useEffect(() => onStale(command, grow), [command]);
  return count;
}
