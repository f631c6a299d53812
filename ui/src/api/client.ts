import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
} from "@tanstack/react-query";
import { useCallback } from "react";
import { type HostEvent, host } from "../host/index.ts";
import { type Commands, type ErrorView, invalidates, provides } from "./generated.ts";

const tagsNeeded: Readonly<Record<string, readonly string[]>> = {
  ...provides,
  // The rail's badge counts invoices.
  "app.status": [...provides["app.status"], "invoice"],
};
const tagsChanged: Readonly<Record<string, readonly string[]>> = invalidates;

export type Command = keyof Commands;
export type RequestOf<C extends Command> = Commands[C]["request"];
export type ResponseOf<C extends Command> = Commands[C]["response"];

/** One cache for all answers; an answer is fresh until a command or an event makes it stale. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
});

/** Runs a command and makes stale what it changes. Rejects with an `ErrorView`. */
export async function call<C extends Command>(
  cmd: C,
  payload: RequestOf<C>,
): Promise<ResponseOf<C>> {
  const answer = (await host().call(cmd, payload)) as ResponseOf<C>;
  markStale(tagsChanged[cmd] ?? []);
  return answer;
}

/** The key under which an answer is kept: the command, then what was asked. */
export function keyOf<C extends Command>(cmd: C, payload: RequestOf<C>): readonly unknown[] {
  return [cmd, payload];
}

type Test = (needed: readonly string[]) => boolean;

/** Told of each change of the open book, whether any answer that it makes stale is kept or not. */
const listeners = new Set<(test: Test) => void>();

/** Calls `then` whenever answers to the command have become stale; gives what ends it. */
export function onStale(cmd: Command, then: () => void): () => void {
  const listener = (test: Test) => {
    if (test(tagsNeeded[cmd] ?? [])) then();
  };
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function tell(test: Test): void {
  for (const listener of listeners) listener(test);
}

const keptWhere = (test: Test) => ({
  predicate: ({ queryKey }: { queryKey: readonly unknown[] }) =>
    test(tagsNeeded[String(queryKey[0])] ?? []),
});

/**
 * A first answer that is on its way may be older than the change, and is not broken off by making it
 * stale: it is asked for once more when it has come.
 */
function askAgain(test: Test): void {
  const asked = queryClient
    .getQueryCache()
    .findAll({ ...keptWhere(test), fetchStatus: "fetching" });
  for (const { queryKey, state, promise } of asked) {
    if (state.data !== undefined) continue;
    const again = () => void queryClient.invalidateQueries({ queryKey, exact: true });
    promise?.then(again, again);
  }
}

/**
 * Makes every kept answer stale that depends on one of the tags; those on screen are asked anew.
 * When the company changed, the frame learns it first: the screens of a closed book leave before
 * anything is asked on their behalf, and no answer of the book before is shown in the next one.
 */
export function markStale(tags: readonly string[]): void {
  if (tags.length === 0) return;
  const hit: Test = (needed) => needed.some((tag) => tags.includes(tag));
  if (!tags.includes("company")) {
    askAgain(hit);
    void queryClient.invalidateQueries(keptWhere(hit));
    tell(hit);
    return;
  }
  const ofCompany: Test = (needed) => needed.includes("company");
  const ofBook: Test = (needed) => hit(needed) && !ofCompany(needed);
  void queryClient.invalidateQueries(keptWhere(ofCompany)).then(() => {
    const status = queryClient.getQueryData<ResponseOf<"app.status">>(keyOf("app.status", {}));
    if (status?.company) return queryClient.resetQueries(keptWhere(ofBook));
    queryClient.removeQueries(keptWhere(ofBook));
    return undefined;
  });
}

/** Options of `useQueryOf`. */
export interface QueryChoices {
  /** False waits: nothing is asked until it is true. */
  enabled?: boolean;
  /** Shows the answer to the question before while the next one is on its way. */
  keepPrevious?: boolean;
}

/** The answer to a command that only reads, kept and renewed by its tags. */
export function useQueryOf<C extends Command>(
  cmd: C,
  payload: RequestOf<C>,
  { enabled = true, keepPrevious = false }: QueryChoices = {},
): UseQueryResult<ResponseOf<C>, ErrorView> {
  return useQuery<ResponseOf<C>, ErrorView>({
    queryKey: keyOf(cmd, payload),
    queryFn: () => call(cmd, payload),
    enabled,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** A command that changes something, with its running state and its error. */
export function useCommand<C extends Command>(cmd: C): CommandOf<C> {
  const command = useMutation<ResponseOf<C>, ErrorView, RequestOf<C>>({
    mutationFn: (payload) => call(cmd, payload),
  });
  const { mutateAsync } = command;
  const mutate = useCallback(
    (payload: RequestOf<C>, next?: Next<C>) =>
      afterwards(
        mutateAsync(payload),
        (answer) => next?.onSuccess?.(answer),
        (error: ErrorView) => next?.onError?.(error),
      ),
    [mutateAsync],
  );
  return { ...command, mutate };
}

/** What follows a command's answer. */
interface Next<C extends Command> {
  onSuccess?: (answer: ResponseOf<C>) => void;
  onError?: (error: ErrorView) => void;
}

/** A command and how it goes; what follows it is done even when its screen is gone by then. */
type CommandOf<C extends Command> = Omit<
  UseMutationResult<ResponseOf<C>, ErrorView, RequestOf<C>>,
  "mutate"
> & { mutate: (payload: RequestOf<C>, next?: Next<C>) => void };

/**
 * Does what follows a command even when the screen that asked is gone by then: what exchanges the
 * open book takes its screens away before the answer comes. A failure stays the command's own.
 */
export function afterwards<T>(
  answer: Promise<T>,
  next: (value: T) => void,
  failed: (error: ErrorView) => void = () => undefined,
): void {
  answer.then(next, failed);
}

/** Hands a secret to the core by the one unlogged command; the ticket works once. */
export async function putSecret(value: string): Promise<number> {
  const { ticket } = await call("secret.put", { value });
  return ticket;
}

let disconnected = false;

/**
 * Keeps the cache true to what the core announces. What was announced while the channel was down is
 * unknown, so everything is stale when it is back.
 */
export function followChanges(event: HostEvent): void {
  if (event.type === "changed") markStale(event.tags);
  if (event.type !== "connection") return;
  if (event.online && disconnected) {
    void queryClient.invalidateQueries();
    tell(() => true);
  }
  disconnected = !event.online;
}
