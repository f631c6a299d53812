import { Link } from "@tanstack/react-router";
import { type ReactNode, type Ref, useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { PartnerView, StandingView, Sums } from "../../api/generated.ts";
import { Amount } from "../../shared/Amount.tsx";
import { Button } from "../../shared/Button.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { formatMoment } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Pane } from "../../shared/Pane.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { serviceName } from "../../shared/remotes.ts";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { Standing } from "../../shared/Standing.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { startCheck, useCheck } from "./check.ts";
import { taxTypeText } from "./standings.ts";
import { ValidateSheet } from "./ValidateSheet.tsx";

interface PartnerPaneProps {
  id: number | null;
  onStep: (by: number) => void;
  onReturn: () => void;
  ref?: Ref<HTMLElement>;
}

/** The partner under the cursor: who it is, how it stands, what was traded. */
export function PartnerPane({ id, onStep, onReturn, ref }: PartnerPaneProps) {
  return (
    <Pane
      ref={ref}
      label={t("partners.pane.label")}
      onStep={onStep}
      onReturn={onReturn}
      bar={
        <header className="pane-bar">
          <span className="quiet cut">{t("partners.pane.label")}</span>
        </header>
      }
    >
      {id === null ? <EmptyState icon="building" title={t("partners.pane.none")} /> : null}
      {id === null ? null : <Partner key={id} id={id} />}
    </Pane>
  );
}

function Partner({ id }: { id: number }) {
  const answer = useQueryOf("partner.show", { id });
  if (answer.isError) return <Problem error={answer.error} />;
  if (!answer.data) return <SkeletonLines lines={8} />;
  return <Card view={answer.data} />;
}

function Card({ view }: { view: PartnerView }) {
  const { row } = view;
  const [validating, setValidating] = useState(false);
  const check = useCheck();
  const numbered = row.number !== "";
  return (
    <div className="report" data-testid="partner">
      <header className="report-head">
        <h2>{row.name}</h2>
        <span className="quiet figures">{row.number}</span>
        <Standing state={row.standing?.state ?? null} />
      </header>
      <p className="partner-acts">
        <Link className="btn small" to="/invoices" search={{ partner: row.id }}>
          {t("partners.pane.to_invoices")}
        </Link>
        <Button
          small
          isDisabled={!numbered || check.step === "running"}
          onPress={() => void startCheck([row.number])}
        >
          {t("partners.pane.check_one")}
        </Button>
        <Button small isDisabled={!numbered} onPress={() => setValidating(true)}>
          {t("partners.pane.validate")}
        </Button>
      </p>
      {numbered ? null : <p className="quiet">{t("partners.pane.no_number")}</p>}
      <dl className="remote-facts">
        <Fact label={t("partners.pane.representative")}>{row.representative}</Fact>
        <SumFact label={t("partners.pane.sales")} sums={row.sales} tone="sale" />
        <SumFact label={t("partners.pane.purchases")} sums={row.purchases} tone="purchase" />
        <Fact label={t("partners.columns.last")}>{row.last_written_on}</Fact>
      </dl>
      <Standings standings={view.standings} />
      {validating ? <ValidateSheet row={row} onClose={() => setValidating(false)} /> : null}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return children ? (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  ) : null;
}

function SumFact({ label, sums, tone }: { label: string; sums: Sums; tone: "sale" | "purchase" }) {
  return (
    <Fact label={label}>
      <Amount won={sums.total_krw} unit />{" "}
      <span className={tone}>{t("partners.pane.sum", { count: sums.count })}</span>
    </Fact>
  );
}

function Standings({ standings }: { standings: readonly StandingView[] }) {
  return (
    <section>
      <h3>{t("partners.pane.history")}</h3>
      {standings.length === 0 ? <p className="quiet">{t("partners.pane.never")}</p> : null}
      {standings.length === 0 ? null : (
        <TableFrame label={t("partners.pane.history")}>
          <table className="listing">
            <thead>
              <tr>
                {(["found_at", "standing", "last_at", "by"] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`partners.pane.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {standings.map((standing) => (
                <tr key={standing.found_at}>
                  <td className="nowrap">{formatMoment(standing.found_at)}</td>
                  <td>
                    <Standing state={standing.state} />
                    <p className="hint">
                      {[
                        taxTypeText(standing.tax_type),
                        standing.closed_on
                          ? t("partners.pane.closed_on", { date: standing.closed_on })
                          : null,
                      ]
                        .filter(Boolean)
                        .join(" · ")}
                    </p>
                  </td>
                  <td className="nowrap">{formatMoment(standing.checked_at)}</td>
                  <td className="nowrap">{serviceName(standing.checked_by)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </section>
  );
}
