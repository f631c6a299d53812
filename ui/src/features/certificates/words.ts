import type {
  CertificateCopy,
  CertificateKindView,
  CertificatePlace,
  CertificateRow,
  PairFaultView,
} from "../../api/generated.ts";
import { t } from "../../shared/i18n.ts";
import type { StateKind } from "../../shared/State.tsx";

export function kindText(kind: CertificateKindView): string {
  return t(`certificates.kind.${kind}`);
}

export function placeText(place: CertificatePlace): string {
  return t(`certificates.place.${place}`);
}

export function faultText(fault: PairFaultView): string {
  return t(`certificates.fault.${fault}`);
}

type Life = Pick<CertificateRow, "state" | "notice" | "days_left" | "usable">;

/** The days to the last one, as a clerk says it; nothing before the first. */
export function leftText({ state, days_left: days }: Pick<Life, "state" | "days_left">): string {
  if (state === "not_yet") return "";
  if (days < 0) return t("certificates.left.past", { days: -days });
  return days === 0 ? t("certificates.left.today") : t("certificates.left.days", { days });
}

/** The sign and the word of a certificate's state. The last notice is due now. */
export function stateOf(row: Life): { kind: StateKind; word: string } {
  if (row.state === "expired") return { kind: "bad", word: t("certificates.state.expired") };
  if (row.state === "not_yet") return { kind: "waiting", word: t("certificates.state.not_yet") };
  if (!row.usable) return { kind: "bad", word: t("certificates.state.unusable") };
  if (row.notice !== null) return { kind: row.notice === 1 ? "bad" : "look", word: leftText(row) };
  return { kind: "good", word: t("certificates.state.usable") };
}

/** A copy in one line: its place, and its folder's own name. */
export function copyText(copy: Pick<CertificateCopy, "place" | "folder">): string {
  return `${placeText(copy.place)} · ${copy.folder}`;
}
