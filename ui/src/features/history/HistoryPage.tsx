import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { call } from "../../api/client.ts";
import type { AuditVerified, ErrorView } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { Button, IconButton } from "../../shared/Button.tsx";
import { t } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { showToast } from "../../shared/toasts.ts";
import { Acts } from "./Acts.tsx";
import { useActs } from "./useActs.ts";
import { Verdict } from "./Verdict.tsx";
import "./history.css";

/** 변경 이력: every act of the book, the check of its chain, the way back. */
export function HistoryPage() {
  const answer = useActs();
  const check = useCheck();
  const pages = answer.data?.pages ?? [];
  const head = pages[0]?.head;
  return (
    <Page
      title={t("history.title")}
      period={t("history.period")}
      testId="history-page"
      actions={
        <Button
          kind="primary"
          icon="shield"
          isPending={check.busy}
          onPress={() => void check.start()}
        >
          {t(check.busy ? "history.verifying" : "history.verify")}
        </Button>
      }
    >
      <div className="history-page">
        {head ? <Head seq={head.seq} hash={head.hash} /> : null}
        {check.error ? <Problem error={check.error} /> : null}
        {check.verified ? <Verdict verified={check.verified} /> : null}
        {answer.isError ? <Problem error={answer.error} /> : null}
        {answer.isPending ? <SkeletonLines lines={8} /> : null}
        {answer.data ? <Acts acts={pages.flatMap((page) => page.acts)} /> : null}
        {answer.hasNextPage ? (
          <p>
            <Button
              isPending={answer.isFetchingNextPage}
              onPress={() => void answer.fetchNextPage()}
            >
              {t("history.more")}
            </Button>
          </p>
        ) : null}
      </div>
    </Page>
  );
}

function useCheck() {
  const [verified, setVerified] = useState<AuditVerified | null>(null);
  const [error, setError] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const { verify } = useSearch({ from: "/history" });
  const start = async () => {
    setBusy(true);
    setError(null);
    setVerified(null);
    try {
      setVerified(await call("audit.verify", { job: `verify-${crypto.randomUUID()}` }));
    } catch (reason) {
      setError(toErrorView(reason));
    }
    setBusy(false);
  };
  const latest = useRef(start);
  latest.current = start;
  useEffect(() => {
    if (!verify) return;
    // Asked for in the address: once, and not again when the page is opened anew.
    void navigate({ to: "/history", search: {}, replace: true });
    void latest.current();
  }, [verify, navigate]);
  return { verified, error, busy, start };
}

/** Where the chain stands now: what is written into each backup. */
function Head({ seq, hash }: { seq: number; hash: string }) {
  const copy = () =>
    void navigator.clipboard
      .writeText(hash)
      .then(() => showToast({ text: t("history.hash_copied") }));
  return (
    <section className="history-head" aria-label={t("history.head_hash")}>
      <p>
        <b>{t("history.head", { seq })}</b>
        <span className="quiet">{t("history.head_hash")}</span>
        <code className="figures cut" data-testid="head-hash">
          {hash}
        </code>
        <IconButton plain icon="copy" label={t("history.copy_hash")} onPress={copy} />
      </p>
      <p className="hint">{t("history.head_hint")}</p>
    </section>
  );
}
