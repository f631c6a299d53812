import { formatAmount, formatDate } from "./format.ts";
import { t } from "./i18n.ts";

/** An amount in won: separators, tabular figures, negatives red with `-`, nothing as blank. */
export function Amount({ won, unit }: { won: number | null | undefined; unit?: boolean }) {
  if (won === null || won === undefined) return null;
  return (
    <span className={won < 0 ? "negative" : undefined}>
      {formatAmount(won)}
      {unit ? <small className="unit">{t("shared.won")}</small> : null}
    </span>
  );
}

/** A date as `2026-11-21`, readable by machines too. */
export function DateText({ date }: { date: string | null | undefined }) {
  const shown = formatDate(date);
  return shown === "" ? null : <time dateTime={shown}>{shown}</time>;
}
