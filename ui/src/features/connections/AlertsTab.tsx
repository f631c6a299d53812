import { useCommand, useQueryOf } from "../../api/client.ts";
import type { IncidentView, NoticeView } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { formatMoment } from "../../shared/format.ts";
import { t, textOf } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { State, type StateKind } from "../../shared/State.tsx";
import { AlertRules } from "./AlertRules.tsx";
import { MailPart, SlackPart, SmsPart } from "./AlertWays.tsx";

/** Incidents shown; older ones are in the terminal. */
const SHOWN = 50;

/** 알림: what is wrong with remote work, and whom it is told to. */
export function AlertsTab() {
  const incidents = useQueryOf("alert.incidents", { limit: SHOWN });
  const settings = useQueryOf("alert.settings", {});
  return (
    <div className="alerts" data-testid="alerts">
      {incidents.error ? <Problem error={incidents.error} /> : null}
      {incidents.data ? (
        <Incidents rows={incidents.data.incidents} />
      ) : incidents.error ? null : (
        <SkeletonLines lines={4} />
      )}
      {settings.error ? <Problem error={settings.error} /> : null}
      {settings.data ? (
        <>
          <AlertRules settings={settings.data} />
          <SlackPart settings={settings.data} />
          <MailPart settings={settings.data} />
          <SmsPart settings={settings.data} />
        </>
      ) : null}
    </div>
  );
}

function Incidents({ rows }: { rows: readonly IncidentView[] }) {
  if (rows.length === 0) {
    return (
      <EmptyState icon="check" title={t("alerts.none")}>
        <p>{t("alerts.none_body")}</p>
      </EmptyState>
    );
  }
  return (
    <ul className="incidents" data-testid="incidents">
      {rows.map((row) => (
        <Incident key={row.id} row={row} />
      ))}
    </ul>
  );
}

function Incident({ row }: { row: IncidentView }) {
  const close = useCommand("alert.close");
  const subject = textOf(`alerts.subject.${row.subject}`) ?? row.subject;
  const params = { ...row.params, subject };
  const ended = row.ended_at !== null;
  return (
    <li className={ended ? "incident ended" : "incident"} data-rule={row.rule}>
      <header>
        <State kind={ended ? "good" : row.severity === "critical" ? "bad" : "look"}>
          {ended
            ? t("alerts.ended", { at: formatMoment(row.ended_at) })
            : t(`alerts.severity.${row.severity}`)}
        </State>
        <b>
          {t(`alerts.rule.${row.rule}`)} · {subject}
        </b>
        <span className="quiet">{t("alerts.began_at", { at: formatMoment(row.began_at) })}</span>
        {row.by_hand ? (
          <Button small isPending={close.isPending} onPress={() => close.mutate({ id: row.id })}>
            {t("alerts.close")}
          </Button>
        ) : null}
      </header>
      <p>{t(`alerts.detail.${row.rule}`, params)}</p>
      {ended ? null : <p className="quiet">{t(`alerts.todo.${row.rule}`)}</p>}
      {row.notices.length > 0 ? (
        <p className="notices">
          {row.notices.map((notice) => (
            <Notice key={`${notice.channel}-${notice.is_end}`} notice={notice} />
          ))}
        </p>
      ) : null}
      {close.error ? <Problem error={close.error} /> : null}
    </li>
  );
}

const SHAPES: Record<NoticeView["state"], StateKind> = {
  waiting: "waiting",
  delivered: "good",
  failed: "bad",
  unknown: "look",
};

function Notice({ notice }: { notice: NoticeView }) {
  return (
    <State kind={SHAPES[notice.state]}>
      {`${t(`alerts.channel.${notice.channel}`)} ${t(`alerts.state.${notice.state}`)}`}
    </State>
  );
}
