import { useState } from "react";
import { call } from "../../../api/client.ts";
import type { InvoiceView, SourceSummary } from "../../../api/generated.ts";
import { host, toErrorView } from "../../../host/index.ts";
import { ChangeList } from "../../../shared/ChangeList.tsx";
import { formatAmount, formatMoment, formatSize } from "../../../shared/format.ts";
import { t, textOf } from "../../../shared/i18n.ts";
import { errorTexts } from "../../../shared/Problem.tsx";
import { State } from "../../../shared/State.tsx";
import { showToast } from "../../../shared/toasts.ts";
import { SourceSheet } from "../source/SourceSheet.tsx";
import { Note, Warnings } from "./Note.tsx";

interface BesideProps {
  view: InvoiceView;
  onShow: (id: number) => void;
}

/** What is known about the document beyond its own words. */
export function Beside({ view, onShow }: BesideProps) {
  const [source, setSource] = useState<SourceSummary | null>(null);
  return (
    <div className="beside">
      <Warnings view={view} />
      <Note view={view} />
      <Links view={view} onShow={onShow} />
      <Sources sources={view.sources} onOpen={setSource} />
      <section>
        <h3>{t("invoices.beside.history")}</h3>
        <ChangeList changes={view.history} />
      </section>
      {source ? <SourceSheet summary={source} onClose={() => setSource(null)} /> : null}
    </div>
  );
}

function Links({ view, onShow }: BesideProps) {
  const { original_approval_number: number, original_id: id } = view;
  return (
    <section>
      <h3>{t("invoices.beside.dates")}</h3>
      <dl className="facts">
        <dt>{t("invoices.beside.issued_at")}</dt>
        <dd>{issuedText(view)}</dd>
        <dt>{t("invoices.beside.transmitted_on")}</dt>
        <dd>{view.transmitted_on ?? t("invoices.beside.none")}</dd>
        {number ? (
          <>
            <dt>{t("invoices.beside.original")}</dt>
            <dd>
              {id === null ? (
                t("invoices.beside.original_missing", { number })
              ) : (
                <button type="button" className="link" onClick={() => onShow(id)}>
                  {number}
                </button>
              )}
            </dd>
          </>
        ) : null}
        <dt>{t("invoices.beside.amended_by")}</dt>
        <dd>
          {view.amended_by.length === 0 ? t("invoices.beside.none") : null}
          {view.amended_by.map((row) => (
            <button
              key={row.id}
              type="button"
              className="link block"
              onClick={() => onShow(row.id)}
            >
              {row.written_on} · {formatAmount(row.total_krw)}
            </button>
          ))}
        </dd>
      </dl>
    </section>
  );
}

/** A list says the day only; its midnight is no time of issue. */
function issuedText({ row, issued_at }: InvoiceView): string {
  const moment = row.full ? formatMoment(issued_at) : "";
  return moment || row.issued_on || t("invoices.beside.none");
}

interface SourcesProps {
  sources: readonly SourceSummary[];
  onOpen: (source: SourceSummary) => void;
}

function Sources({ sources, onOpen }: SourcesProps) {
  return (
    <section>
      <h3>{t("invoices.beside.sources")}</h3>
      <ul className="beside-list">
        {sources.map((source) => (
          <li key={source.id} className="beside-source">
            <span className="source-name">{source.file_name}</span>
            {source.signature === null ? null : (
              <State kind={source.signature === "holds" ? "good" : "bad"}>
                {t(`invoices.source.signature.${source.signature}`)}
              </State>
            )}
            <span className="quiet">
              {[
                textOf(`invoices.source.format.${source.format}`),
                source.locator,
                formatSize(source.size_bytes),
                t("invoices.beside.imported", { at: formatMoment(source.imported_at) }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
            <span className="source-acts">
              <button type="button" className="link" onClick={() => onOpen(source)}>
                {t("invoices.beside.show_source")}
              </button>
              <button type="button" className="link" onClick={() => void saveSource(source)}>
                {t("invoices.beside.save_source")}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Writes the document as it came, byte for byte. */
export async function saveSource(source: SourceSummary): Promise<void> {
  try {
    const target = await host().pickSave(source.file_name);
    if (target === null) return;
    const saved = await call("source.export", {
      id: source.id,
      to: target.path,
      // The system dialog has asked before it gave a taken name.
      overwrite: target.path !== null,
    });
    host().saveFile(saved);
    showToast({ text: t("invoices.source.saved", { file: saved.path ?? saved.file_name }) });
  } catch (reason) {
    const { what, todo } = errorTexts(toErrorView(reason));
    showToast({ kind: "problem", text: todo ? `${what} ${todo}` : what });
  }
}
