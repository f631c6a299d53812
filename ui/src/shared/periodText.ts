import { t } from "./i18n.ts";
import { nameOf, type Span, shapeOf } from "./period.ts";

/** A stretch of days in words: 이번 달, 2026년 9월, or its days. */
export function spanText(span: Span, today: string): string {
  const name = nameOf(span, today);
  return name ? t(`invoices.period.${name}`) : plainSpanText(span);
}

/** The same without 이번 and 지난: what stands beside the title. */
export function plainSpanText(span: Span): string {
  const shape = shapeOf(span);
  // Years are no quantities: they are given as text, so that no separator comes in.
  if (shape.shape === "month") {
    return t("invoices.period.month", { year: String(shape.year), month: String(shape.month) });
  }
  if (shape.shape === "year") return t("invoices.period.year", { year: String(shape.year) });
  const { from, to } = shape;
  if (from && to) return t("invoices.period.from_to", { from, to });
  if (from) return t("invoices.period.from_only", { from });
  return to ? t("invoices.period.to_only", { to }) : t("invoices.period.all");
}
