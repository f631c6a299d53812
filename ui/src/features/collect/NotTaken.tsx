import type { CollectReport, FailedDocument, FindingView } from "../../api/generated.ts";
import { findingCells, foundText } from "../../shared/findingText.ts";
import { formatCount } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { failureText } from "../../shared/remotes.ts";
import { State } from "../../shared/State.tsx";

/** What the tax office has and the books have not, each with its reason. */
export function NotTaken({ report }: { report: CollectReport }) {
  const { findings, failed_documents: documents } = report;
  const { rejected, failed_documents } = report.run.counts;
  return (
    <>
      {findings.length > 0 ? (
        <section data-testid="collect-findings">
          <h3>
            {t("collect.not_taken.rows")} <small className="quiet">{formatCount(rejected)}</small>
          </h3>
          <p className="quiet">{t("collect.not_taken.lead")}</p>
          <ul className="plain-list">
            {findings.map((finding, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a report's list does not change its order
              <Row key={i} finding={finding} />
            ))}
          </ul>
        </section>
      ) : null}
      {documents.length > 0 ? (
        <section data-testid="collect-failed-documents">
          <h3>
            {t("collect.not_taken.documents")}{" "}
            <small className="quiet">{formatCount(failed_documents)}</small>
          </h3>
          <ul className="plain-list">
            {documents.map((document) => (
              <Document
                key={document.approval_number}
                document={document}
                service={report.run.service}
              />
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

function Row({ finding }: { finding: FindingView }) {
  const [, file, , row, column, what, expected, found] = findingCells(finding);
  const place = [file, row === null ? "" : t("collect.not_taken.row", { row }), column].filter(
    Boolean,
  );
  return (
    <li>
      <State kind={finding.severity === "error" ? "bad" : "look"}>{what}</State>
      <p className="hint">
        {[place.join(" · "), found ? foundText(found) : "", expected].filter(Boolean).join(" · ")}
      </p>
    </li>
  );
}

interface DocumentProps {
  document: FailedDocument;
  service: string | null;
}

function Document({ document, service }: DocumentProps) {
  return (
    <li>
      <span className="figures">{document.approval_number}</span>
      <p className="hint">{failureText(document.code, service)}</p>
    </li>
  );
}
