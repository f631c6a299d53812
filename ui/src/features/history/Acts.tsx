import { useState } from "react";
import type { ActView } from "../../api/generated.ts";
import { actName, changesText, isTurning, whyNot } from "../../shared/acts.ts";
import { formatMoment } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { State } from "../../shared/State.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { undoAct } from "../../shared/undoAct.ts";

/** The acts, newest first, each with its way back or the reason why there is none. */
export function Acts({ acts }: { acts: readonly ActView[] }) {
  const [busy, setBusy] = useState<number | null>(null);
  const undo = async (act: ActView) => {
    setBusy(act.id);
    await undoAct(act);
    setBusy(null);
  };
  if (acts.length === 0) return <p className="quiet">{t("history.none")}</p>;
  return (
    <TableFrame label={t("history.acts")}>
      <table className="listing acts" data-testid="acts">
        <thead>
          <tr>
            {(["at", "what", "changes", "state"] as const).map((name) => (
              <th key={name} scope="col">
                {t(`history.columns.${name}`)}
              </th>
            ))}
            <th scope="col">
              <span className="unseen">{t("history.columns.acts")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {acts.map((act) => (
            <ActLine
              key={act.id}
              act={act}
              waiting={busy !== null}
              busy={busy === act.id}
              onUndo={() => void undo(act)}
            />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

interface ActLineProps {
  act: ActView;
  /** Another undo is running. */
  waiting: boolean;
  busy: boolean;
  onUndo: () => void;
}

function ActLine({ act, waiting, busy, onUndo }: ActLineProps) {
  const at = formatMoment(act.at);
  const what = actName(act);
  const verb = act.kind === "undo" ? "redo" : "undo";
  return (
    <tr data-act={act.id} data-kind={act.kind}>
      <td className="nowrap">{at}</td>
      <td className="nowrap">{what}</td>
      <td>{changesText(act)}</td>
      <td>
        <ActState act={act} />
      </td>
      <td className="nowrap line-acts">
        {act.undo === "yes" ? (
          <button
            type="button"
            className="link"
            disabled={waiting}
            aria-label={t(`history.${verb}_of`, { at, what })}
            onClick={onUndo}
          >
            {t(busy ? "history.undoing" : `history.${verb}`)}
          </button>
        ) : null}
      </td>
    </tr>
  );
}

function ActState({ act }: { act: ActView }) {
  if (act.undone_by !== null && act.undo !== "yes") {
    return <State kind="waiting">{t("history.undone")}</State>;
  }
  return (
    <>
      {isTurning(act) ? null : <State kind="good">{t("history.live")}</State>}
      {act.undo === "yes" ? null : <p className="hint">{whyNot(act)}</p>}
    </>
  );
}
