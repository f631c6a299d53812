import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "../../api/client.ts";
import type { ErrorView, RestorePrepared } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { type GivenKey, isOfKey, ticketsOf } from "../../shared/givenKey.ts";
import { t } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { readRestoreAddress } from "./address.ts";
import { ChooseBackup } from "./ChooseBackup.tsx";
import { Compare } from "./Compare.tsx";
import { KeyForm } from "./KeyForm.tsx";
import "./backup.css";

/** 백업에서 복원: choose, compare, and only then put it in place of the present book. */
export function RestorePage() {
  const navigate = useNavigate();
  const address = readRestoreAddress(useSearch({ strict: false }));
  const flow = useRestore(address.path);
  const leave = () => {
    flow.discard();
    void navigate({ to: "/settings/$section", params: { section: "backup" } });
  };
  return (
    <Page
      title={t("restore.title")}
      period={t("restore.hint")}
      testId="restore-page"
      actions={<Button onPress={leave}>{t("restore.back")}</Button>}
    >
      <div className="restore">
        {flow.prepared ? (
          <Compare prepared={flow.prepared} onGone={flow.forget} />
        ) : flow.asksKey ? (
          <KeyForm
            path={flow.path}
            busy={flow.busy}
            error={flow.error}
            onKey={(key) => void flow.open(flow.path, key)}
          />
        ) : (
          <>
            {flow.error ? <Problem error={flow.error} /> : null}
            <ChooseBackup
              company={address.company}
              given={flow.path}
              busy={flow.busy}
              onOpen={(path) => void flow.open(path)}
            />
          </>
        )}
      </div>
    </Page>
  );
}

/** The one prepared backup of this screen; leaving the screen gives it up. */
function useRestore(asked: string | undefined) {
  const [path, setPath] = useState(asked ?? "");
  const [prepared, setPrepared] = useState<RestorePrepared | null>(null);
  const [error, setError] = useState<ErrorView | null>(null);
  const [asksKey, setAsksKey] = useState(false);
  const [busy, setBusy] = useState(false);
  const held = useRef<string | null>(null);
  const discard = useCallback(() => {
    const candidate = held.current;
    held.current = null;
    // The core gives it up by itself when the program ends; this only frees the disk sooner.
    if (candidate !== null) call("restore.discard", { candidate }).catch(() => {});
  }, []);
  const open = async (chosen: string, key?: GivenKey) => {
    setPath(chosen);
    setBusy(true);
    setError(null);
    try {
      const answer = await call("restore.prepare", {
        job: `restore-${crypto.randomUUID()}`,
        path: chosen,
        ...(await ticketsOf(key ?? null)),
      });
      held.current = answer.candidate;
      setPrepared(answer);
    } catch (reason) {
      const failed = toErrorView(reason);
      const asks = isOfKey(failed);
      setAsksKey(asks);
      // That a key is wanted is no failure; a wrong one is.
      setError(asks && !key ? null : failed);
    }
    setBusy(false);
  };
  const begin = useRef(asked);
  useEffect(() => {
    const first = begin.current;
    begin.current = undefined;
    if (first) void open(first);
  });
  useEffect(() => discard, [discard]);
  const forget = () => {
    held.current = null;
  };
  return { path, prepared, error, asksKey, busy, open, discard, forget };
}
