import type { AttemptView } from "../../api/generated.ts";
import type { GridColumn } from "../../shared/grid/gridTypes.ts";
import { t } from "../../shared/i18n.ts";
import { failureText, serviceName } from "../../shared/remotes.ts";
import { State } from "../../shared/State.tsx";
import { attemptState, millisText, operationText } from "./words.ts";

/** `2026-11-21 09:00:03`: calls of one minute are told apart by their seconds. */
export function callMoment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}

/** When, whom, what, how it went, how long. */
export function attemptColumns(): GridColumn<AttemptView>[] {
  const column = (
    id: "at" | "service" | "operation",
    width: number,
    priority: number,
    textOf: (row: AttemptView) => string,
  ): GridColumn<AttemptView> => ({
    id,
    title: t(`connections.calls.columns.${id}`),
    width,
    priority,
    cell: textOf,
    copy: textOf,
  });
  return [
    { ...column("at", 144, 0, (row) => callMoment(row.begun_at)), frozen: true },
    column("service", 112, 1, (row) => serviceName(row.service)),
    { ...column("operation", 150, 0, (row) => operationText(row.operation)), grow: 1 },
    {
      id: "state",
      title: t("connections.calls.columns.state"),
      width: 92,
      priority: 0,
      cell: (row) => {
        const { kind, word } = attemptState(row);
        return <State kind={kind}>{word}</State>;
      },
      copy: (row) => attemptState(row).word,
    },
    {
      id: "duration",
      title: t("connections.calls.columns.duration"),
      width: 84,
      priority: 2,
      align: "end",
      cell: (row) => millisText(row.duration_ms),
      copy: (row) => row.duration_ms,
    },
    {
      id: "failure",
      title: t("connections.calls.columns.failure"),
      width: 220,
      grow: 2,
      priority: 3,
      cell: (row) => (row.failure ? failureText(row.failure, row.service) : null),
      copy: (row) => row.failure,
    },
  ];
}
