import { Link } from "@tanstack/react-router";
import type { MonthSums } from "../../api/generated.ts";
import { Amount } from "../../shared/Amount.tsx";
import { formatCount } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { nothing, searchOfMonth, type What } from "./months.ts";

const sides: readonly What[] = ["sales", "purchases"];

function Cells({ sums, what }: { sums: MonthSums; what: What }) {
  const own = sums[what];
  return (
    <>
      <td className="num">
        {own.count > 0 ? (
          <Link className="link" to="/invoices" search={searchOfMonth(sums.year, sums.month, what)}>
            {formatCount(own.count)}
          </Link>
        ) : (
          "0"
        )}
      </td>
      <td className="num">
        <Amount won={own.supply_krw} />
      </td>
      <td className="num">
        <Amount won={own.tax_krw} />
      </td>
    </>
  );
}

function sumOf(months: readonly MonthSums[], what: What) {
  return months.reduce(
    (sum, month) => ({
      count: sum.count + month[what].count,
      supply_krw: sum.supply_krw + month[what].supply_krw,
      tax_krw: sum.tax_krw + month[what].tax_krw,
      total_krw: sum.total_krw + month[what].total_krw,
    }),
    nothing,
  );
}

function YearBody({ year, months }: { year: number; months: readonly MonthSums[] }) {
  return (
    <tbody>
      {months.map((sums) => (
        <tr key={sums.month}>
          <th scope="row">
            {year}-{String(sums.month).padStart(2, "0")}
          </th>
          {sides.map((what) => (
            <Cells key={what} sums={sums} what={what} />
          ))}
        </tr>
      ))}
      <tr className="sum-row">
        <th scope="row">
          {t("today.charts.year", { year: String(year) })} {t("today.charts.sum")}
        </th>
        {sides.map((what) => {
          const sum = sumOf(months, what);
          return [
            <td key={`${what}-count`} className="num">
              {formatCount(sum.count)}
            </td>,
            <td key={`${what}-supply`} className="num">
              <Amount won={sum.supply_krw} />
            </td>,
            <td key={`${what}-tax`} className="num">
              <Amount won={sum.tax_krw} />
            </td>,
          ];
        })}
      </tr>
    </tbody>
  );
}

/** The same months in figures, the later year first. */
export function MonthTable({ months, year }: { months: readonly MonthSums[]; year: number }) {
  return (
    <table className="month-table">
      <caption className="unseen">{t("today.charts.table_label")}</caption>
      <thead>
        <tr>
          <th rowSpan={2} scope="col">
            {t("today.charts.table_month")}
          </th>
          {sides.map((what) => (
            <th
              key={what}
              colSpan={3}
              scope="colgroup"
              className={what === "sales" ? "sale" : "purchase"}
            >
              {t(`today.charts.${what}`)}
            </th>
          ))}
        </tr>
        <tr>
          {sides.map((what) =>
            (["table_count", "table_supply", "table_tax"] as const).map((head) => (
              <th key={`${what}-${head}`} className="num" scope="col">
                {t(`today.charts.${head}`)}
              </th>
            )),
          )}
        </tr>
      </thead>
      {[year, year - 1].map((of) => (
        <YearBody key={of} year={of} months={months.filter((sums) => sums.year === of)} />
      ))}
    </table>
  );
}
