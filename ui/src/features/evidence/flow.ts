import { useSyncExternalStore } from "react";
import { call } from "../../api/client.ts";
import type {
  ErrorView,
  EvidenceCollected,
  EvidenceCollectRequest,
  EvidenceList,
} from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { t } from "../../shared/i18n.ts";
import { jobName } from "../../shared/jobs.ts";
import type { Given } from "../../shared/UnlockSheet.tsx";

/** What is asked for, without the password. */
export type Wish = Omit<EvidenceCollectRequest, "job" | "password" | "keep_password">;

/** The one question of this window; what came of it is told in its own company alone. */
export type Flow =
  | { step: "idle" }
  | { step: "running"; company: string; job: string }
  | { step: "failed"; company: string; wish: Wish; error: ErrorView }
  | { step: "done"; company: string; collected: EvidenceCollected };

const IDLE: Flow = { step: "idle" };
let flow: Flow = IDLE;
const listeners = new Set<() => void>();

function publish(next: Flow): void {
  flow = next;
  for (const listener of listeners) listener();
}

export function useFlow(company: string): Flow {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => flow,
  );
  return now.step === "idle" || now.company === company ? now : IDLE;
}

/** Asks Hometax; it goes on while the clerk looks at another screen. */
export async function collect(company: string, wish: Wish, given: Given): Promise<void> {
  if (flow.step === "running") return;
  const job = jobName("evidence");
  publish({ step: "running", company, job });
  try {
    const secret = await given();
    publish({
      step: "done",
      company,
      collected: await call("evidence.collect", { ...wish, ...secret, job }),
    });
  } catch (reason) {
    publish({ step: "failed", company, wish, error: toErrorView(reason) });
  }
}

/** Puts the outcome away; a running question stays. */
export function putAway(): void {
  if (flow.step !== "running") publish(IDLE);
}

/** What came of one kind, in a line: 현금영수증 새로 12건 · 달라짐 1건. */
export function listText({ kind, gone, same, changed, ...list }: EvidenceList): string {
  const parts = [
    t("evidence.came.new", { count: list.new }),
    changed > 0 ? t("evidence.came.changed", { count: changed }) : "",
    t("evidence.came.same", { count: same }),
    gone > 0 ? t("evidence.came.gone", { count: gone }) : "",
  ];
  return `${t(`evidence.kind.${kind}`)} ${parts.filter(Boolean).join(" · ")}`;
}
