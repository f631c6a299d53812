import { useInfiniteQuery } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import type { AuditLog, ErrorView } from "../../api/generated.ts";

/** Acts asked for at once. */
const ACTS_A_PAGE = 50;

/** The acts, newest first, a page at a time; kept and renewed by the tags of `audit.log`. */
export function useActs() {
  return useInfiniteQuery<
    AuditLog,
    ErrorView,
    { pages: AuditLog[] },
    readonly unknown[],
    number | null
  >({
    queryKey: ["audit.log", "pages"],
    queryFn: ({ pageParam }) => call("audit.log", { before_act: pageParam, limit: ACTS_A_PAGE }),
    initialPageParam: null,
    getNextPageParam: ({ next_before }) => next_before,
  });
}
