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

/** What is asked for. */
export type Wanted =
  | { kind: "start"; request: Omit<CollectRequest, "job" | "paid"> }
  | { kind: "resume"; request: Omit<CollectResumeRequest, "job" | "paid"> };

/** The same, and how to hand over the password each time it is asked. */
export type Ask = Wanted & { given: Given };

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
    const error = consentOf(report);
    if (error === null) publish({ step: "done", report });
    else publish({ step: "consent", ask: goOn(ask, report), error });
  } catch (reason) {
    const error = toErrorView(reason);
    publish({ step: "failed", ask, error });
  }
}

/** A run that came to what costs says so: who, and the figures; null when it did not. */
export function consentOf(report: CollectReport): ErrorView | null {
  const code = "remote.needs_consent";
  if (report.run.failure !== code) return null;
  const asked = report.answered.skipped.find((one) => one.code === code);
  return { code, message: code, params: { service: asked?.service ?? "", ...asked?.params } };
}

/** The same wish, from where the run stands. */
function goOn(ask: Ask, report: CollectReport): Ask {
  const certificate = ask.request.certificate;
  return { kind: "resume", given: ask.given, request: { run: report.run.id, certificate } };
}

/** Back to the beginning; a running collection stays. */
export function startOver(): void {
  if (flow.step !== "running") publish({ step: "idle" });
}
