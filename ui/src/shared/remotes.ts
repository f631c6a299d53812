import type { BusinessStateView, RemoteSystem, SkippedRemote } from "../api/generated.ts";
import { formatAmount } from "./format.ts";
import { t, textOf } from "./i18n.ts";
import type { StateKind } from "./State.tsx";

/** A remote system as the clerk calls it. */
export function serviceText(service: RemoteSystem): string {
  return t(`remotes.service.${service}`);
}

/** The same for a name that a later version may have written. */
export function serviceName(service: string): string {
  return textOf(`remotes.service.${service}`) ?? service;
}

/** What a code says in one sentence; the code itself where this version has no words for it. */
export function codeText(code: string, params: Record<string, string> = {}): string {
  return textOf(`errors.${code}.what`, params) ?? code;
}

/** The same where of a remote nothing but its name is known, or not even that. */
export function failureText(code: string, service: string | null): string {
  return codeText(code, { service: service ?? "any" });
}

/** Who was passed over, and why. */
export function skippedText({ service, code, params }: SkippedRemote): string {
  return t("remotes.skipped", { service: serviceText(service), why: codeText(code, params) });
}

/** What was paid: won, nothing, or a flat rate that covers it. */
export function costText({ cost_krw, by_plan }: { cost_krw: number; by_plan: boolean }): string {
  if (by_plan) return t("remotes.by_plan");
  return cost_krw === 0 ? t("remotes.free") : t("remotes.cost", { cost: formatAmount(cost_krw) });
}

const shapes: Record<BusinessStateView, StateKind> = {
  active: "good",
  suspended: "look",
  closed: "bad",
  unregistered: "bad",
  other: "look",
};

/** The sign and the word of how a business stands; null was never asked about. */
export function standingOf(state: BusinessStateView | null): { kind: StateKind; word: string } {
  if (state === null) return { kind: "waiting", word: t("partners.standing.unknown") };
  return { kind: shapes[state], word: t(`partners.standing.${state}`) };
}
