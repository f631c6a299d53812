import { useState } from "react";
import { call } from "../../api/client.ts";
import type { ErrorView, ImportSummary } from "../../api/generated.ts";
import { fileNameOf, toErrorView } from "../../host/index.ts";
import { Dialog } from "../../shared/Dialog.tsx";
import { findingCells } from "../../shared/findingText.ts";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { showToast } from "../../shared/toasts.ts";
import { firstName } from "./flow.ts";

/** Asks once, naming what will be taken out and what put back. */
export function UndoDialog({ summary, onClose }: { summary: ImportSummary; onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorView | null>(null);
  const undo = async () => {
    setBusy(true);
    setError(null);
    try {
      const { removed, restored, kept } = await call("import.undo", {
        id: summary.id,
        job: `undo-${crypto.randomUUID()}`,
      });
      showToast({ text: t("import.undo.done", { removed, restored }) });
      const [first] = kept;
      if (first) {
        const why = findingCells(first)[5];
        showToast({
          kind: "problem",
          text: `${t("import.undo.kept", { count: kept.length })} ${why}`,
        });
      }
      onClose();
    } catch (reason) {
      setError(toErrorView(reason));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      danger
      title={t("import.undo.title", { files: filesText(summary.files) })}
      act={t("import.undo.act")}
      onAct={() => void undo()}
      onClose={onClose}
      busy={busy}
    >
      <p>
        {t("import.undo.body", {
          added: summary.added,
          changed: summary.enriched + summary.replaced,
        })}
      </p>
      {error ? <Problem error={error} /> : null}
    </Dialog>
  );
}

/** `10월 매입.xls 외 2개`. */
export function filesText(files: readonly string[]): string {
  const { first, more } = firstName(files.map(fileNameOf));
  return more > 0 ? t("import.history.many", { first, count: more }) : first;
}
