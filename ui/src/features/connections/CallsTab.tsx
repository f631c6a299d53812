import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { call } from "../../api/client.ts";
import type { AttemptView, RemoteSystem } from "../../api/generated.ts";
import { Checkbox } from "../../shared/Checkbox.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { Grid } from "../../shared/grid/Grid.tsx";
import type { GridHandle } from "../../shared/grid/gridTypes.ts";
import { heldSource, readPages } from "../../shared/grid/heldSource.ts";
import { NOTHING, type Selection } from "../../shared/grid/selection.ts";
import { useInvalidations } from "../../shared/grid/useInvalidations.ts";
import { t, useLanguage } from "../../shared/i18n.ts";
import { serviceText } from "../../shared/remotes.ts";
import { Segments } from "../../shared/Segments.tsx";
import { SplitPane } from "../../shared/SplitPane.tsx";
import { showToast } from "../../shared/toasts.ts";
import { AttemptPane } from "./AttemptPane.tsx";
import { type ConnectionsAddress, SERVICES } from "./address.ts";
import { attemptColumns } from "./columns.tsx";

/** Calls read at once, and the newest that are shown. */
const PAGE_CALLS = 500;
const CALLS_MAX = 10_000;
const NO_SORT: never[] = [];
const LIST_MIN_PX = 420;
const PANE_MIN_PX = 360;

/** 호출 기록: every call, newest first, one of them beside. */
export function CallsTab() {
  const address = useSearch({ from: "/connections" });
  const navigate = useNavigate();
  const grid = useRef<GridHandle>(null);
  const pane = useRef<HTMLElement>(null);
  const [under, setUnder] = useState<AttemptView | null>(null);
  const go = (
    part: { [Name in keyof ConnectionsAddress]?: ConnectionsAddress[Name] | undefined },
  ) => {
    const next = { ...address, ...part, tab: "calls" as const };
    const search = Object.fromEntries(
      Object.entries(next).filter(([, word]) => word !== undefined),
    );
    void navigate({ to: "/connections", search });
  };
  return (
    <div className="calls">
      <Filters address={address} onChange={go} />
      <div className="master-split">
        <SplitPane
          setting="connections.split"
          initial={Math.round(Math.max(600, (window.innerWidth - 200) * 0.6))}
          leftMin={LIST_MIN_PX}
          rightMin={PANE_MIN_PX}
          left={
            <div className="master-list">
              <Calls
                grid={grid}
                address={address}
                onCursor={setUnder}
                onOpen={(row) => {
                  setUnder(row);
                  requestAnimationFrame(() => pane.current?.focus());
                }}
              />
            </div>
          }
          right={
            <AttemptPane
              ref={pane}
              attempt={under}
              onStep={(by) => grid.current?.step(by)}
              onReturn={() => grid.current?.focus()}
            />
          }
        />
      </div>
    </div>
  );
}

interface FiltersProps {
  address: ConnectionsAddress;
  onChange: (part: { service?: RemoteSystem | undefined; failures?: boolean | undefined }) => void;
}

function Filters({ address, onChange }: FiltersProps) {
  return (
    <div className="calls-filter">
      <Segments<RemoteSystem | "all">
        label={t("connections.calls.service")}
        value={address.service ?? "all"}
        onChange={(id) => onChange({ service: id === "all" ? undefined : id })}
        words={[
          { id: "all", text: t("shared.all") },
          ...SERVICES.map((id) => ({ id, text: serviceText(id) })),
        ]}
      />
      <Checkbox
        on={address.failures ?? false}
        onChange={(on) => onChange({ failures: on ? true : undefined })}
      >
        {t("connections.calls.only_failures")}
      </Checkbox>
    </div>
  );
}

interface CallsProps {
  grid: React.Ref<GridHandle>;
  address: ConnectionsAddress;
  onCursor: (row: AttemptView) => void;
  onOpen: (row: AttemptView) => void;
}

function Calls({ grid, address, onCursor, onOpen }: CallsProps) {
  const language = useLanguage();
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const refreshKey = useInvalidations("remote.attempts");
  const { service = null, failures = false } = address;
  const source = useMemo(
    () =>
      heldSource(
        () => readCalls(service, failures),
        ({ id }: AttemptView) => id,
      ),
    [service, failures],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: headings follow the language
  const columns = useMemo(attemptColumns, [language]);
  const key = `${service ?? ""} ${failures}`;
  return (
    <Grid<AttemptView>
      ref={grid}
      gridKey="calls"
      testId="call-grid"
      label={t("connections.tab.calls")}
      columns={columns}
      source={source}
      sourceKey={key}
      filterKey={key}
      refreshKey={refreshKey}
      sort={NO_SORT}
      onSort={() => {}}
      selection={selection}
      onSelection={setSelection}
      onCursor={onCursor}
      onOpen={onOpen}
      onNotice={(text) => showToast({ text })}
      empty={
        <EmptyState icon="link" title={t("connections.calls.none")}>
          <p>{t("connections.calls.none_body")}</p>
        </EmptyState>
      }
    />
  );
}

/** The newest calls; what narrows them is theirs to tell. */
async function readCalls(
  service: RemoteSystem | null,
  onlyFailures: boolean,
): Promise<AttemptView[]> {
  const all = await readPages<AttemptView, number>(async (before) => {
    const { attempts, next } = await call("remote.attempts", { before, limit: PAGE_CALLS });
    return { rows: attempts, next };
  }, CALLS_MAX);
  return all.filter(
    (row) =>
      (service === null || row.service === service) && (!onlyFailures || row.failure !== null),
  );
}
