import { useSyncExternalStore } from "react";
import { call } from "../../api/client.ts";
import { type HostEvent, toErrorView } from "../../host/index.ts";
import {
  type Choices,
  choiceOf,
  type Flow,
  isPartial,
  type Offer,
  takesOffers,
  UNDECIDED,
  withProgress,
} from "./flow.ts";

/** The one import of this window. It goes on while the clerk looks at another screen. */
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

/** Follows the running job. */
export function followFlow(event: HostEvent): void {
  if (event.type === "progress") publish(withProgress(flow, event));
}

function jobName(act: string): string {
  return `${act}-${crypto.randomUUID()}`;
}

/** Reads the files without writing anything. False when another import is running. */
export function startReading(offer: Offer): boolean {
  if (!takesOffers(flow)) return false;
  if (flow.step === "review") forget(flow.preview.preview);
  const job = jobName("preview");
  publish({ step: "reading", job, offer, progress: null, cancelling: false });
  call("import.preview", { inputs: offer.inputs, job }).then(
    (preview) => {
      if (isStill("reading", job))
        publish({ step: "review", preview, choices: UNDECIDED, error: null });
      else forget(preview.preview);
    },
    (reason) => {
      if (!isStill("reading", job)) return;
      const error = toErrorView(reason);
      publish(error.code === "import.cancelled" ? { step: "idle" } : { step: "failed", error });
    },
  );
  return true;
}

function isStill(step: "reading" | "writing", job: string): boolean {
  return flow.step === step && flow.job === job;
}

/** Asks the running reading to stop; its answer ends it. */
export function cancelReading(): void {
  if (flow.step !== "reading" || flow.cancelling) return;
  publish({ ...flow, cancelling: true });
  call("job.cancel", { job: flow.job }).catch(() => {});
}

/** Keeps what the clerk said about conflicts. */
export function decide(choices: Choices): void {
  if (flow.step === "review") publish({ ...flow, choices });
}

/** Writes what was reviewed, in one transaction. A failure returns to the review, nothing lost. */
export function commit(): void {
  if (flow.step !== "review") return;
  const { preview, choices } = flow;
  const job = jobName("commit");
  publish({ step: "writing", job, preview, choices, progress: null });
  const decisions = preview.conflicts.map(({ approval_number }) => ({
    approval_number,
    choice: choiceOf(choices, approval_number),
  }));
  call("import.commit", {
    preview: preview.preview,
    job,
    decisions,
    otherwise: "keep_ours",
    accept_partial: isPartial(preview),
  }).then(
    (outcome) => {
      if (isStill("writing", job)) publish({ step: "done", outcome });
    },
    (reason) => {
      if (!isStill("writing", job)) return;
      const error = toErrorView(reason);
      // A preview the core no longer holds cannot be written: the files are read anew.
      publish(
        error.code === "import.preview_gone"
          ? { step: "failed", error }
          : { step: "review", preview, choices, error },
      );
    },
  );
}

/** Gives the review up; nothing was written. */
export function discard(): void {
  if (flow.step === "review") forget(flow.preview.preview);
  publish({ step: "idle" });
}

/** Back to the beginning, after an outcome or a failure. */
export function startOver(): void {
  if (takesOffers(flow)) publish({ step: "idle" });
}

function forget(preview: string): void {
  // The core forgets previews by itself in time; this only frees them sooner.
  call("import.discard", { preview }).catch(() => {});
}
