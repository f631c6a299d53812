import type { ChangeView } from "../api/generated.ts";
import { formatMoment } from "./format.ts";
import { t, textOf } from "./i18n.ts";
import "./changeList.css";

/** The changes of one document in their order: when, what, and which fields. */
export function ChangeList({ changes }: { changes: readonly ChangeView[] }) {
  if (changes.length === 0) return <p className="quiet">{t("history.document.none")}</p>;
  return (
    <ol className="change-list">
      {changes.map((change) => (
        <li key={change.seq}>
          <time dateTime={change.at} title={t("history.document.seq", { seq: change.seq })}>
            {formatMoment(change.at)}
          </time>
          <div>
            {textOf(`history.document.act.${change.act}`) ?? change.act}
            {change.act !== "import" && change.fields.length > 0 ? (
              <Fields change={change} />
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Fields({ change }: { change: ChangeView }) {
  return (
    <details>
      <summary>{t("history.document.fields", { count: change.fields.length })}</summary>
      <ul>
        {change.fields.map(({ field, before, after }) => (
          <li key={field}>
            <span className="quiet">{textOf(`shared.words.field.${field}`) ?? field}</span>{" "}
            {before ? <del>{valueText(field, before)}</del> : null}{" "}
            {after ? <ins>{valueText(field, after)}</ins> : null}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A value as a clerk reads it: moments in Korean time, a yes or no in the field's own words. */
export function valueText(field: string, value: string): string {
  if (field.endsWith("_at")) return formatMoment(value);
  if (field !== "deductible") return value;
  return t(value === "true" ? "evidence.deductible" : "evidence.not_deductible");
}
