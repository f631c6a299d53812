import { useState } from "react";
import { call } from "../../api/client.ts";
import type { RemoteSystemView, RemoteTested } from "../../api/generated.ts";
import { t } from "../../shared/i18n.ts";
import { jobName } from "../../shared/jobs.ts";
import { Problem } from "../../shared/Problem.tsx";
import { codeText, serviceText } from "../../shared/remotes.ts";
import { SheetForm, useRun } from "../../shared/SheetForm.tsx";
import { State } from "../../shared/State.tsx";
import { millisText } from "./words.ts";

/** 연결 시험: what only reads and costs nothing, and how it went. */
export function TestSheet({ view, onClose }: { view: RemoteSystemView; onClose: () => void }) {
  const [found, setFound] = useState<RemoteTested | null>(null);
  const { busy, error, run } = useRun();
  const test = () =>
    void run(async () => {
      setFound(null);
      setFound(await call("remote.test", { service: view.service, job: jobName("test") }));
    });
  return (
    <SheetForm
      title={t("connections.test.title", { service: serviceText(view.service) })}
      note={t("connections.test.note")}
      act={t("connections.test.start")}
      ready
      busy={busy}
      onAct={test}
      onClose={onClose}
    >
      {error ? <Problem error={error} /> : null}
      <div role="status" data-testid="test-outcome">
        {found ? (
          <>
            <p>
              <State kind={found.ok ? "good" : "bad"}>
                {t(found.ok ? "connections.test.ok" : "connections.test.failed")}
              </State>{" "}
              <span className="quiet">
                {t(`remotes.realm.${found.realm}`)} · {millisText(found.duration_ms)}
              </span>
            </p>
            {found.code ? <p>{codeText(found.code, found.params)}</p> : null}
            {found.params.points ? <p>{t("connections.test.points", found.params)}</p> : null}
            {found.params.plan === "closed" ? (
              <p>
                <State kind="look">{t("connections.test.plan_closed")}</State>
              </p>
            ) : null}
          </>
        ) : null}
      </div>
    </SheetForm>
  );
}
