import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { BackupView } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { formatCount, formatMoment, formatSize } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { showProblem } from "../../shared/problems.ts";
import { State } from "../../shared/State.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { showToast } from "../../shared/toasts.ts";
import { problemText, stateOf } from "./words.ts";

const COLUMNS = ["at", "reason", "place", "size", "invoices", "state"] as const;
const FIGURES: readonly string[] = ["size", "invoices"];

/** Every backup with what is known of it; each can be looked into and brought back. */
export function BackupTable({ backups }: { backups: readonly BackupView[] }) {
  const [verifying, setVerifying] = useState<string | null>(null);
  const verify = async (backup: BackupView) => {
    setVerifying(backup.path);
    await verifyBackup(backup);
    setVerifying(null);
  };
  return (
    <TableFrame label={t("backup.list")}>
      <table className="listing" data-testid="backups">
        <thead>
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" className={FIGURES.includes(name) ? "num" : undefined}>
                {t(`backup.columns.${name}`)}
              </th>
            ))}
            <th scope="col">
              <span className="unseen">{t("backup.columns.acts")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {backups.map((backup) => (
            <BackupLine
              key={backup.path}
              backup={backup}
              busy={verifying === backup.path}
              onVerify={verifying === null ? () => void verify(backup) : undefined}
            />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

interface BackupLineProps {
  backup: BackupView;
  busy: boolean;
  onVerify: (() => void) | undefined;
}

function BackupLine({ backup, busy, onVerify }: BackupLineProps) {
  const at = formatMoment(backup.at);
  const { kind, word } = stateOf(backup);
  return (
    <tr data-state={backup.state} data-reason={backup.reason}>
      <td className="nowrap">{at}</td>
      <td className="nowrap">{t(`backup.reason.${backup.reason}`)}</td>
      <td className="nowrap" title={backup.path}>
        {t(`backup.places.${backup.place}`)}
      </td>
      <td className="num">{formatSize(backup.size_bytes)}</td>
      <td className="num">{formatCount(backup.invoices)}</td>
      <td>
        <State kind={kind}>{word}</State>
        {backup.problem ? <p className="hint">{problemText(backup.problem)}</p> : null}
      </td>
      <td className="nowrap line-acts">
        <button
          type="button"
          className="link"
          disabled={onVerify === undefined}
          aria-label={t("backup.verify_of", { at })}
          onClick={onVerify}
        >
          {t(busy ? "history.verifying" : "backup.verify")}
        </button>
        {backup.state === "damaged" ? null : (
          <Link
            className="link"
            to="/restore"
            search={{ path: backup.path }}
            aria-label={t("backup.restore_of", { at })}
          >
            {t("backup.restore")}
          </Link>
        )}
      </td>
    </tr>
  );
}

/** Looks into a backup and says what was found. */
async function verifyBackup({ at, path }: BackupView): Promise<void> {
  try {
    const job = `verify-${crypto.randomUUID()}`;
    const { invoices, head, problem } = await call("backup.verify", { job, path });
    const moment = formatMoment(at);
    if (problem === null) {
      showToast({ text: t("backup.verified", { at: moment, invoices, seq: head.seq }) });
    } else {
      const text = t("backup.verify_bad", { at: moment, problem: problemText(problem) });
      showToast({ kind: "problem", text });
    }
  } catch (reason) {
    showProblem(toErrorView(reason));
  }
}
