import { useState } from "react";
import type {
  ErrorView,
  FilePreview,
  ImportPreview,
  InvoiceRow,
  InvoiceTotals,
} from "../../api/generated.ts";
import { Amount } from "../../shared/Amount.tsx";
import { Button } from "../../shared/Button.tsx";
import { formatCount, formatSize } from "../../shared/format.ts";
import { Icon } from "../../shared/Icon.tsx";
import { t, textOf } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { State } from "../../shared/State.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { Conflicts } from "./Conflicts.tsx";
import { Findings } from "./Findings.tsx";
import { attentionFirst, type Choices, isPartial, writable } from "./flow.ts";
import { commit, discard } from "./flowStore.ts";

interface ReviewProps {
  preview: ImportPreview;
  choices: Choices;
  error: ErrorView | null;
}

/** Everything the files hold, before anything is written. */
export function Review({ preview, choices, error }: ReviewProps) {
  const count = writable(preview, choices);
  const partial = isPartial(preview);
  return (
    <Page
      title={t("import.review.title")}
      period={t("import.review.lead")}
      testId="import-page"
      actions={
        <>
          <Button onPress={discard}>{t("import.review.discard")}</Button>
          {count > 0 ? (
            <Button kind="primary" icon="arrow-in" onPress={commit} data-testid="import-commit">
              {t(partial ? "import.review.commit_part" : "import.review.commit", { count })}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="review">
        {error ? <Problem error={error} /> : null}
        <Counts preview={preview} />
        <Advice preview={preview} count={count} />
        <Files files={preview.files} />
        {preview.findings_total > 0 ? (
          <Findings findings={preview.findings} total={preview.findings_total} />
        ) : null}
        {preview.conflicts_total > 0 ? <Conflicts preview={preview} choices={choices} /> : null}
        {preview.new > 0 ? (
          <>
            <Totals totals={preview.totals} title={t("import.totals.title")} />
            <Sample rows={preview.sample} />
          </>
        ) : null}
      </div>
    </Page>
  );
}

/** The six counts in one line, the ones that need a word marked. */
function Counts({ preview }: { preview: ImportPreview }) {
  const counts = [
    { id: "new", value: preview.new, tone: "" },
    { id: "enriching", value: preview.enriching, tone: "" },
    { id: "same", value: preview.same, tone: "" },
    { id: "conflicts", value: preview.conflicts_total, tone: "look" },
    { id: "rejected", value: preview.rejected, tone: "bad" },
    { id: "foreign", value: preview.foreign, tone: "look" },
  ] as const;
  return (
    <dl className="counts">
      {counts.map(({ id, value, tone }) => (
        <div key={id} className={value > 0 ? tone : "zero"} data-count={id}>
          <dt>{t(`import.counts.${id}`)}</dt>
          <dd>{formatCount(value)}</dd>
          <dd className="counts-about">{t(`import.counts.about_${id}`)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Advice({ preview, count }: { preview: ImportPreview; count: number }) {
  if (count === 0) {
    return (
      <p className="advice">
        <Icon name="info" />
        {t("import.review.nothing")}. {nothingNote(preview)}
      </p>
    );
  }
  if (!isPartial(preview)) return null;
  return (
    <p className="advice">
      <Icon name="warning" />
      {preview.rejected > 0
        ? t("import.review.part_note", { rejected: preview.rejected })
        : t("import.review.unreadable_note")}
    </p>
  );
}

function nothingNote(preview: ImportPreview): string {
  if (preview.conflicts_total > 0) return t("import.review.nothing_but_conflicts");
  return preview.rejected === 0 && preview.same > 0 ? t("import.review.nothing_note") : "";
}

/** Files shown at once; a folder may hold thousands, and most of them say nothing new. */
const FILES_FIRST = 12;

function Files({ files }: { files: readonly FilePreview[] }) {
  const [limit, setLimit] = useState(FILES_FIRST);
  return (
    <section>
      <h2 className="section-title">
        {t("import.file.title")} <small className="quiet">{formatCount(files.length)}</small>
      </h2>
      <TableFrame label={t("import.file.title")}>
        <table className="listing">
          <thead>
            <tr>
              <th scope="col">{t("import.file.name")}</th>
              <th scope="col">{t("import.file.format")}</th>
              <th scope="col" className="num">
                {t("import.file.read")}
              </th>
              {COUNTED.map((name) => (
                <th key={name} scope="col" className="num">
                  {t(`import.counts.${name}`)}
                </th>
              ))}
              <th scope="col">{t("import.file.totals")}</th>
            </tr>
          </thead>
          <tbody>
            {attentionFirst(files)
              .slice(0, limit)
              .map((file, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two folders may hold files of one name
                <FileLine key={`${file.file}-${i}`} file={file} />
              ))}
          </tbody>
        </table>
      </TableFrame>
      {files.length > limit ? (
        <button type="button" className="link more" onClick={() => setLimit(files.length)}>
          {t("import.file.more", { count: files.length - limit })}
        </button>
      ) : null}
    </section>
  );
}

const COUNTED = ["new", "enriching", "same", "conflicts", "rejected", "foreign"] as const;

function FileLine({ file }: { file: FilePreview }) {
  const readable = file.format !== "";
  return (
    <tr>
      <td>
        {file.file} <span className="hint">{formatSize(file.size_bytes)}</span>
        {file.already_imported ? (
          <span className="quiet"> · {t("import.file.already")}</span>
        ) : null}
      </td>
      <td>
        {readable ? (
          (textOf(`import.file.formats.${file.format}`) ?? file.format)
        ) : (
          <State kind="bad">{t("import.file.unreadable")}</State>
        )}
      </td>
      <td className="num">{readable ? formatCount(file.invoices) : null}</td>
      {COUNTED.map((name) => (
        <td key={name} className={cellClass(name, file[name])}>
          {readable || file[name] > 0 ? formatCount(file[name]) : null}
        </td>
      ))}
      <td>
        {file.reconciled === null ? (
          <span className="hint">{readable ? t("import.file.none") : ""}</span>
        ) : (
          <State kind={file.reconciled ? "good" : "look"}>
            {t(file.reconciled ? "import.file.reconciled" : "import.file.differs")}
          </State>
        )}
      </td>
    </tr>
  );
}

function cellClass(name: (typeof COUNTED)[number], value: number): string {
  if (value === 0) return "num hint";
  if (name === "rejected") return "num negative";
  return name === "conflicts" || name === "foreign" ? "num look" : "num";
}

/** 매출 and 매입 apart. */
export function Totals({ totals, title }: { totals: InvoiceTotals; title: string }) {
  const sides = [
    { id: "sale", sums: totals.sales },
    { id: "purchase", sums: totals.purchases },
  ] as const;
  return (
    <section>
      <h2 className="section-title">{title}</h2>
      <TableFrame label={title}>
        <table className="listing totals">
          <thead>
            <tr>
              <th scope="col">{t("import.totals.side")}</th>
              {(["count", "supply", "tax", "total"] as const).map((name) => (
                <th key={name} scope="col" className="num">
                  {t(`import.totals.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sides.map(({ id, sums }) => (
              <tr key={id}>
                <th scope="row" className={id}>
                  {t(`shared.${id}`)}
                </th>
                <td className="num">{formatCount(sums.count)}</td>
                <td className="num">
                  <Amount won={sums.supply_krw} />
                </td>
                <td className="num">
                  <Amount won={sums.tax_krw} />
                </td>
                <td className="num strong">
                  <Amount won={sums.total_krw} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}

function Sample({ rows }: { rows: readonly InvoiceRow[] }) {
  return (
    <section>
      <h2 className="section-title">
        {t("import.sample.title")}{" "}
        <small className="quiet">{t("import.sample.first", { count: rows.length })}</small>
      </h2>
      <TableFrame label={t("import.sample.title")}>
        <table className="listing">
          <thead>
            <tr>
              <th scope="col">{t("import.sample.written_on")}</th>
              <th scope="col">{t("import.totals.side")}</th>
              <th scope="col">{t("import.sample.partner")}</th>
              <th scope="col">{t("import.sample.item")}</th>
              <th scope="col" className="num">
                {t("import.totals.supply")}
              </th>
              <th scope="col" className="num">
                {t("import.totals.tax")}
              </th>
              <th scope="col" className="num">
                {t("import.totals.total")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.approval_number}>
                <td>{row.written_on}</td>
                <td className={row.direction}>{t(`shared.${row.direction}`)}</td>
                <td>{row.partner_name}</td>
                <td>{row.item}</td>
                <td className="num">
                  <Amount won={row.supply_krw} />
                </td>
                <td className="num">
                  <Amount won={row.tax_krw} />
                </td>
                <td className="num">
                  <Amount won={row.total_krw} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
