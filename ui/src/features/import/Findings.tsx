import { useState } from "react";
import type { FindingView, Severity } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { findingCells, foundText } from "../../shared/findingText.ts";
import { buildTsv } from "../../shared/grid/tsv.ts";
import { t } from "../../shared/i18n.ts";
import { Segments } from "../../shared/Segments.tsx";
import { State } from "../../shared/State.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { showToast } from "../../shared/toasts.ts";

/** Findings drawn at once; the rest on demand. */
const SHOWN_FIRST = 100;

type Shown = "all" | Severity;

const MARKS = { error: "bad", warning: "look", info: "waiting" } as const;

/** All findings at once, each with its place, what was expected and what stood there. */
export function Findings({ findings, total }: { findings: readonly FindingView[]; total: number }) {
  const [shown, setShown] = useState<Shown>("all");
  const [limit, setLimit] = useState(SHOWN_FIRST);
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length;
  const chosen = findings.filter(({ severity }) => shown === "all" || severity === shown);
  const copy = () => {
    const text = buildTsv(headings(), chosen.map(findingCells));
    navigator.clipboard.writeText(text).then(
      () => showToast({ text: t("import.findings.copied", { count: chosen.length }) }),
      () => showToast({ kind: "problem", text: t("grid.copy_failed") }),
    );
  };
  return (
    <section data-testid="import-findings">
      <header className="section-line">
        <h2 className="section-title">{t("import.findings.title")}</h2>
        <Segments<Shown>
          label={t("import.findings.severity")}
          value={shown}
          onChange={setShown}
          words={[
            { id: "all", text: t("import.findings.all", { count: findings.length }) },
            { id: "error", text: t("import.findings.errors", { count: count("error") }) },
            { id: "warning", text: t("import.findings.warnings", { count: count("warning") }) },
            { id: "info", text: t("import.findings.infos", { count: count("info") }) },
          ]}
        />
        {total > findings.length ? (
          <span className="quiet">
            {t("import.findings.cut", { total, shown: findings.length })}
          </span>
        ) : null}
        <span className="push">
          <Button small icon="copy" onPress={copy}>
            {t("import.findings.copy")}
          </Button>
        </span>
      </header>
      <TableFrame label={t("import.findings.title")}>
        <table className="listing findings">
          <thead>
            <tr>
              {headings().map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {chosen.slice(0, limit).map((finding, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change while it is shown
              <FindingLine key={i} finding={finding} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {chosen.length > limit ? (
        <button type="button" className="link more" onClick={() => setLimit(chosen.length)}>
          {t("import.findings.more", { count: chosen.length - limit })}
        </button>
      ) : null}
    </section>
  );
}

function headings(): string[] {
  return (["severity", "file", "sheet", "row", "column", "what", "expected", "found"] as const).map(
    (name) => t(`import.findings.${name}`),
  );
}

function FindingLine({ finding }: { finding: FindingView }) {
  const [, file, sheet, row, column, what, expected, found] = findingCells(finding);
  return (
    <tr>
      <td>
        <State kind={MARKS[finding.severity]}>{t(`import.findings.${finding.severity}`)}</State>
      </td>
      <td className="finding-file">{file}</td>
      <td>{sheet}</td>
      <td className="num">{row}</td>
      <td className="finding-column">{column}</td>
      <td className="finding-what">{what}</td>
      <td>{expected}</td>
      <td className="finding-found">{found ? foundText(found) : null}</td>
    </tr>
  );
}
