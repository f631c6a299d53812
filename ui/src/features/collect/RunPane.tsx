import { Link } from "@tanstack/react-router";
import type { Ref } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { CollectReport } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { formatCount, formatMoment } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Pane } from "../../shared/Pane.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { costText, failureText, serviceText, skippedText } from "../../shared/remotes.ts";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { State } from "../../shared/State.tsx";
import { Conflicts } from "./Conflicts.tsx";
import { NotTaken } from "./NotTaken.tsx";
import { Pieces } from "./Pieces.tsx";
import { COUNTS, canResume, durationText, LOOKS, runState } from "./words.ts";

interface RunPaneProps {
  run: number | null;
  busy: boolean;
  onResume: (run: number) => void;
  onStep: (by: number) => void;
  onReturn: () => void;
  ref?: Ref<HTMLElement>;
}

/** The report of the run under the cursor. */
export function RunPane({ run, busy, onResume, onStep, onReturn, ref }: RunPaneProps) {
  return (
    <Pane
      ref={ref}
      label={t("collect.report")}
      onStep={onStep}
      onReturn={onReturn}
      bar={
        <header className="pane-bar">
          <span className="quiet cut">{t("collect.report")}</span>
        </header>
      }
    >
      {run === null ? <EmptyState icon="document" title={t("collect.no_run")} /> : null}
      {run === null ? null : <Run key={run} run={run} busy={busy} onResume={onResume} />}
    </Pane>
  );
}

function Run({ run, busy, onResume }: { run: number } & Pick<RunPaneProps, "busy" | "onResume">) {
  const answer = useQueryOf("collect.show", { run });
  if (answer.isError) return <Problem error={answer.error} />;
  if (!answer.data) return <SkeletonLines lines={8} />;
  return <Report report={answer.data} busy={busy} onResume={onResume} />;
}

interface ReportProps extends Pick<RunPaneProps, "busy" | "onResume"> {
  report: CollectReport;
}

function Report({ report, busy, onResume }: ReportProps) {
  const { run } = report;
  const failed =
    report.answered.skipped.find(({ code }) => code === run.failure)?.service ?? run.service;
  const { kind, word } = runState(run.state);
  return (
    <div className="report" data-testid="collect-report">
      <header className="report-head">
        <h2>
          {run.from} ~ {run.to}
        </h2>
        <State kind={kind}>{word}</State>
        <span className="push report-acts">
          {canResume(run) ? (
            <Button small isDisabled={busy} onPress={() => onResume(run.id)}>
              {t("collect.resume")}
            </Button>
          ) : null}
          <Link
            className="btn small"
            to="/invoices"
            search={{
              from: run.from,
              to: run.to,
              ...(run.directions.length === 1 && run.directions[0]
                ? { direction: run.directions[0] }
                : {}),
            }}
          >
            {t("collect.to_invoices")}
          </Link>
        </span>
      </header>
      {run.failure ? (
        <p className="report-failure">
          <State kind={run.state === "partial" ? "look" : "bad"}>
            {failureText(run.failure, failed)}
          </State>
        </p>
      ) : null}
      <dl className="figures-line">
        {COUNTS.map((name) => (
          <div
            key={name}
            data-count={name}
            className={run.counts[name] === 0 ? "zero" : LOOKS.has(name) ? "asks" : undefined}
          >
            <dt>{t(`collect.counts.${name}`)}</dt>
            <dd>{formatCount(run.counts[name])}</dd>
          </div>
        ))}
      </dl>
      {report.conflicts.length > 0 ? <Conflicts report={report} /> : null}
      <NotTaken report={report} />
      <Facts report={report} />
      <Pieces pieces={report.pieces} />
    </div>
  );
}

function Facts({ report }: { report: CollectReport }) {
  const { run, answered } = report;
  const service = answered.service ?? run.service;
  const facts: [string, React.ReactNode][] = [
    [
      t("collect.facts.by"),
      service
        ? `${serviceText(service)} · ${t(`remotes.realm.${answered.realm}`)}`
        : t("collect.facts.nobody"),
    ],
    [t("collect.facts.cost"), costText(answered)],
    [
      t("collect.facts.when"),
      `${formatMoment(run.begun_at)} · ${durationText(report.duration_s)} · ${t(`collect.trigger.${run.trigger}`)}`,
    ],
  ];
  if (report.documents_waiting > 0) {
    const waiting = t("collect.facts.documents_waiting", { count: report.documents_waiting });
    facts.push([t("collect.facts.documents"), waiting]);
  }
  if (answered.skipped.length > 0) {
    facts.push([
      t("collect.facts.skipped"),
      <ul key="skipped" className="plain-list">
        {answered.skipped.map((skipped) => (
          <li key={`${skipped.service} ${skipped.code}`}>{skippedText(skipped)}</li>
        ))}
      </ul>,
    ]);
  }
  return (
    <dl className="remote-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
