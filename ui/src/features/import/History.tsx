import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { ImportSummary } from "../../api/generated.ts";
import { formatCount, formatMoment } from "../../shared/format.ts";
import { HistorySheet } from "../../shared/HistorySheet.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { State } from "../../shared/State.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { filesText, UndoDialog } from "./UndoDialog.tsx";

/** Past imports, the newest first, each with its undo. */
export function History() {
  const answer = useQueryOf("import.list", {});
  const [asking, setAsking] = useState<ImportSummary | null>(null);
  const [historyOf, setHistoryOf] = useState<ImportSummary | null>(null);
  const imports = answer.data?.imports ?? [];
  return (
    <section className="past-imports">
      <h2 className="section-title">{t("import.history.title")}</h2>
      {answer.isError ? <Problem error={answer.error} /> : null}
      {answer.data && imports.length === 0 ? (
        <p className="quiet">{t("import.history.none")}</p>
      ) : null}
      {imports.length > 0 ? (
        <TableFrame label={t("import.history.title")}>
          <table className="listing">
            <thead>
              <tr>
                <th scope="col">{t("import.history.at")}</th>
                <th scope="col">{t("import.history.files")}</th>
                {(["added", "enriched", "replaced"] as const).map((name) => (
                  <th key={name} scope="col" className="num">
                    {t(`import.history.${name}`)}
                  </th>
                ))}
                <th scope="col">{t("import.history.state")}</th>
                <th scope="col">
                  <span className="unseen">{t("import.history.show")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {imports.map((one) => (
                <HistoryLine
                  key={one.id}
                  summary={one}
                  onUndo={() => setAsking(one)}
                  onHistory={() => setHistoryOf(one)}
                />
              ))}
            </tbody>
          </table>
        </TableFrame>
      ) : null}
      {historyOf ? (
        <HistorySheet
          entity="import"
          id={historyOf.id}
          name={`${formatMoment(historyOf.at)} · ${filesText(historyOf.files)}`}
          onClose={() => setHistoryOf(null)}
        />
      ) : null}
      {asking ? <UndoDialog summary={asking} onClose={() => setAsking(null)} /> : null}
    </section>
  );
}

function HistoryLine({
  summary,
  onUndo,
  onHistory,
}: {
  summary: ImportSummary;
  onUndo: () => void;
  onHistory: () => void;
}) {
  const at = formatMoment(summary.at);
  return (
    <tr>
      <td className="nowrap">{at}</td>
      <td title={summary.files.join("\n")}>{filesText(summary.files)}</td>
      <td className="num">{formatCount(summary.added)}</td>
      <td className="num">{formatCount(summary.enriched)}</td>
      <td className="num">{formatCount(summary.replaced)}</td>
      <td className="nowrap">
        {summary.undone_at ? (
          <State kind="waiting">
            {t("import.history.undone", { at: formatMoment(summary.undone_at) })}
          </State>
        ) : (
          <State kind="good">{t("import.history.live")}</State>
        )}
      </td>
      <td className="nowrap line-acts">
        <button
          type="button"
          className="link"
          aria-label={t("import.history.changes_of", { at })}
          onClick={onHistory}
        >
          {t("history.document.title")}
        </button>
        {summary.undone_at ? null : (
          <>
            <Link className="link" to="/invoices" search={{ import: summary.id }}>
              {t("import.history.show")}
            </Link>
            <button
              type="button"
              className="link"
              aria-label={t("import.history.undo_of", { at })}
              onClick={onUndo}
            >
              {t("import.history.undo")}
            </button>
          </>
        )}
      </td>
    </tr>
  );
}
