import { call } from "../api/client.ts";
import type { ActUndone, ActView } from "../api/generated.ts";
import { toErrorView } from "../host/index.ts";
import { actName, lastStanding, whyNot } from "./acts.ts";
import { t } from "./i18n.ts";
import { showProblem } from "./problems.ts";
import { showToast } from "./toasts.ts";

/** Most acts looked at for the last one that stands; undone ones beyond that are history's. */
const ACTS_LOOKED_AT = 100;

/** What the toast offers next: the act of the undo, taken back in its turn. */
function sayDone(name: string, redo: boolean, { act, removed, restored, kept }: ActUndone): void {
  const done = t(redo ? "history.did_redo" : "history.did_undo", { what: name });
  const counts = removed + restored > 0 ? ` ${t("history.counts", { removed, restored })}` : "";
  showToast({
    text: `${done}${counts}`,
    action:
      act === null
        ? undefined
        : {
            text: t(redo ? "history.undo" : "history.redo"),
            act: () => void takeBack(act, name, !redo),
          },
  });
  if (kept.length > 0) {
    showToast({ kind: "problem", text: t("history.kept", { count: kept.length }) });
  }
}

async function takeBack(act: number, name: string, redo: boolean): Promise<boolean> {
  try {
    sayDone(name, redo, await call("act.undo", { act, job: `undo-${crypto.randomUUID()}` }));
    return true;
  } catch (reason) {
    showProblem(toErrorView(reason));
    return false;
  }
}

/** Takes one act back and says what was done; an undo taken back is a redo. False when refused. */
export function undoAct(act: ActView): Promise<boolean> {
  return takeBack(act.id, actName(act), act.kind === "undo");
}

/** Ctrl+Z: the last act that still stands, or a word why there is none. */
export async function undoLast(): Promise<void> {
  try {
    const { acts } = await call("audit.log", { before_act: null, limit: ACTS_LOOKED_AT });
    const last = lastStanding(acts);
    if (last.found === "act") await undoAct(last.act);
    else if (last.found === "nothing") showToast({ text: t("history.nothing") });
    else {
      const what = actName(last.act);
      showToast({
        kind: "problem",
        text: t("history.last_cannot", { what, why: whyNot(last.act) }),
      });
    }
  } catch (reason) {
    showProblem(toErrorView(reason));
  }
}
