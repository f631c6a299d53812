import { type Ref, useMemo, useState } from "react";
import { call } from "../../api/client.ts";
import type { CollectRun } from "../../api/generated.ts";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { formatCount, formatMoment } from "../../shared/format.ts";
import { Grid } from "../../shared/grid/Grid.tsx";
import type { GridColumn, GridHandle } from "../../shared/grid/gridTypes.ts";
import { heldSource, readPages } from "../../shared/grid/heldSource.ts";
import { NOTHING, type Selection } from "../../shared/grid/selection.ts";
import { useInvalidations } from "../../shared/grid/useInvalidations.ts";
import { t, useLanguage } from "../../shared/i18n.ts";
import { State } from "../../shared/State.tsx";
import { showToast } from "../../shared/toasts.ts";
import { runState } from "./words.ts";

/** Runs read at once, and the most that are shown: two years of a run a day. */
const PAGE_RUNS = 100;
const RUNS_MAX = 1_000;
const NO_SORT: never[] = [];

interface RunsProps {
  grid: Ref<GridHandle>;
  chosen: number | undefined;
  onCursor: (run: CollectRun) => void;
  onOpen: (run: CollectRun) => void;
}

/** All runs, newest first. */
export function Runs({ grid, chosen, onCursor, onOpen }: RunsProps) {
  const language = useLanguage();
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const refreshKey = useInvalidations("collect.runs");
  const source = useMemo(() => heldSource(readRuns, ({ id }: CollectRun) => id), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: headings follow the language
  const columns = useMemo(runColumns, [language]);
  return (
    <div className="master-list">
      <Grid<CollectRun>
        ref={grid}
        gridKey="collect"
        testId="run-grid"
        label={t("collect.runs")}
        columns={columns}
        source={source}
        sourceKey="runs"
        filterKey="runs"
        refreshKey={refreshKey}
        sort={NO_SORT}
        onSort={() => {}}
        selection={selection}
        onSelection={setSelection}
        initialId={chosen ?? null}
        onCursor={(run, byHand) => {
          if (byHand || chosen === undefined) onCursor(run);
        }}
        onOpen={onOpen}
        onNotice={(text) => showToast({ text })}
        empty={
          <EmptyState icon="clock" title={t("collect.no_runs.title")}>
            <p>{t("collect.no_runs.body")}</p>
          </EmptyState>
        }
      />
    </div>
  );
}

function readRuns(): Promise<CollectRun[]> {
  return readPages<CollectRun, number>(async (before) => {
    const { runs, next } = await call("collect.runs", { before, limit: PAGE_RUNS });
    return { rows: runs, next };
  }, RUNS_MAX);
}

function runColumns(): GridColumn<CollectRun>[] {
  const count = (id: "found" | "new" | "conflicts", priority: number): GridColumn<CollectRun> => ({
    id,
    title: t(`collect.counts.${id}`),
    width: 64,
    priority,
    align: "end",
    cell: ({ counts }) => formatCount(counts[id]),
    copy: ({ counts }) => counts[id],
  });
  return [
    {
      id: "begun",
      frozen: true,
      title: t("collect.columns.begun"),
      width: 148,
      priority: 0,
      cell: (run) => formatMoment(run.begun_at),
      copy: (run) => formatMoment(run.begun_at),
    },
    {
      id: "state",
      title: t("collect.columns.state"),
      width: 96,
      priority: 0,
      cell: (run) => {
        const { kind, word } = runState(run.state);
        return <State kind={kind}>{word}</State>;
      },
      copy: (run) => runState(run.state).word,
    },
    {
      id: "period",
      title: t("collect.columns.period"),
      width: 176,
      grow: 1,
      priority: 1,
      cell: (run) => `${run.from} ~ ${run.to}`,
      copy: (run) => `${run.from} ~ ${run.to}`,
    },
    count("found", 2),
    count("new", 0),
    count("conflicts", 3),
    {
      id: "trigger",
      title: t("collect.columns.trigger"),
      width: 84,
      priority: 4,
      cell: (run) => t(`collect.trigger.${run.trigger}`),
      copy: (run) => t(`collect.trigger.${run.trigger}`),
    },
  ];
}
