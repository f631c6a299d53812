import type { InvoiceTotals, Sums } from "../../api/generated.ts";
import { formatAmount } from "../../shared/format.ts";
import type { GridSum } from "../../shared/grid/gridTypes.ts";
import { t } from "../../shared/i18n.ts";

/** What is selected, of the filter's whole answer. */
export interface Picked {
  count: number;
  totals: InvoiceTotals | undefined;
}

/** Footer lines: what was found, 매출 and 매입 apart, then the selection where it has any. */
export function sumLines(found: InvoiceTotals | undefined, picked: Picked): GridSum[] {
  const count = found ? found.sales.count + found.purchases.count : 0;
  const lines = [
    line("sales", found ? t("invoices.sums.found", { count }) : "", "sale", found?.sales),
    line("purchases", "", "purchase", found?.purchases),
  ];
  if (picked.count === 0) return lines;
  const { totals } = picked;
  let lead = t("invoices.sums.picked", { count: picked.count });
  for (const side of ["sales", "purchases"] as const) {
    if (totals && totals[side].count === 0) continue;
    const name = side === "sales" ? "sale" : "purchase";
    lines.push({ ...line(`picked-${side}`, lead, name, totals?.[side]), selected: true });
    lead = "";
    if (!totals) break;
  }
  return lines;
}

function line(
  key: string,
  lead: string,
  side: "sale" | "purchase",
  sums: Sums | undefined,
): GridSum {
  return {
    key,
    label: (shown) => <Label {...{ lead, side, sums }} testId={key} whole={!shown.has("total")} />,
    sums: sums
      ? {
          supply: formatAmount(sums.supply_krw),
          tax: formatAmount(sums.tax_krw),
          total: formatAmount(sums.total_krw),
        }
      : { supply: "", tax: "", total: "" },
  };
}

interface LabelProps {
  lead: string;
  side: "sale" | "purchase";
  sums: Sums | undefined;
  testId: string;
  /** The total has no column of its own now. */
  whole: boolean;
}

function Label({ lead, side, sums, testId, whole }: LabelProps) {
  return (
    <>
      <span className="sums-lead">{lead}</span>
      <span className={`sums-side ${side}`}>{t(`shared.${side}`)}</span>
      <span
        className="sums-count"
        data-testid={`invoice-footer-${testId}`}
        data-total={sums?.total_krw}
      >
        {sums ? t("invoices.sums.cases", { count: sums.count }) : ""}
      </span>
      {sums && whole ? (
        <span className="sums-total quiet">
          {t("invoices.sums.total")} <span data-column="total">{formatAmount(sums.total_krw)}</span>
        </span>
      ) : null}
    </>
  );
}

/** The sums of all but some: what is selected after rows were taken out of everything. */
export function without(all: InvoiceTotals, except: InvoiceTotals): InvoiceTotals {
  const less = (a: Sums, b: Sums): Sums => ({
    count: a.count - b.count,
    supply_krw: a.supply_krw - b.supply_krw,
    tax_krw: a.tax_krw - b.tax_krw,
    total_krw: a.total_krw - b.total_krw,
  });
  return { sales: less(all.sales, except.sales), purchases: less(all.purchases, except.purchases) };
}
