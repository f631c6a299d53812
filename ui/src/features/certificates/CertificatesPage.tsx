import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { keyOf, markStale, queryClient, useQueryOf } from "../../api/client.ts";
import type { CertificateList } from "../../api/generated.ts";
import type { PickedInputs } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import type { GridHandle } from "../../shared/grid/gridTypes.ts";
import { t } from "../../shared/i18n.ts";
import { useCertificateOffer } from "../../shared/offers.ts";
import { Page } from "../../shared/Page.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { SplitPane } from "../../shared/SplitPane.tsx";
import { oneOf, useSetting } from "../../shared/useSetting.ts";
import { type CertificatesAddress, type LooseAddress, sortOf, tidy } from "./address.ts";
import { FilterLine } from "./FilterLine.tsx";
import { List } from "./List.tsx";
import { type Item, itemsOf, narrow, ordered } from "./listing.ts";
import { Notes } from "./Notes.tsx";
import { Nothing } from "./Nothing.tsx";
import { CertificatePane } from "./pane/CertificatePane.tsx";
import { ImportSheet } from "./sheets/ImportSheet.tsx";
import "./certificates.css";

/** Widths below which list and document are not read well. */
const LIST_MIN_PX = 420;
const PANE_MIN_PX = 460;

/** 인증서: what was found left, one of them right. */
export function CertificatesPage() {
  const address = useSearch({ from: "/certificates" });
  const navigate = useNavigate();
  const answer = useQueryOf("certificate.list", {});
  useFreshLook();
  const [offer, takeOffer] = useCertificateOffer();
  const [importing, setImporting] = useState<PickedInputs | null>(null);
  const go = useCallback(
    (next: LooseAddress, replace: boolean) =>
      void navigate({ to: "/certificates", search: tidy(next), replace }),
    [navigate],
  );
  const asked = importing ?? offer ?? (address.bring ? NO_FILES : null);
  const stop = () => {
    setImporting(null);
    takeOffer();
    if (address.bring) go({ ...address, bring: undefined }, true);
  };
  const list = answer.data;
  const sheet =
    asked && list ? (
      <ImportSheet
        key={asked.names.join("\n")}
        first={asked}
        keyring={list.keyring_available}
        onClose={stop}
        onShow={(cert) => go({ cert }, false)}
      />
    ) : null;
  const head = (
    <Head list={list} busy={answer.isFetching} onImport={() => setImporting(NO_FILES)} />
  );
  if (!list || isNothing(list)) {
    return (
      <Page title={t("certificates.title")} testId="certificates-page" actions={head}>
        {answer.error ? <Problem error={answer.error} /> : null}
        {list ? <Nothing list={list} onImport={() => setImporting(NO_FILES)} /> : null}
        {!list && !answer.error ? <Looking /> : null}
        {sheet}
      </Page>
    );
  }
  return (
    <Found
      list={list}
      address={address}
      head={head}
      onGo={go}
      onImport={(inputs) => setImporting(inputs)}
    >
      {sheet}
    </Found>
  );
}

const NO_FILES: PickedInputs = { inputs: [], names: [] };

/** Drives come and go: each visit of the screen looks again, showing what it knows meanwhile. */
function useFreshLook(): void {
  useEffect(() => {
    const queryKey = keyOf("certificate.list", {});
    if (queryClient.getQueryData(queryKey)) void queryClient.invalidateQueries({ queryKey });
  }, []);
}

function isNothing({ certificates, broken, archives }: CertificateList): boolean {
  return certificates.length + broken.length + archives.length === 0;
}

function Looking() {
  return (
    <>
      <p className="quiet" role="status">
        {t("certificates.looking")}
      </p>
      <SkeletonLines lines={8} />
    </>
  );
}

interface HeadProps {
  list: CertificateList | undefined;
  busy: boolean;
  onImport: () => void;
}

function Head({ list, busy, onImport }: HeadProps) {
  return (
    <>
      <Button
        isPending={busy}
        isDisabled={list === undefined}
        onPress={() => markStale(["certificate"])}
      >
        {t("certificates.again")}
      </Button>
      <Button kind="primary" icon="arrow-in" onPress={onImport}>
        {t("certificates.import")}
      </Button>
    </>
  );
}

interface FoundProps {
  list: CertificateList;
  address: CertificatesAddress;
  head: React.ReactNode;
  onGo: (next: LooseAddress, replace: boolean) => void;
  onImport: (inputs: PickedInputs) => void;
  children: React.ReactNode;
}

/** The list with its filter line, and the one under the cursor beside it. */
function Found({ list, address, head, onGo, onImport, children }: FoundProps) {
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const pane = useRef<HTMLElement>(null);
  const [paneState, setPaneState] = useSetting(
    "certificates.pane",
    "open",
    oneOf(["open", "closed"] as const),
  );
  const items = useMemo(() => itemsOf(list), [list]);
  const shown = useMemo(() => ordered(narrow(items, address), sortOf(address)), [items, address]);
  const kinds = useMemo(() => new Set(list.certificates.map(({ kind }) => kind)), [list]);
  const change = (part: LooseAddress) => onGo({ ...address, ...part }, false);
  const showItem = (item: Item) => onGo({ ...address, cert: item.key }, true);
  const chosen = items.find(({ key }) => key === address.cert) ?? null;
  const showPane = paneState === "open" && shown.length > 0;
  return (
    <Page
      title={t("certificates.title")}
      period={t("certificates.found", { count: items.length })}
      fill
      testId="certificates-page"
      actions={head}
      filters={
        <FilterLine
          address={address}
          kinds={kinds}
          onChange={change}
          onRows={() => grid.current?.focus()}
          search={search}
        />
      }
    >
      <div className={showPane ? "master-split" : "master-split closed"}>
        <SplitPane
          setting="certificates.split"
          initial={initialWidth()}
          leftMin={LIST_MIN_PX}
          rightMin={PANE_MIN_PX}
          left={
            <div className="master-list certificates-list">
              <Notes list={list} />
              <List
                {...{ grid, search, shown, items, address }}
                onSort={(sort) => change({ sort: sort === "" ? undefined : sort })}
                onCursor={(item, byHand) => {
                  if (byHand || chosen === null) showItem(item);
                }}
                onOpen={(item) => {
                  setPaneState("open");
                  showItem(item);
                  requestAnimationFrame(() => pane.current?.focus());
                }}
                onBack={() => setPaneState("closed")}
                onClear={() => onGo({ sort: address.sort, cert: address.cert }, false)}
              />
            </div>
          }
          right={
            showPane ? (
              <CertificatePane
                ref={pane}
                item={chosen}
                list={list}
                onStep={(rows) => grid.current?.step(rows)}
                onReturn={() => grid.current?.focus()}
                onClose={() => {
                  setPaneState("closed");
                  requestAnimationFrame(() => grid.current?.focus());
                }}
                onImport={onImport}
              />
            ) : null
          }
        />
      </div>
      {children}
    </Page>
  );
}

/** The list shows its first columns whole at 1280 px; the pane reads well in what is left. */
function initialWidth(): number {
  return Math.round(Math.max(620, (window.innerWidth - 200) * 0.54));
}
