import type { StandingView } from "../../api/generated.ts";
import { t, textOf } from "../../shared/i18n.ts";
import { standingOf } from "../../shared/remotes.ts";

/** What the list can be narrowed to; `unknown` are those nobody asked about, `shut` all not open. */
export const STANDINGS = [
  "active",
  "suspended",
  "closed",
  "unregistered",
  "shut",
  "unknown",
] as const;
export type StandingName = (typeof STANDINGS)[number];

/** States of a business that should get no invoice unseen. */
const SHUT: ReadonlySet<string> = new Set(["suspended", "closed", "unregistered"]);

/** Whether a partner belongs to a narrowed list. */
export function standsSo(standing: StandingView | null, wanted: StandingName): boolean {
  const state = standing?.state ?? "unknown";
  if (wanted === "shut") return SHUT.has(state);
  return state === wanted;
}

/** The taxpayer's kind in words; other codes as they came. */
export function taxTypeText(code: string | null): string | null {
  return code === null ? null : (textOf(`partners.tax_type.${code}`) ?? code);
}

/** The state in one word, with the day where it closed. */
export function standingText(standing: StandingView | null): string {
  const { word } = standingOf(standing?.state ?? null);
  return standing?.closed_on
    ? `${word} (${t("partners.pane.closed_on", { date: standing.closed_on })})`
    : word;
}
