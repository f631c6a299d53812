import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { AppStatus, RemoteMode } from "../api/generated.ts";
import { ExpiryItem } from "../features/certificates/index.ts";
import { ProblemsItem } from "../features/problems/index.ts";
import { formatMoment } from "../shared/format.ts";
import { type TextKey, t, textOf } from "../shared/i18n.ts";
import { cancelJob, type Job, useRunning } from "../shared/jobs.ts";
import { Progress } from "../shared/Progress.tsx";
import { State } from "../shared/State.tsx";
import { showOverlay } from "./overlays.ts";

const worlds: Record<RemoteMode, { title: TextKey; detail: TextKey }> = {
  offline: { title: "app.status.offline", detail: "app.status.offline_detail" },
  sandbox: { title: "app.status.sandbox", detail: "app.status.sandbox_detail" },
  real: { title: "app.status.real", detail: "app.status.real_detail" },
};

function useNetwork(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return online;
}

function JobItem({ job, more }: { job: Job; more: number }) {
  const stage = textOf(`app.status.stage.${job.stage}`) ?? job.stage;
  const cancel = () => cancelJob(job.job);
  return (
    <span className="status-item job">
      <span className="cut job-words">
        {stage}
        {job.what ? ` ${job.what}` : ""}
      </span>
      {job.total > 0 ? (
        <span>{t("app.status.job_of", { done: job.done, total: job.total })}</span>
      ) : null}
      <Progress label={stage} done={job.done} total={job.total} />
      {more > 0 ? <span>{t("app.status.jobs_more", { count: more })}</span> : null}
      {job.stage === "upload" ? null : job.cancelling ? (
        <span>{t("app.status.cancelling")}</span>
      ) : (
        <button type="button" className="link" onClick={cancel}>
          {t("app.status.cancel")}
        </button>
      )}
    </span>
  );
}

/** The foot of the window: which remote systems, the connection, the running job, the backup. */
export function StatusBar({ status }: { status: AppStatus }) {
  const { jobs, connected } = useRunning();
  const network = useNetwork();
  const world = worlds[status.remote];
  const job = jobs[0];
  return (
    <footer className="status" data-testid={status.company ? "status-bar" : "door-status"}>
      <span className={`world ${status.remote}`}>
        <i aria-hidden="true" />
        <b>{t(world.title)}</b>
        <small>{t(world.detail)}</small>
      </span>
      {connected ? null : (
        <span className="status-item">
          <State kind="bad">{t("app.status.disconnected")}</State>
        </span>
      )}
      <span className="status-item">
        <State kind={network ? "good" : "waiting"}>
          {t(network ? "app.status.network_on" : "app.status.network_off")}
        </State>
      </span>
      <span className="status-line" aria-hidden="true" />
      {job ? (
        <JobItem job={job} more={jobs.length - 1} />
      ) : (
        <span className="status-item">{t("app.status.no_job")}</span>
      )}
      <span className="push" />
      {status.read_only ? (
        <span className="status-item">
          <State kind="look">{t("app.status.read_only")}</State>
        </span>
      ) : null}
      <ProblemsItem count={status.problems} onOpen={() => showOverlay("problems")} />
      {status.company && status.certificate ? <ExpiryItem notice={status.certificate} /> : null}
      {status.company ? <Backup status={status} /> : null}
    </footer>
  );
}

/** When the last backup was made, or that it was not; the way to its settings. */
function Backup({ status }: { status: AppStatus }) {
  const text = status.last_backup_at
    ? t("app.status.backup_at", { at: formatMoment(status.last_backup_at) })
    : t("app.status.backup_none");
  return (
    <Link className="status-item" to="/settings/$section" params={{ section: "backup" }}>
      {status.last_backup_problem ? (
        <State kind="bad">{t("app.status.backup_failed")}</State>
      ) : (
        text
      )}
    </Link>
  );
}
