import type { AttemptView, CallSums, RemoteSystemView } from "../../api/generated.ts";
import { formatCount } from "../../shared/format.ts";
import { t, textOf } from "../../shared/i18n.ts";
import type { StateKind } from "../../shared/State.tsx";

/** How a remote does, in a sign and a word: not set up, left alone, tried again, answering. */
export function remoteState(view: RemoteSystemView): { kind: StateKind; word: string } {
  if (!view.configured) return { kind: "waiting", word: t("connections.state.not_set") };
  if (view.breaker === "open") return { kind: "bad", word: t("connections.state.open") };
  if (view.last_success_at === null) {
    return { kind: "waiting", word: t("connections.state.untried") };
  }
  return { kind: "good", word: t("connections.state.closed") };
}

/** Failures of calls in per cent with a tenth; nothing without calls. */
export function errorRate({ calls, failures }: CallSums): string {
  if (calls === 0) return "";
  return `${Math.round((failures / calls) * 1000) / 10}%`;
}

/** Milliseconds as they are read: 240 ms, 1.4 s. */
export function millisText(ms: number | null): string {
  if (ms === null) return "";
  return ms < 1000 ? `${formatCount(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** The sign and the word of a call. */
export function attemptState(attempt: AttemptView): { kind: StateKind; word: string } {
  if (attempt.failure !== null) return { kind: "bad", word: t("connections.calls.failed") };
  if (attempt.abandoned || attempt.duration_ms === null) {
    return { kind: "waiting", word: t("connections.calls.unfinished") };
  }
  return { kind: "good", word: t("connections.calls.answered") };
}

/** What was asked, in words; an operation without words as it is called. */
export function operationText(operation: string): string {
  return textOf(`connections.operation.${operation}`) ?? operation;
}
