import type { EvidenceFilterView, EvidenceKindView } from "../../api/generated.ts";
import { dateIn } from "../../shared/invoiceSearch.ts";
import type { PeriodPick } from "../../shared/PeriodChoice.tsx";
import {
  isBackwards,
  type PeriodName,
  type Span,
  spanOf,
  untilToday,
} from "../../shared/period.ts";

export const KINDS: readonly EvidenceKindView[] = ["cash_receipt", "card_purchase"];

/** Periods that are offered; the first is shown where none was chosen. */
export const NAMES: readonly PeriodName[] = [
  "this_quarter",
  "last_quarter",
  "this_month",
  "last_month",
  "this_year",
];

/** The list's address: which days, which kind. Days of one's own stand without a period. */
export interface EvidenceAddress {
  period?: PeriodName;
  from?: string;
  to?: string;
  kind?: EvidenceKindView;
}

/** Reads the address; what is not understood is left out. */
export function readEvidenceAddress(raw: Record<string, unknown>): EvidenceAddress {
  const address: EvidenceAddress = {};
  const period = NAMES.find((name) => name === raw.period);
  if (period) address.period = period;
  const [from, to] = [dateIn(raw.from), dateIn(raw.to)];
  if (from) address.from = from;
  if (to) address.to = to;
  const kind = KINDS.find((name) => name === raw.kind);
  if (kind) address.kind = kind;
  return address;
}

/** The period that an address means, and its days. */
export function periodOf(
  address: EvidenceAddress,
  today: string,
): { period: PeriodPick; span: Span } {
  if (address.period === undefined && (address.from !== undefined || address.to !== undefined)) {
    return { period: "own", span: { from: address.from ?? null, to: address.to ?? null } };
  }
  const period = address.period ?? NAMES[0] ?? "this_quarter";
  return { period, span: untilToday(spanOf(period, today), today) };
}

/** What the list is asked for; of days that run backwards the first alone. */
export function filterOf(kind: EvidenceKindView | null, { from, to }: Span): EvidenceFilterView {
  return { kind, from, to: isBackwards({ from, to }) ? from : to };
}
