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
            {before ? <del>{before}</del> : null} {after ? <ins>{after}</ins> : null}
          </li>
        ))}
      </ul>
    </details>
  );
}
