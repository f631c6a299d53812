import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { ImportSummary, TodayOverview } from "../../api/generated.ts";
import { Amount } from "../../shared/Amount.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { formatLongDate, formatMoment } from "../../shared/format.ts";
import { Icon } from "../../shared/Icon.tsx";
import { currentLanguage, t } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { MonthChart } from "./MonthChart.tsx";
import { MonthTable } from "./MonthTable.tsx";
import { monthPairs } from "./months.ts";
import { TodoList } from "./TodoList.tsx";
import "./today.css";

function ImportLink({ primary }: { primary: boolean }) {
  return (
    <Link to="/import" className={primary ? "btn primary" : "btn"}>
      <Icon name="arrow-in" />
      {t("today.import")}
    </Link>
  );
}

function VatSoFar({ overview }: { overview: TodayOverview }) {
  return (
    <section className="fact" aria-labelledby="today-vat">
      <h2 className="fact-title" id="today-vat">
        {t("today.vat.title")}
        <span>{t("today.vat.span", { from: overview.vat_from, to: overview.vat_to })}</span>
      </h2>
      <p className="fact-figure">
        <Amount won={overview.vat_sales_krw - overview.vat_purchases_krw} unit />
        <span>{t("today.vat.balance")}</span>
      </p>
      <dl className="tally">
        <dt>{t("today.vat.sales")}</dt>
        <dd>
          <Amount won={overview.vat_sales_krw} />
        </dd>
        <dt>{t("today.vat.purchases")}</dt>
        <dd>
          <Amount won={overview.vat_purchases_krw} />
        </dd>
      </dl>
      <p className="fact-note">{t("today.vat.note")}</p>
    </section>
  );
}

/** Names in the tip of the last import. */
const FILES_SHOWN_MAX = 20;

function LastImport({ last }: { last: ImportSummary | null }) {
  const [first = "", ...more] = last?.files ?? [];
  return (
    <section className="fact" aria-labelledby="today-import">
      <h2 className="fact-title" id="today-import">
        {t("today.last_import.title")}
        {last ? <span>{formatMoment(last.at)}</span> : null}
      </h2>
      {last ? (
        <>
          <p className="fact-files" title={last.files.slice(0, FILES_SHOWN_MAX).join("\n")}>
            <span className="cut">{first}</span>
            {more.length > 0 ? (
              <span>{t("today.last_import.more", { more: more.length })}</span>
            ) : null}
          </p>
          <p className="fact-line">
            <span className="quiet">
              {last.undone_at
                ? t("today.last_import.undone")
                : t("today.last_import.added", { count: last.added })}
            </span>
            {last.undone_at || last.added === 0 ? null : (
              <Link className="link" to="/invoices" search={{ import: last.id }}>
                {t("today.last_import.open")}
              </Link>
            )}
          </p>
        </>
      ) : (
        <p className="quiet">{t("today.last_import.none")}</p>
      )}
    </section>
  );
}

function Months({ overview }: { overview: TodayOverview }) {
  const [asTable, setAsTable] = useState(false);
  const { year, pairs } = monthPairs(overview.months);
  const thisMonth = Number(overview.today.slice(5, 7));
  return (
    <section className="months" aria-labelledby="today-months">
      <header className="today-line">
        <h2 className="section-title" id="today-months">
          {t("today.charts.title")}
        </h2>
        <span className="legend">
          <i className="then" aria-hidden="true" />
          {t("today.charts.year", { year: String(year - 1) })}
          <i className="now" aria-hidden="true" />
          {t("today.charts.year", { year: String(year) })}
          <span>{t("today.charts.unit")}</span>
        </span>
        <button
          type="button"
          className="link"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {t(asTable ? "today.charts.chart" : "today.charts.table")}
        </button>
      </header>
      {asTable ? (
        <MonthTable months={overview.months} year={year} />
      ) : (
        <>
          <MonthChart what="sales" {...{ year, pairs, thisMonth }} />
          <MonthChart what="purchases" {...{ year, pairs, thisMonth }} />
        </>
      )}
    </section>
  );
}

function Overview({ overview }: { overview: TodayOverview }) {
  return (
    <div className="today">
      <section aria-labelledby="today-todo">
        <header className="today-line">
          <h2 className="section-title" id="today-todo">
            {t("today.todo.title")}
            {overview.todos.length > 0 ? (
              <span className="quiet"> {overview.todos.length}</span>
            ) : null}
          </h2>
        </header>
        <TodoList todos={overview.todos} today={overview.today} />
      </section>
      <div className="today-months">
        <Months overview={overview} />
        <div className="facts-column">
          <VatSoFar overview={overview} />
          <LastImport last={overview.last_import} />
        </div>
      </div>
    </div>
  );
}

function isEmpty(overview: TodayOverview): boolean {
  const hasMonths = overview.months.some(
    ({ sales, purchases }) => sales.count + purchases.count > 0,
  );
  return !hasMonths && overview.last_import === null;
}

/** 오늘: what waits, then the year at a glance. */
export function TodayPage() {
  const { data: overview, error } = useQueryOf("today.overview", {});
  const empty = overview ? isEmpty(overview) : false;
  return (
    <Page
      title={t("today.title")}
      period={overview ? formatLongDate(overview.today, currentLanguage()) : null}
      actions={empty ? undefined : <ImportLink primary />}
      testId="today-page"
    >
      {error ? <Problem error={error} /> : null}
      {!overview && !error ? <SkeletonLines lines={6} /> : null}
      {overview && empty ? (
        <EmptyState icon="arrow-in" title={t("today.empty.title")} actions={<ImportLink primary />}>
          <p>{t("today.empty.body")}</p>
          <p>{t("today.empty.drop")}</p>
        </EmptyState>
      ) : null}
      {overview && !empty ? <Overview overview={overview} /> : null}
    </Page>
  );
}
