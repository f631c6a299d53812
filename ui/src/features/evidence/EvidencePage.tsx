import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { call, useQueryOf } from "../../api/client.ts";
import type {
  CertificateRow,
  EvidenceCollected,
  EvidenceFilterView,
  EvidenceKindView,
  EvidenceTotals,
  EvidenceView,
} from "../../api/generated.ts";
import { Button, IconButton } from "../../shared/Button.tsx";
import { CertificateChip } from "../../shared/CertificateChip.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { ExportMenu } from "../../shared/ExportMenu.tsx";
import { formatAmount } from "../../shared/format.ts";
import { Grid } from "../../shared/grid/Grid.tsx";
import type { GridHandle, GridSum } from "../../shared/grid/gridTypes.ts";
import { NOTHING, type Selection, sizeOf } from "../../shared/grid/selection.ts";
import { useInvalidations } from "../../shared/grid/useInvalidations.ts";
import { HistorySheet } from "../../shared/HistorySheet.tsx";
import { t, textOf, useLanguage } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import { isOfPassword } from "../../shared/Password.tsx";
import { PeriodChoice } from "../../shared/PeriodChoice.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { isBackwards } from "../../shared/period.ts";
import { RunningPart } from "../../shared/RunningPart.tsx";
import { failureText } from "../../shared/remotes.ts";
import { Segments } from "../../shared/Segments.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { showToast } from "../../shared/toasts.ts";
import { loginChoices } from "../../shared/UnlockSheet.tsx";
import { useUnlock } from "../../shared/useUnlock.tsx";
import { type EvidenceAddress, filterOf, KINDS, NAMES, periodOf } from "./address.ts";
import { evidenceColumns } from "./columns.tsx";
import { collect, listText, putAway, useFlow, type Wish } from "./flow.ts";
import { evidenceSource } from "./source.ts";
import "../../shared/remotes.css";
import "./evidence.css";

/** 현금영수증·카드 매입: what was bought without a tax invoice, as the tax office lists it. */
export function EvidencePage() {
  const status = useQueryOf("app.status", {});
  const list = useQueryOf("certificate.list", {});
  const failed = list.error ?? status.error;
  if (!status.data || !list.data) {
    return (
      <Page title={t("evidence.title")} testId="evidence-page">
        {failed ? <Problem error={failed} /> : <SkeletonLines lines={8} />}
      </Page>
    );
  }
  const { today, company } = status.data;
  return (
    <Ready
      today={today}
      company={company?.id ?? ""}
      demo={company?.demo ?? false}
      certificates={loginChoices(list.data)}
    />
  );
}

interface ReadyProps {
  today: string;
  /** Which one is open. */
  company: string;
  demo: boolean;
  certificates: CertificateRow[];
}

function Ready({ today, company, demo, certificates }: ReadyProps) {
  const address = useSearch({ from: "/invoices/evidence" });
  const navigate = useNavigate();
  const flow = useFlow(company);
  const [chosen, setChosen] = useState<string | null>(null);
  const [under, setUnder] = useState<EvidenceView | null>(null);
  const [historyOf, setHistoryOf] = useState<EvidenceView | null>(null);
  const { period, span } = periodOf(address, today);
  const { kind = null } = address;
  const filter = useMemo(
    () => filterOf(kind, { from: span.from, to: span.to }),
    [kind, span.from, span.to],
  );
  const totals = useQueryOf("evidence.page", { filter, limit: 1 }, { keepPrevious: true });
  const certificate = certificates.find(({ id }) => id === chosen) ?? certificates[0] ?? null;
  const wish = wishOf(span, kind, certificate);
  const refused = flow.step === "failed" && isOfPassword(flow.error) ? flow : null;
  const asking = useUnlock<Wish>({
    certificate,
    demo,
    note: t("collect.unlock"),
    act: t("evidence.act"),
    refused,
    onGo: (asked, given) => void collect(company, asked, given),
    onGivenUp: putAway,
  });
  const go = (next: EvidenceAddress) =>
    void navigate({ to: "/invoices/evidence", search: next, replace: true });
  const of = kind ? { kind } : {};
  const days = (own: typeof span) => ({
    ...(own.from ? { from: own.from } : {}),
    ...(own.to ? { to: own.to } : {}),
  });
  return (
    <Page
      title={t("evidence.title")}
      period={t("evidence.hint")}
      fill
      testId="evidence-page"
      actions={
        <>
          <Button icon="clock" isDisabled={under === null} onPress={() => setHistoryOf(under)}>
            {t("history.document.title")}
          </Button>
          <ExportMenu
            name={[t("evidence.title"), span.from, span.to].filter(Boolean).join("_")}
            count={totals.data?.totals.count ?? null}
            save={(how) => call("evidence.export", { filter, ...how })}
          />
          <Button
            kind="primary"
            icon="arrow-in"
            isDisabled={wish === null || flow.step === "running"}
            onPress={() => wish && asking.start(wish)}
          >
            {t("evidence.act")}
          </Button>
        </>
      }
    >
      <div className="evidence">
        <section className="evidence-order" aria-label={t("evidence.order")}>
          <div className="order-line">
            <PeriodChoice
              period={period}
              span={span}
              names={NAMES}
              today={today}
              onPeriod={(next) =>
                go({ ...of, ...(next === "own" ? days(span) : { period: next }) })
              }
              onOwn={(own) => go({ ...of, ...days(own) })}
            />
          </div>
          <div className="order-line">
            <Segments<EvidenceKindView | "both">
              label={t("evidence.columns.kind")}
              value={kind ?? "both"}
              onChange={(next) => {
                const { kind: _, ...rest } = address;
                go(next === "both" ? rest : { ...rest, kind: next });
              }}
              words={[
                { id: "both" as const, text: t("evidence.both") },
                ...KINDS.map((id) => ({ id, text: t(`evidence.kind.${id}`) })),
              ]}
            />
            {certificates.length > 0 ? (
              <CertificateChip rows={certificates} chosen={certificate} onChoose={setChosen} />
            ) : (
              <span className="quiet">
                {t("collect.no_certificate.title")}.{" "}
                <Link className="link" to="/certificates" search={{}}>
                  {t("collect.no_certificate.open")}
                </Link>
              </span>
            )}
          </div>
        </section>
        <Outcome company={company} />
        {totals.isError ? <Problem error={totals.error} /> : null}
        <List
          filter={filter}
          totals={totals.data?.totals}
          onCursor={setUnder}
          onOpen={setHistoryOf}
        />
      </div>
      {asking.sheet}
      {historyOf ? (
        <HistorySheet
          entity="evidence"
          id={historyOf.id}
          name={[historyOf.on, historyOf.seller_name, formatAmount(historyOf.total_krw)].join(
            " · ",
          )}
          onClose={() => setHistoryOf(null)}
        />
      ) : null}
    </Page>
  );
}

/** What would be asked for; nothing while the days or the certificate are missing. */
function wishOf(
  span: { from: string | null; to: string | null },
  kind: EvidenceKindView | null,
  certificate: CertificateRow | null,
): Wish | null {
  const { from, to } = span;
  if (from === null || to === null || isBackwards(span) || certificate === null) return null;
  return { from, to, kinds: kind ? [kind] : [...KINDS], certificate: { id: certificate.id } };
}

/** The running question, what came of it, or why nothing did, as lines over the list. */
function Outcome({ company }: { company: string }) {
  const flow = useFlow(company);
  if (flow.step === "running") {
    return (
      <RunningPart
        job={flow.job}
        title={t("evidence.running")}
        stageText={(_, what) => textOf(`evidence.kind.${what}`) ?? t("collect.stage.login")}
        note={t("evidence.running_note")}
        testId="evidence-running"
      />
    );
  }
  if (flow.step === "failed" && !isOfPassword(flow.error)) {
    return (
      <div className="evidence-lines">
        <Problem error={flow.error} onClose={putAway} />
      </div>
    );
  }
  return flow.step === "done" ? <Came collected={flow.collected} /> : null;
}

function Came({ collected }: { collected: EvidenceCollected }) {
  const { lists, failure, service } = collected;
  return (
    <section className="evidence-lines" role="status" data-testid="evidence-came">
      <p className="evidence-came">
        <span>{lists.map(listText).join(" / ")}</span>
        <IconButton plain icon="close" label={t("shared.close")} onPress={putAway} />
      </p>
      {failure ? (
        <p className="asks">
          {failureText(failure, service)} {t("evidence.rest")}
        </p>
      ) : null}
    </section>
  );
}

const NO_SORT: never[] = [];

interface ListProps {
  filter: EvidenceFilterView;
  totals: EvidenceTotals | undefined;
  onCursor: (row: EvidenceView) => void;
  onOpen: (row: EvidenceView) => void;
}

function List({ filter, totals, onCursor, onOpen }: ListProps) {
  const language = useLanguage();
  const grid = useRef<GridHandle>(null);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const refreshKey = useInvalidations("evidence.page");
  const source = useMemo(() => evidenceSource(filter), [filter]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: headings follow the language
  const columns = useMemo(evidenceColumns, [language]);
  const picked = sizeOf(selection, totals?.count ?? 0);
  const footer = useMemo(() => sumLines(totals, picked), [totals, picked]);
  const key = [filter.kind, filter.from, filter.to].join(" ");
  return (
    <Grid<EvidenceView>
      ref={grid}
      gridKey="evidence"
      testId="evidence-grid"
      label={t("evidence.title")}
      columns={columns}
      source={source}
      sourceKey={key}
      filterKey={key}
      refreshKey={refreshKey}
      sort={NO_SORT}
      onSort={() => {}}
      selection={selection}
      onSelection={setSelection}
      onCursor={onCursor}
      onOpen={onOpen}
      onNotice={(notice) => showToast({ text: notice })}
      {...(footer ? { footer } : {})}
      empty={
        <EmptyState icon="card" title={t("evidence.empty.title")}>
          <p>{t("evidence.empty.body")}</p>
        </EmptyState>
      }
    />
  );
}

/** The footer: how many, their sums, and how much of the tax the office lets deduct. */
function sumLines(totals: EvidenceTotals | undefined, picked: number): GridSum[] | null {
  if (!totals) return null;
  const words = [
    t("evidence.found", { count: totals.count }),
    t("evidence.deductible_tax", { won: formatAmount(totals.deductible_tax_krw) }),
    picked > 0 ? t("grid.selected", { count: picked }) : "",
  ];
  return [
    {
      key: "found",
      label: () => (
        <span data-testid="evidence-footer" data-total={totals.total_krw}>
          {words.filter(Boolean).join(" · ")}
        </span>
      ),
      sums: {
        supply: formatAmount(totals.supply_krw),
        tax: formatAmount(totals.tax_krw),
        total: formatAmount(totals.total_krw),
      },
    },
  ];
}
