import { useState } from "react";
import { call, useQueryOf } from "../../api/client.ts";
import type { ErrorView, LogLine } from "../../api/generated.ts";
import { host, toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { formatMoment } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { showToast } from "../../shared/toasts.ts";

const LINES = 500;
const TRACES_NAME = "jangbu-traces.json";

/** 기록: the end of this machine's log, and the calls as a file for a report. */
export function LogTab() {
  const log = useQueryOf("log.tail", { lines: LINES });
  const { error, busy, save } = useTraces();
  return (
    <div className="alerts" data-testid="log">
      <header className="remote-head">
        <p className="quiet">{t("connections.log.note")}</p>
        <span className="push report-acts">
          <Button small isPending={log.isFetching} onPress={() => void log.refetch()}>
            {t("connections.log.refresh")}
          </Button>
          <Button small isPending={busy} onPress={() => void save()}>
            {t("connections.log.traces")}
          </Button>
        </span>
      </header>
      {error ? <Problem error={error} /> : null}
      {log.error ? <Problem error={log.error} /> : null}
      {log.data ? (
        <>
          <p className="quiet">
            {t("connections.log.folder")}: {log.data.folder}
          </p>
          {log.data.lines.length === 0 ? (
            <p className="quiet">{t("connections.log.none")}</p>
          ) : (
            <ScrollingLines lines={log.data.lines} />
          )}
        </>
      ) : log.error ? null : (
        <SkeletonLines lines={8} />
      )}
    </div>
  );
}

/** A region that scrolls, and so is reached by keys. */
function ScrollingLines({ lines }: { lines: readonly LogLine[] }) {
  return (
    <section
      className="log-lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
      tabIndex={0}
      aria-label={t("connections.tab.log")}
    >
      {lines.map(written).reverse().join("\n")}
    </section>
  );
}

function written({ at, level, what, act, rest }: LogLine): string {
  return [formatMoment(at), level, what, rest, act ? `[${act}]` : ""].filter(Boolean).join("  ");
}

function useTraces() {
  const [error, setError] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setError(null);
    try {
      const target = await host().pickSave(TRACES_NAME);
      if (target === null) return;
      setBusy(true);
      // The system dialog has asked before it gave a taken name.
      const to = target.path === null ? {} : { to: target.path, overwrite: true };
      const saved = await call("remote.traces", to);
      host().saveFile(saved);
      showToast({
        text: t("connections.log.traces_saved", { file: saved.path ?? saved.file_name }),
      });
    } catch (reason) {
      setError(toErrorView(reason));
    }
    setBusy(false);
  };
  return { error, busy, save };
}
