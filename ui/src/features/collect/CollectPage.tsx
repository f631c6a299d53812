import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { CertificateRow, CollectRun } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { ConsentSheet } from "../../shared/ConsentSheet.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import type { GridHandle } from "../../shared/grid/gridTypes.ts";
import { t } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import { isOfPassword } from "../../shared/Password.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { SplitPane } from "../../shared/SplitPane.tsx";
import { loginChoices } from "../../shared/UnlockSheet.tsx";
import { useUnlock } from "../../shared/useUnlock.tsx";
import { collect, startOver, useFlow, type Wanted } from "./flow.ts";
import { Order, type OrderWish, requestOf, useOrder } from "./Order.tsx";
import { PlanSheet } from "./PlanSheet.tsx";
import { Running } from "./Running.tsx";
import { RunPane } from "./RunPane.tsx";
import { Runs } from "./Runs.tsx";
import "../../shared/remotes.css";
import "./collect.css";

/** Widths below which list and report are not read well. */
const LIST_MIN_PX = 380;
const PANE_MIN_PX = 460;

/** 홈택스에서 가져오기: what to ask for, how it goes, and all runs with their reports. */
export function CollectPage() {
  const status = useQueryOf("app.status", {});
  const list = useQueryOf("certificate.list", {});
  const failed = list.error ?? status.error;
  if (!status.data || !list.data) {
    return (
      <Page title={t("collect.title")} testId="collect-page">
        {failed ? <Problem error={failed} /> : <SkeletonLines lines={8} />}
      </Page>
    );
  }
  const { today, company } = status.data;
  return (
    <Ready
      today={today}
      demo={company?.demo ?? false}
      rows={loginChoices(list.data)}
      keyring={list.data.keyring_available}
    />
  );
}

interface ReadyProps {
  today: string;
  demo: boolean;
  rows: CertificateRow[];
  keyring: boolean;
}

function Ready({ today, demo, rows, keyring }: ReadyProps) {
  const address = useSearch({ from: "/invoices/collect" });
  const navigate = useNavigate();
  const flow = useFlow();
  const order = useOrder(today, rows);
  const grid = useRef<GridHandle>(null);
  const pane = useRef<HTMLElement>(null);
  const asking = useAsking(order.wish, demo);
  const go = (next: typeof address, replace = false) =>
    void navigate({ to: "/invoices/collect", search: next, replace });
  const done = flow.step === "done" ? flow.report.run.id : null;
  // What came is shown at once; afterwards the list leads on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per report
  useEffect(() => {
    if (done === null) return;
    go({ run: done }, true);
    startOver();
  }, [done]);
  const show = (run: CollectRun) => go({ ...address, run: run.id }, true);
  return (
    <Page
      title={t("collect.title")}
      period={t("collect.hint")}
      fill
      testId="collect-page"
      actions={
        <>
          <Button
            icon="card"
            onPress={() => void navigate({ to: "/invoices/evidence", search: {} })}
          >
            {t("evidence.title")}
          </Button>
          <Button icon="clock" onPress={() => go({ ...address, plan: true })}>
            {t("collect.plan.title")}
          </Button>
          <Button
            kind="primary"
            icon="arrow-in"
            isDisabled={!order.ready || flow.step === "running"}
            onPress={asking.start}
          >
            {t("collect.act")}
          </Button>
        </>
      }
    >
      <div className="collect">
        {flow.step === "running" ? <Running job={flow.job} /> : null}
        {flow.step !== "running" && rows.length > 0 ? <Order {...{ order, today, demo }} /> : null}
        {flow.step !== "running" && rows.length === 0 ? <NoCertificate /> : null}
        {flow.step === "failed" && !isOfPassword(flow.error) ? (
          <div className="collect-problem">
            <Problem error={flow.error} onClose={startOver} />
          </div>
        ) : null}
        <div className="master-split">
          <SplitPane
            setting="collect.split"
            initial={Math.round(Math.max(500, (window.innerWidth - 200) * 0.48))}
            leftMin={LIST_MIN_PX}
            rightMin={PANE_MIN_PX}
            left={
              <Runs
                grid={grid}
                chosen={address.run}
                onCursor={show}
                onOpen={(run) => {
                  show(run);
                  requestAnimationFrame(() => pane.current?.focus());
                }}
              />
            }
            right={
              <RunPane
                ref={pane}
                run={address.run ?? null}
                busy={flow.step === "running"}
                onResume={asking.resume}
                onStep={(by) => grid.current?.step(by)}
                onReturn={() => grid.current?.focus()}
              />
            }
          />
        </div>
      </div>
      {asking.sheet}
      {flow.step === "consent" ? (
        <ConsentSheet
          error={flow.error}
          onWord={(paid) => void collect(flow.ask, paid)}
          onClose={startOver}
        />
      ) : null}
      {address.plan ? (
        <PlanSheet rows={rows} keyring={keyring} onClose={() => go({ run: address.run })} />
      ) : null}
    </Page>
  );
}

/** Starts and resumes; asks for the certificate's password first where none is kept. */
function useAsking(wish: OrderWish | null, demo: boolean) {
  const flow = useFlow();
  const failed = flow.step === "failed" && isOfPassword(flow.error) ? flow : null;
  const { sheet, start } = useUnlock<Wanted>({
    certificate: wish?.certificate ?? null,
    demo,
    note: t("collect.unlock"),
    act: t("collect.act"),
    refused: failed && { wish: failed.ask, error: failed.error },
    onGo: (wanted, given) => void collect({ ...wanted, given }),
    onGivenUp: startOver,
  });
  return {
    sheet,
    start: () => {
      if (wish) start({ kind: "start", request: requestOf(wish) });
    },
    resume: (run: number) => {
      if (wish)
        start({ kind: "resume", request: { run, certificate: { id: wish.certificate.id } } });
    },
  };
}

function NoCertificate() {
  return (
    <EmptyState
      icon="ribbon"
      title={t("collect.no_certificate.title")}
      actions={
        <Link className="btn" to="/certificates" search={{}}>
          {t("collect.no_certificate.open")}
        </Link>
      }
    >
      <p>{t("collect.no_certificate.body")}</p>
    </EmptyState>
  );
}
