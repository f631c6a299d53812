import type { InvoiceRow } from "../../api/generated.ts";
import { Amount, DateText } from "../../shared/Amount.tsx";
import type { GridColumn } from "../../shared/grid/gridTypes.ts";
import { Icon } from "../../shared/Icon.tsx";
import { t } from "../../shared/i18n.ts";
import { State, type StateKind } from "../../shared/State.tsx";
import { markOf } from "./form/formShape.ts";

/** 종류 with its variety where it has one: `세금계산서 · 영세율`. */
export function kindText(row: InvoiceRow): string {
  const mark = markOf(row.variety);
  const kind = t(`invoices.kind.${row.kind}`);
  return mark ? `${kind} · ${t(`invoices.variety.${mark}`)}` : kind;
}

function stateText(row: InvoiceRow): string {
  if (row.warnings > 0 && row.looked_at) return t("invoices.state.looked");
  if (row.warnings > 0) return t("invoices.state.look", { count: row.warnings });
  return row.full ? t("invoices.state.full") : t("invoices.state.list_only");
}

function stateKind(row: InvoiceRow): StateKind {
  if (row.warnings > 0 && !row.looked_at) return "look";
  return row.full ? "good" : "waiting";
}

function RowState({ row }: { row: InvoiceRow }) {
  return (
    <span className="row-state">
      <State kind={stateKind(row)}>{stateText(row)}</State>
      {row.noted ? (
        <span className="quiet" title={t("invoices.note.has")}>
          <Icon name="note" size={12} />
          <span className="unseen">{t("invoices.note.has")}</span>
        </span>
      ) : null}
    </span>
  );
}

/** The list's columns. What stands beside a document at 1280 px comes first by priority. */
export function invoiceColumns(): GridColumn<InvoiceRow>[] {
  const column = (name: string & Parameters<typeof titleOf>[0]) => ({
    id: name,
    title: titleOf(name),
  });
  return [
    {
      ...column("written_on"),
      frozen: true,
      width: 98,
      priority: 0,
      sort: "descending",
      cell: (row) => <DateText date={row.written_on} />,
      copy: (row) => row.written_on,
    },
    {
      ...column("direction"),
      frozen: true,
      width: t("shared.purchase").length > 4 ? 78 : 44,
      priority: 0,
      sort: "ascending",
      cell: (row) => <span className={row.direction}>{t(`shared.${row.direction}`)}</span>,
      copy: (row) => t(`shared.${row.direction}`),
    },
    {
      ...column("kind"),
      width: 96,
      priority: 5,
      sort: "ascending",
      cell: kindText,
      copy: kindText,
    },
    {
      ...column("partner"),
      frozen: true,
      width: 96,
      grow: 3,
      priority: 0,
      sort: "ascending",
      cell: (row) => row.partner_name,
      copy: (row) => row.partner_name,
    },
    {
      ...column("partner_number"),
      width: 108,
      priority: 6,
      cell: (row) => row.partner_number,
      copy: (row) => row.partner_number,
    },
    {
      ...column("item"),
      width: 130,
      grow: 4,
      priority: 3,
      sort: "ascending",
      cell: (row) => row.item,
      copy: (row) => row.item,
    },
    {
      ...column("supply"),
      width: 92,
      priority: 0,
      align: "end",
      sort: "descending",
      cell: (row) => <Amount won={row.supply_krw} />,
      copy: (row) => row.supply_krw,
    },
    {
      ...column("tax"),
      width: 76,
      priority: 1,
      align: "end",
      sort: "descending",
      cell: (row) => <Amount won={row.tax_krw} />,
      copy: (row) => row.tax_krw,
    },
    {
      ...column("total"),
      width: 96,
      priority: 4,
      align: "end",
      sort: "descending",
      cell: (row) => <Amount won={row.total_krw} />,
      copy: (row) => row.total_krw,
    },
    {
      ...column("state"),
      width: 80,
      priority: 2,
      cell: (row) => <RowState row={row} />,
      copy: stateText,
    },
    {
      ...column("issued_on"),
      width: 94,
      priority: 7,
      sort: "descending",
      cell: (row) => <DateText date={row.issued_on} />,
      copy: (row) => row.issued_on,
    },
    {
      ...column("note"),
      width: 120,
      grow: 3,
      priority: 8,
      cell: (row) => row.note,
      copy: (row) => row.note,
    },
    {
      ...column("approval"),
      width: 184,
      priority: 9,
      sort: "ascending",
      cell: (row) => row.approval_number,
      copy: (row) => row.approval_number,
    },
  ];
}

type ColumnName =
  | "written_on"
  | "direction"
  | "kind"
  | "partner"
  | "partner_number"
  | "item"
  | "supply"
  | "tax"
  | "total"
  | "state"
  | "issued_on"
  | "note"
  | "approval";

function titleOf(name: ColumnName): string {
  return t(`invoices.columns.${name}`);
}
