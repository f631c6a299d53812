import { useState } from "react";
import { useCommand, useQueryOf } from "../../api/client.ts";
import type { CallSums, RemoteSystemView } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { formatCount, formatMoment } from "../../shared/format.ts";
import { t, textOf } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { failureText, serviceText } from "../../shared/remotes.ts";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { State } from "../../shared/State.tsx";
import { CapSheet, PaidFacts } from "./Paid.tsx";
import { Plots } from "./Plots.tsx";
import { RealmMark } from "./RealmMark.tsx";
import { SetUpSheet } from "./SetUpSheet.tsx";
import { TestSheet } from "./TestSheet.tsx";
import { errorRate, millisText, remoteState } from "./words.ts";

/** 상태: one section for each remote. */
export function StateTab() {
  const overview = useQueryOf("remote.overview", {});
  if (overview.isError) return <Problem error={overview.error} />;
  if (!overview.data) return <SkeletonLines lines={8} />;
  return (
    <div className="remotes" data-testid="remotes">
      {overview.data.services.map((view) => (
        <Remote key={view.service} view={view} />
      ))}
    </div>
  );
}

function Remote({ view }: { view: RemoteSystemView }) {
  const [sheet, setSheet] = useState<"test" | "set_up" | "cap" | null>(null);
  const { kind, word } = remoteState(view);
  const name = serviceText(view.service);
  return (
    <section className="remote" aria-label={name} data-testid={`remote-${view.service}`}>
      <header className="remote-head">
        <h2 className="section-title">{name}</h2>
        <RealmMark realm={view.realm} />
        <State kind={kind}>{word}</State>
        <span className="push report-acts">
          {view.breaker === "closed" ? null : <ResetButton view={view} />}
          {view.can_test ? (
            <Button small onPress={() => setSheet("test")}>
              {t("connections.test.act")}
            </Button>
          ) : null}
          {view.paid ? (
            <Button small onPress={() => setSheet("cap")}>
              {t("connections.paid.act")}
            </Button>
          ) : null}
          {view.can_set_up ? (
            <Button small onPress={() => setSheet("set_up")}>
              {t("connections.set_up.act")}
            </Button>
          ) : null}
        </span>
      </header>
      <div className="remote-body">
        <div className="remote-columns">
          <Facts view={view} />
          <Sums view={view} />
        </div>
        <Plots service={view.service} />
      </div>
      {sheet === "test" ? <TestSheet view={view} onClose={() => setSheet(null)} /> : null}
      {sheet === "cap" ? <CapSheet view={view} onClose={() => setSheet(null)} /> : null}
      {sheet === "set_up" ? <SetUpSheet view={view} onClose={() => setSheet(null)} /> : null}
    </section>
  );
}

function ResetButton({ view }: { view: RemoteSystemView }) {
  const reset = useCommand("remote.reset");
  return (
    <Button
      small
      isPending={reset.isPending}
      onPress={() => reset.mutate({ service: view.service })}
    >
      {t("connections.reset")}
    </Button>
  );
}

function Facts({ view }: { view: RemoteSystemView }) {
  const none = <span className="quiet">{t("connections.none")}</span>;
  return (
    <dl className="remote-facts">
      {view.breaker === "open" && view.breaker_until ? (
        <div>
          <dt>{t("connections.facts.until")}</dt>
          <dd>{formatMoment(view.breaker_until)}</dd>
        </div>
      ) : null}
      <div>
        <dt>{t("connections.facts.last_success")}</dt>
        <dd>{formatMoment(view.last_success_at) || none}</dd>
      </div>
      <div>
        <dt>{t("connections.facts.last_failure")}</dt>
        <dd>
          {formatMoment(view.last_failure_at) || none}
          {view.last_failure ? (
            <p className="quiet">{failureText(view.last_failure, view.service)}</p>
          ) : null}
        </dd>
      </div>
      <div>
        <dt>{t("connections.set_up.addresses")}</dt>
        <dd>{view.address}</dd>
      </div>
      {view.paid ? <PaidFacts paid={view.paid} /> : null}
      {view.secrets.map(({ name, kept_at }) => (
        <div key={name}>
          <dt>{textOf(`connections.secret.${name}`) ?? name}</dt>
          <dd>
            <State kind={kept_at === null ? "waiting" : "good"}>
              {kept_at === null
                ? t("connections.secret_none")
                : t("connections.secret_kept", { at: formatMoment(kept_at) })}
            </State>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const LINES = [
  ["calls", ({ calls }: CallSums) => formatCount(calls)],
  ["failures", errorRate],
  ["p50", ({ p50_ms }: CallSums) => millisText(p50_ms)],
  ["p95", ({ p95_ms }: CallSums) => millisText(p95_ms)],
] as const;

/** Calls of the last hour, the last day and this month. */
function Sums({ view }: { view: RemoteSystemView }) {
  return (
    <table className="listing call-sums">
      <caption className="unseen">
        {t("connections.sums.label", { service: serviceText(view.service) })}
      </caption>
      <thead>
        <tr>
          <td />
          <th scope="col" className="num">
            {t("connections.sums.hour")}
          </th>
          <th scope="col" className="num">
            {t("connections.sums.day")}
          </th>
          <th scope="col" className="num">
            {t("connections.sums.month")}
          </th>
        </tr>
      </thead>
      <tbody>
        {LINES.map(([name, written]) => (
          <tr key={name}>
            <th scope="row">{t(`connections.sums.${name}`)}</th>
            <td className="num">{written(view.hour)}</td>
            <td className="num">{written(view.day)}</td>
            <td className="num">{written(view.month)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
