import type { PartnerRow, Sums } from "../../api/generated.ts";
import { Amount, DateText } from "../../shared/Amount.tsx";
import { formatCount, formatDate } from "../../shared/format.ts";
import type { GridColumn } from "../../shared/grid/gridTypes.ts";
import { t } from "../../shared/i18n.ts";
import { Standing } from "../../shared/Standing.tsx";
import { standingText } from "./standings.ts";

/** Who is traded with, and how much in either direction. */
export function partnerColumns(): GridColumn<PartnerRow>[] {
  return [
    {
      id: "name",
      frozen: true,
      title: t("partners.columns.name"),
      width: 180,
      grow: 2,
      priority: 0,
      cell: (row) => row.name,
      copy: (row) => row.name,
    },
    {
      id: "number",
      title: t("partners.columns.number"),
      width: 120,
      priority: 1,
      cell: (row) => row.number,
      copy: (row) => row.number,
    },
    {
      id: "state",
      title: t("partners.columns.state"),
      width: 124,
      priority: 0,
      cell: (row) => <Standing state={row.standing?.state ?? null} />,
      copy: (row) => standingText(row.standing),
    },
    {
      id: "checked",
      title: t("partners.columns.checked"),
      width: 100,
      priority: 3,
      cell: (row) => <DateText date={row.standing?.checked_at ?? null} />,
      copy: (row) => formatDate(row.standing?.checked_at),
    },
    {
      id: "representative",
      title: t("partners.columns.representative"),
      width: 110,
      priority: 3,
      cell: (row) => row.representative,
      copy: (row) => row.representative,
    },
    ...side("sales", "sale"),
    ...side("purchases", "purchase"),
    {
      id: "last",
      title: t("partners.columns.last"),
      width: 112,
      priority: 2,
      cell: (row) => <DateText date={row.last_written_on} />,
      copy: (row) => row.last_written_on,
    },
  ];
}

function side(name: "sales" | "purchases", tone: "sale" | "purchase"): GridColumn<PartnerRow>[] {
  const sums = (row: PartnerRow): Sums => row[name];
  return [
    {
      id: `${name}_count`,
      title: t(`partners.columns.${name}_count`),
      width: 84,
      priority: 4,
      align: "end",
      cell: (row) =>
        sums(row).count > 0 ? <span className={tone}>{formatCount(sums(row).count)}</span> : null,
      copy: (row) => sums(row).count,
    },
    {
      id: name,
      title: t(`partners.columns.${name}`),
      width: 130,
      priority: 0,
      align: "end",
      cell: (row) => (sums(row).count > 0 ? <Amount won={sums(row).total_krw} /> : null),
      copy: (row) => sums(row).total_krw,
    },
  ];
}
