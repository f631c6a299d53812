import { useSyncExternalStore } from "react";
import { call } from "../../api/client.ts";
import type {
  CollectReport,
  CollectRequest,
  CollectResumeRequest,
  ErrorView,
  PaidWord,
} from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { jobName } from "../../shared/jobs.ts";
import type { Given } from "../../shared/UnlockSheet.tsx";

/** What is asked for, and how to hand over the password each time it is asked. */
export type Ask = { given: Given } & (
  | { kind: "start"; request: Omit<CollectRequest, "job" | "paid"> }
  | { kind: "resume"; request: Omit<CollectResumeRequest, "job" | "paid"> }
);

/** The one collection of this window. */
export type Flow =
  | { step: "idle" }
  | { step: "running"; job: string; ask: Ask }
  /** A paid remote would be asked next: the clerk's word is needed. */
  | { step: "consent"; ask: Ask; error: ErrorView }
  | { step: "failed"; ask: Ask; error: ErrorView }
  | { step: "done"; report: CollectReport };

let flow: Flow = { step: "idle" };
const listeners = new Set<() => void>();

function publish(next: Flow): void {
  flow = next;
  for (const listener of listeners) listener();
}

export function useFlow(): Flow {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => flow,
  );
}

/** Asks the remotes; it goes on while the clerk looks at another screen. */
export async function collect(ask: Ask, paid: PaidWord = "ask"): Promise<void> {
  if (flow.step === "running") return;
  const job = jobName("collect");
  publish({ step: "running", job, ask });
  try {
    const secret = await ask.given();
    const report =
      ask.kind === "start"
        ? await call("collect.start", { ...ask.request, ...secret, paid, job })
        : await call("collect.resume", {
            ...ask.request,
            ...(secret.password === undefined ? {} : { password: secret.password }),
            paid,
            job,
          });
    publish({ step: "done", report });
  } catch (reason) {
    const error = toErrorView(reason);
    const step = error.code === "remote.needs_consent" ? "consent" : "failed";
    publish({ step, ask, error });
  }
}

/** Back to the beginning; a running collection stays. */
export function startOver(): void {
  if (flow.step !== "running") publish({ step: "idle" });
}
