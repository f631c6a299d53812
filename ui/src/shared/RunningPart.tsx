import { Button } from "./Button.tsx";
import { t } from "./i18n.ts";
import { cancelJob, useJob } from "./jobs.ts";
import { Progress } from "./Progress.tsx";
import "./remotes.css";

interface RunningPartProps {
  job: string;
  title: string;
  /** What is being done, from the stage and the word of the job's last report. */
  stageText: (stage: string, what: string) => string;
  /** Shown beside the figures, from the same. */
  whatText?: (what: string) => string;
  note: string;
  testId: string;
}

/** How work with a remote goes: what is being done, how many of how many, and the way to stop it. */
export function RunningPart(props: RunningPartProps) {
  const { job, title, note, testId } = props;
  const now = useJob(job);
  const what = now?.what ?? "";
  const stage = props.stageText(now?.stage ?? "begin", what);
  const counts = { done: now?.done ?? 0, total: now?.total ?? 0 };
  return (
    <section className="remote-running" aria-live="polite" data-testid={testId}>
      <h2 className="section-title">{title}</h2>
      <Progress label={stage} {...counts} />
      <p className="running-words">
        <b>{stage}</b>
        {counts.total > 0 ? <span>{t("collect.of", counts)}</span> : null}
        <span className="quiet cut">{props.whatText ? props.whatText(what) : null}</span>
        <span className="push">
          <Button small isDisabled={!now || now.cancelling} onPress={() => cancelJob(job)}>
            {t(now?.cancelling ? "app.status.cancelling" : "collect.cancel")}
          </Button>
        </span>
      </p>
      <p className="quiet">{note}</p>
    </section>
  );
}
