import type { PartnerChange, PartnerChecked } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { ConsentSheet } from "../../shared/ConsentSheet.tsx";
import { formatAmount, formatCount } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { cancelJob, useJob } from "../../shared/jobs.ts";
import { Problem } from "../../shared/Problem.tsx";
import { Progress } from "../../shared/Progress.tsx";
import { failureText, serviceText, skippedText } from "../../shared/remotes.ts";
import { Sheet } from "../../shared/Sheet.tsx";
import { Standing } from "../../shared/Standing.tsx";
import { State } from "../../shared/State.tsx";
import { closeCheck, startCheck, useCheck } from "./check.ts";
import { standingText } from "./standings.ts";

/** The running check, or why it failed, as a line over the list. */
export function CheckLine() {
  const check = useCheck();
  if (check.step === "failed") {
    return (
      <div className="check-line">
        <Problem error={check.error} onClose={closeCheck} />
      </div>
    );
  }
  return check.step === "running" ? <RunningLine job={check.job} /> : null;
}

function RunningLine({ job }: { job: string }) {
  const now = useJob(job);
  const counts = { done: now?.done ?? 0, total: now?.total ?? 0 };
  return (
    <div className="check-line running" aria-live="polite" data-testid="check-running">
      <b>{t("partners.check.running")}</b>
      <Progress label={t("partners.check.running")} {...counts} />
      {counts.total > 0 ? <span>{t("partners.check.of", counts)}</span> : null}
      <Button small isDisabled={!now || now.cancelling} onPress={() => cancelJob(job)}>
        {t(now?.cancelling ? "app.status.cancelling" : "app.status.cancel")}
      </Button>
    </div>
  );
}

/** What lies over the page: the outcome. */
export function CheckSheets({ onShow }: { onShow: (number: string) => void }) {
  const check = useCheck();
  if (check.step === "consent") {
    const { numbers, error } = check;
    return (
      <ConsentSheet
        error={error}
        capability="business_status"
        onWord={(paid) => (paid === "once" ? void startCheck(numbers, paid) : closeCheck())}
        onClose={closeCheck}
      />
    );
  }
  return check.step === "done" ? <Outcome found={check.found} onShow={onShow} /> : null;
}

const COUNTS = ["asked", "changed", "first", "same", "unanswered"] as const;

function Outcome({ found, onShow }: { found: PartnerChecked; onShow: (number: string) => void }) {
  const { changed } = found;
  const known = new Set(changed.map(({ number }) => number));
  const others = found.not_open.filter(({ number }) => !known.has(number));
  const counts = { ...found, changed: changed.length };
  return (
    <Sheet
      open
      onClose={closeCheck}
      title={t("partners.check.title")}
      note={t("partners.check.by", {
        service: serviceText(found.service),
        realm: t(`remotes.realm.${found.realm}`),
      })}
      width={560}
      actions={<Button onPress={closeCheck}>{t("shared.close")}</Button>}
    >
      <div className="report" data-testid="check-outcome">
        <dl className="figures-line">
          {COUNTS.map((name) => (
            <div key={name} data-count={name} className={counts[name] === 0 ? "zero" : undefined}>
              <dt>{t(`partners.check.${name}`)}</dt>
              <dd>{formatCount(counts[name])}</dd>
            </div>
          ))}
        </dl>
        {found.failure ? (
          <p>
            <State kind="look">
              {t("partners.check.stopped", { why: failureText(found.failure, found.service) })}
            </State>
          </p>
        ) : null}
        {found.cost_krw > 0 ? (
          <p>{t("partners.check.cost", { cost: formatAmount(found.cost_krw) })}</p>
        ) : null}
        {found.skipped.map((one) => (
          <p key={one.service} className="quiet">
            {skippedText(one)}
          </p>
        ))}
        <Changes title={t("partners.check.changed_title")} changes={changed} onShow={onShow} />
        {changed.length === 0 && !found.failure ? <p>{t("partners.check.nothing")}</p> : null}
        <Changes title={t("partners.check.not_open_title")} changes={others} onShow={onShow} />
      </div>
    </Sheet>
  );
}

interface ChangesProps {
  title: string;
  changes: readonly PartnerChange[];
  onShow: (number: string) => void;
}

function Changes({ title, changes, onShow }: ChangesProps) {
  if (changes.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <table className="listing">
        <thead>
          <tr>
            <th scope="col">{t("partners.columns.name")}</th>
            <th scope="col">{t("partners.columns.number")}</th>
            <th scope="col">{t("partners.columns.state")}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.number}>
              <td>
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    closeCheck();
                    onShow(change.number);
                  }}
                >
                  {change.name}
                </button>
              </td>
              <td className="nowrap">{change.number}</td>
              <td>
                {change.before && change.before.state !== change.now.state ? (
                  <span className="quiet">{standingText(change.before)} → </span>
                ) : null}
                <Standing state={change.now.state} />
                {change.now.closed_on ? (
                  <span className="quiet">
                    {" "}
                    {t("partners.pane.closed_on", { date: change.now.closed_on })}
                  </span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
