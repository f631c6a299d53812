import { useSyncExternalStore } from "react";
import { call } from "../../api/client.ts";
import type { ErrorView, PaidWord, PartnerChecked } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { jobName } from "../../shared/jobs.ts";

/** The one check of this window. */
export type Check =
  | { step: "idle" }
  | { step: "running"; job: string }
  /** A paid remote would be asked next: the clerk's word is needed. */
  | { step: "consent"; numbers: string[] | null; error: ErrorView }
  | { step: "failed"; error: ErrorView }
  | { step: "done"; found: PartnerChecked };

let check: Check = { step: "idle" };
const listeners = new Set<() => void>();

function publish(next: Check): void {
  check = next;
  for (const listener of listeners) listener();
}

export function useCheck(): Check {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => check,
  );
}

/** Asks how partners stand, all of them without numbers; it goes on while the clerk looks at another screen. */
export async function startCheck(numbers: string[] | null, paid: PaidWord = "ask"): Promise<void> {
  if (check.step === "running") return;
  const job = jobName("check");
  publish({ step: "running", job });
  try {
    publish({ step: "done", found: await call("partner.check", { numbers, paid, job }) });
  } catch (reason) {
    const error = toErrorView(reason);
    if (error.code === "remote.needs_consent") publish({ step: "consent", numbers, error });
    else publish({ step: "failed", error });
  }
}

/** Puts the outcome away. */
export function closeCheck(): void {
  if (check.step !== "running") publish({ step: "idle" });
}
