import type { EvidenceView } from "../../api/generated.ts";
import { Amount, DateText } from "../../shared/Amount.tsx";
import type { GridColumn } from "../../shared/grid/gridTypes.ts";
import { t } from "../../shared/i18n.ts";
import { State } from "../../shared/State.tsx";

/** Whether the tax may be deducted, in a word; nothing where the office does not say. */
export function deductionText(row: Pick<EvidenceView, "deductible">): string {
  if (row.deductible === null) return "";
  return t(row.deductible ? "evidence.deductible" : "evidence.not_deductible");
}

/** What was bought where, and what of it may be deducted. */
export function evidenceColumns(): GridColumn<EvidenceView>[] {
  return [
    {
      id: "on",
      frozen: true,
      title: t("evidence.columns.on"),
      width: 98,
      priority: 0,
      cell: (row) => <DateText date={row.on} />,
      copy: (row) => row.on,
    },
    {
      id: "kind",
      frozen: true,
      title: t("evidence.columns.kind"),
      width: 92,
      priority: 0,
      cell: (row) => t(`evidence.kind.${row.kind}`),
      copy: (row) => t(`evidence.kind.${row.kind}`),
    },
    text("seller_name", 200, 0, 2),
    text("seller_number", 120, 1),
    text("approval", 120, 2),
    text("dealing", 84, 3),
    amount("supply", (row) => row.supply_krw, 0),
    amount("tax", (row) => row.tax_krw, 0),
    amount("tip", (row) => (row.tip_krw === 0 ? null : row.tip_krw), 4),
    amount("total", (row) => row.total_krw, 0),
    {
      id: "deductible",
      title: t("evidence.columns.deductible"),
      width: 84,
      priority: 0,
      cell: (row) =>
        row.deductible === null ? null : (
          <State kind={row.deductible ? "good" : "waiting"}>{deductionText(row)}</State>
        ),
      copy: deductionText,
    },
    text("issuer", 96, 3),
    text("card", 168, 4),
  ];
}

type TextColumn = "seller_name" | "seller_number" | "dealing" | "approval" | "issuer" | "card";

function text(id: TextColumn, width: number, priority: number, grow = 0): GridColumn<EvidenceView> {
  return {
    id,
    title: t(`evidence.columns.${id}`),
    width,
    priority,
    ...(grow > 0 ? { grow } : {}),
    cell: (row) => row[id],
    copy: (row) => row[id],
  };
}

function amount(
  id: "supply" | "tax" | "tip" | "total",
  of: (row: EvidenceView) => number | null,
  priority: number,
): GridColumn<EvidenceView> {
  return {
    id,
    title: t(`evidence.columns.${id}`),
    width: 116,
    priority,
    align: "end",
    cell: (row) => <Amount won={of(row)} />,
    copy: of,
  };
}
