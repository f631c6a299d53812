import { Link } from "@tanstack/react-router";
import type { MonthSums } from "../../api/generated.ts";
import { formatAmount, formatTenThousands } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { useWidth, useWindowHeight } from "../../shared/useWidth.ts";
import { axisOf, type MonthPair, searchOfMonth, type What } from "./months.ts";

/** Pixels; the width is that of the column. */
const WIDTH_FIRST = 660;
const WIDE = 820;
const PLOT_TOP = 8;
const FOOT = 20;
const PLOT_MIN = 112;
const PLOT_MAX = 210;
/** What else stands on the page: title, tasks, headings, status bar. */
const OTHERS_HEIGHT = 560;
const AXIS_WIDTH = 52;

function Bar({
  sums,
  what,
  year,
  month,
  top,
  x,
  size,
  old,
}: {
  sums: MonthSums | null;
  what: What;
  year: number;
  month: number;
  top: number;
  x: number;
  size: { bar: number; plot: number };
  old: boolean;
}) {
  const own = sums?.[what];
  if (!own || own.count === 0) return null;
  const height = Math.max(1, (Math.max(own.supply_krw, 0) / top) * size.plot);
  const words = t("today.charts.bar", {
    year: String(year),
    month,
    what: t(`today.charts.${what}`),
    amount: own.supply_krw,
    count: own.count,
  });
  return (
    <Link
      to="/invoices"
      search={searchOfMonth(year, month, what)}
      className={old ? "bar then" : "bar now"}
      aria-label={words}
    >
      <title>{words}</title>
      {/* the mark is taller than the bar, so that a small one can be hit */}
      <rect className="bar-reach" x={x} y={PLOT_TOP} width={size.bar} height={size.plot} />
      <rect
        className="bar-fill"
        x={x + 0.5}
        y={PLOT_TOP + size.plot - height}
        width={size.bar - 1}
        height={height}
      />
    </Link>
  );
}

/** A year of months beside the year before, on one axis; each bar leads to its list. */
export function MonthChart({
  what,
  year,
  pairs,
  thisMonth,
}: {
  what: What;
  year: number;
  pairs: readonly MonthPair[];
  thisMonth: number;
}) {
  const amounts = pairs.flatMap(({ now, before }) => [
    now?.[what].supply_krw ?? 0,
    before?.[what].supply_krw ?? 0,
  ]);
  const { top, step } = axisOf(Math.max(...amounts));
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, at) => at * step);
  const [place, width] = useWidth<HTMLElement>(WIDTH_FIRST);
  const wide = width >= WIDE;
  const room = (useWindowHeight() - OTHERS_HEIGHT) / 2;
  const plotHeight = Math.round(Math.max(PLOT_MIN, Math.min(room, PLOT_MAX)));
  const size = { bar: wide ? 18 : 13, plot: plotHeight };
  const height = PLOT_TOP + size.plot + FOOT;
  const right = width - AXIS_WIDTH;
  const slot = right / 12;
  // On whole pixels, so that a hairline is one pixel everywhere.
  const yOf = (amount: number) =>
    Math.round(PLOT_TOP + size.plot - (amount / top) * size.plot) + 0.5;
  const present = pairs[thisMonth - 1];
  return (
    <figure className="chart" ref={place}>
      <figcaption>
        <b className={what === "sales" ? "sale" : "purchase"}>{t(`today.charts.${what}`)}</b>
        <span className="chart-now">
          {t("today.charts.this_month", { month: thisMonth })}{" "}
          <b>{formatAmount(present?.now?.[what].supply_krw ?? 0)}</b>
          {t("shared.won")}
        </span>
        {present?.before ? (
          <span className="quiet">
            {t("today.charts.last_year", {
              month: thisMonth,
              amount: present.before[what].supply_krw,
            })}
          </span>
        ) : null}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        role="group"
        aria-label={t("today.charts.label", { what: t(`today.charts.${what}`) })}
      >
        {lines.map((amount) => (
          <g key={amount} className={amount === 0 ? "axis base" : "axis"} aria-hidden="true">
            <line x1={0} x2={right} y1={yOf(amount)} y2={yOf(amount)} />
            <text x={width} y={yOf(amount) + 4}>
              {formatTenThousands(amount)}
            </text>
          </g>
        ))}
        {pairs.map(({ month, now, before }, at) => {
          const middle = slot * (at + 0.5);
          return (
            <g key={month}>
              <Bar
                {...{ what, month, top, size }}
                sums={before}
                year={year - 1}
                x={middle - size.bar - 0.5}
                old
              />
              <Bar
                {...{ what, month, top, size }}
                sums={now}
                year={year}
                x={middle + 0.5}
                old={false}
              />
              <text
                className={month === thisMonth ? "month present" : "month"}
                x={middle}
                y={height - 4}
                aria-hidden="true"
              >
                {t("today.charts.month", { month })}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
