import { Button } from "../../shared/Button.tsx";
import { t, textOf } from "../../shared/i18n.ts";
import { cancelJob, useJob } from "../../shared/jobs.ts";
import { Progress } from "../../shared/Progress.tsx";

/** How a collection goes: what is being done, which page or document, how many of how many. */
export function Running({ job }: { job: string }) {
  const now = useJob(job);
  const stage =
    (now ? textOf(`collect.stage.${now.stage}`) : undefined) ?? t("collect.stage.begin");
  const counts = { done: now?.done ?? 0, total: now?.total ?? 0 };
  return (
    <section className="collect-running" aria-live="polite" data-testid="collect-running">
      <h2 className="section-title">{t("collect.running")}</h2>
      <Progress label={stage} {...counts} />
      <p className="running-words">
        <b>{stage}</b>
        {counts.total > 0 ? <span>{t("collect.of", counts)}</span> : null}
        <span className="quiet cut">{now?.what}</span>
        <span className="push">
          <Button small isDisabled={!now || now.cancelling} onPress={() => cancelJob(job)}>
            {t(now?.cancelling ? "app.status.cancelling" : "collect.cancel")}
          </Button>
        </span>
      </p>
      <p className="quiet">{t("collect.running_note")}</p>
    </section>
  );
}
