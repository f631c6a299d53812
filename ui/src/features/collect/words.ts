import type {
  CollectChainStep,
  CollectCounts,
  CollectRun,
  CollectState,
  Direction,
  TaxationView,
} from "../../api/generated.ts";
import { t } from "../../shared/i18n.ts";
import { codeText, serviceText } from "../../shared/remotes.ts";
import type { StateKind } from "../../shared/State.tsx";

const shapes: Record<CollectState, StateKind> = {
  waiting: "waiting",
  running: "waiting",
  done: "good",
  partial: "look",
  failed: "bad",
  cancelled: "look",
  interrupted: "bad",
};

/** The sign and the word of how a run, or a piece of one, stands. */
export function runState(state: CollectState): { kind: StateKind; word: string } {
  return { kind: shapes[state], word: t(`collect.state.${state}`) };
}

/** Whether a run can go on: it ended before everything was asked. */
export function canResume({ state }: Pick<CollectRun, "state">): boolean {
  return ["partial", "failed", "cancelled", "interrupted"].includes(state);
}

/** Those who would be asked, in their order: 홈택스(무료) → 팝빌(유료, 동의 필요). */
export function chainText(steps: readonly CollectChainStep[]): string {
  return steps
    .map(({ service, free, skipped }) => {
      const words = [t(free ? "remotes.free" : "remotes.paid")];
      if (skipped) {
        const asks = skipped.code === "remote.needs_consent";
        words.push(asks ? t("remotes.consent_needed") : codeText(skipped.code, skipped.params));
      }
      return `${serviceText(service)}(${words.join(", ")})`;
    })
    .join(" → ");
}

export const DIRECTIONS: readonly Direction[] = ["sale", "purchase"];
export const TAXATIONS: readonly TaxationView[] = ["taxable", "exempt"];

/** Figures of a report in the order of their weight; those that are bad stand last. */
export const COUNTS: readonly (keyof CollectCounts)[] = [
  "found",
  "new",
  "enriched",
  "unchanged",
  "conflicts",
  "rejected",
  "documents",
  "failed_documents",
  "bad_signatures",
];

/** Counts that ask for a look when they are not zero. */
export const LOOKS: ReadonlySet<keyof CollectCounts> = new Set([
  "conflicts",
  "rejected",
  "failed_documents",
  "bad_signatures",
]);

/** How long it took: seconds, or minutes and seconds. */
export function durationText(seconds: number): string {
  return seconds < 60
    ? t("collect.seconds", { seconds })
    : t("collect.minutes", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}

/** `HH:MM` of a day, or null for what is no time: 730, 0730, 7:30, 19:30. */
export function readTime(text: string): string | null {
  const found = /^(\d{1,2}):?(\d{2})$/.exec(text.trim());
  if (!found) return null;
  const [hours, minutes] = [Number(found[1]), Number(found[2])];
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}
