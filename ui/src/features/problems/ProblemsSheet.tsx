import { useState } from "react";
import { call, useCommand, useQueryOf } from "../../api/client.ts";
import type { ErrorView, ProblemView } from "../../api/generated.ts";
import { host, toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { formatMoment } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { errorTexts, Problem } from "../../shared/Problem.tsx";
import { Sheet } from "../../shared/Sheet.tsx";
import { showToast } from "../../shared/toasts.ts";
import "./problems.css";

/** Name offered for the report. */
const REPORT_NAME = "jangbu-report.txt";

/** What went wrong lately: what happened, what was kept, what to do; and a report to hand on. */
export function ProblemsSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const answer = useQueryOf("problem.list", {}, { enabled: open });
  const clear = useCommand("problem.clear");
  const report = useReport();
  const problems = answer.data?.problems ?? [];
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t("problems.title")}
      note={t("problems.note")}
      width={480}
      actions={
        <>
          <Button
            isPending={clear.isPending}
            isDisabled={problems.length === 0}
            onPress={() =>
              clear.mutate(
                {},
                {
                  onSuccess: () => {
                    showToast({ text: t("problems.cleared") });
                    onClose();
                  },
                },
              )
            }
          >
            {t("problems.clear")}
          </Button>
          <Button kind="primary" isPending={report.busy} onPress={() => void report.save()}>
            {t("problems.save")}
          </Button>
        </>
      }
    >
      {answer.isError ? <Problem error={answer.error} /> : null}
      {answer.data && problems.length === 0 ? <p className="quiet">{t("problems.none")}</p> : null}
      <ol className="problem-list" data-testid="problem-list">
        {problems.map((problem) => (
          <ProblemEntry key={problem.id} problem={problem} />
        ))}
      </ol>
      {report.error ? <Problem error={report.error} /> : null}
      <p className="hint problem-report-hint">{t("problems.save_hint")}</p>
    </Sheet>
  );
}

/** Commands that no clerk gives. */
const AUTOMATIC = "backup.automatic";

function ProblemEntry({ problem }: { problem: ProblemView }) {
  const { code, params, at, command, count } = problem;
  const { what, kept, todo } = errorTexts({ code, params, message: code });
  const about = [
    formatMoment(at),
    command === AUTOMATIC ? t("problems.backup") : null,
    count > 1 ? t("problems.times", { count }) : null,
  ];
  return (
    <li>
      <p className="quiet">
        <time dateTime={at}>{about.filter(Boolean).join(" · ")}</time>
      </p>
      <p className="problem-what">{what}</p>
      {kept ? <p>{kept}</p> : null}
      {todo ? <p>{todo}</p> : null}
      <p className="hint">{t("app.problem.code", { code })}</p>
    </li>
  );
}

function useReport() {
  const [error, setError] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setError(null);
    try {
      const target = await host().pickSave(REPORT_NAME);
      if (target === null) return;
      setBusy(true);
      // The system dialog has asked before it gave a taken name.
      const to = target.path === null ? {} : { to: target.path, overwrite: true };
      const saved = await call("problem.report", to);
      host().saveFile(saved);
      showToast({ text: t("problems.saved", { file: saved.path ?? saved.file_name }) });
    } catch (reason) {
      setError(toErrorView(reason));
    }
    setBusy(false);
  };
  return { error, busy, save };
}
