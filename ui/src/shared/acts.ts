import type { ActChange, ActView } from "../api/generated.ts";
import { t, textOf } from "./i18n.ts";

/** What an act was, in a word or two: 파일 가져오기. */
export function actName(act: Pick<ActView, "kind">): string {
  return textOf(`history.kind.${act.kind}`) ?? t("history.kind.other");
}

/** One line of what an act changed: 세금계산서 12건 더함. */
export function changeText({ entity, operation, count }: ActChange): string {
  return t("history.change", {
    what: textOf(`history.entity.${entity}`) ?? entity,
    count,
    unit: textOf(`history.unit.${entity}`) ?? "",
    how: textOf(`history.operation.${operation}`) ?? operation,
  });
}

/** Why an act cannot be taken back, in a sentence. */
export function whyNot(act: Pick<ActView, "undo">): string {
  return textOf(`undo.${act.undo}`) ?? t("history.cannot");
}

/** What Ctrl+Z takes back, or the act that stands in its way. */
export type LastAct =
  | { found: "act"; act: ActView }
  | { found: "refused"; act: ActView }
  | { found: "nothing" };

/** Acts that change nothing a clerk would want back. */
const SILENT: readonly string[] = ["unmask", "create", "standing", "evidence"];
/** Acts that turn another one back; what they turn is in the list itself. */
const TURNING: readonly string[] = ["undo", "redo"];

/** Whether an act only turned another one back. */
export function isTurning({ kind }: Pick<ActView, "kind">): boolean {
  return TURNING.includes(kind);
}

/** What an act changed, in one line; which act an undo turned back is told by its state. */
export function changesText({ changes }: Pick<ActView, "changes">): string {
  return changes
    .filter(({ entity }) => entity !== "act")
    .map(changeText)
    .join(" · ");
}

/**
 * The newest act that still stands, from the acts newest first. Undo and redo are passed over, so that
 * pressing again goes one act further back instead of doing it again.
 */
export function lastStanding(acts: readonly ActView[]): LastAct {
  for (const act of acts) {
    if (isTurning(act) || SILENT.includes(act.kind)) continue;
    if (act.undo === "yes") return { found: "act", act };
    if (act.undone_by === null) return { found: "refused", act };
  }
  return { found: "nothing" };
}
