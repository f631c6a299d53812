import type { ConflictChoice, ConflictView, ImportPreview } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { formatAmount, formatCount } from "../../shared/format.ts";
import { t, textOf } from "../../shared/i18n.ts";
import { Segments } from "../../shared/Segments.tsx";
import { type Choices, choiceOf, chooseAll, chooseOne } from "./flow.ts";
import { decide } from "./flowStore.ts";

interface ConflictsProps {
  preview: ImportPreview;
  choices: Choices;
}

/** Both versions side by side, and the clerk's choice for each. */
export function Conflicts({ preview, choices }: ConflictsProps) {
  const hidden = preview.conflicts_total - preview.conflicts.length;
  return (
    <section data-testid="import-conflicts">
      <header className="section-line">
        <h2 className="section-title">
          {t("import.conflicts.title")}{" "}
          <small className="quiet">{formatCount(preview.conflicts_total)}</small>
        </h2>
        <span className="push section-acts">
          <Button small onPress={() => decide(chooseAll("keep_ours"))}>
            {t("import.conflicts.keep_all")}
          </Button>
          <Button small onPress={() => decide(chooseAll("take_theirs"))}>
            {t("import.conflicts.take_all")}
          </Button>
        </span>
      </header>
      <p className="quiet">
        {t("import.conflicts.lead")}{" "}
        {hidden > 0 ? t(`import.conflicts.more.${choices.otherwise}`, { count: hidden }) : ""}
      </p>
      {preview.conflicts.map((conflict) => (
        <Conflict
          key={conflict.approval_number}
          conflict={conflict}
          choice={choiceOf(choices, conflict.approval_number)}
          onChoose={(choice) => decide(chooseOne(choices, conflict.approval_number, choice))}
        />
      ))}
    </section>
  );
}

interface ConflictProps {
  conflict: ConflictView;
  choice: ConflictChoice;
  onChoose: (choice: ConflictChoice) => void;
}

function Conflict({ conflict, choice, onChoose }: ConflictProps) {
  const { approval_number: number, ours, theirs, file } = conflict;
  const differing = new Set(conflict.fields.map(({ field }) => field));
  // What tells the invoice apart is shown even where it is equal, so that the choice has a context.
  const known = [
    { field: "written_on", before: ours.written_on, after: theirs.written_on },
    { field: "partner", before: ours.partner_name, after: theirs.partner_name },
    { field: "total", before: formatAmount(ours.total_krw), after: formatAmount(theirs.total_krw) },
  ].filter(({ field, before, after }) => !differing.has(field) && before === after);
  return (
    <article className="conflict" aria-label={number}>
      <header className="section-line">
        <b>{number}</b>
        <span className={ours.direction}>{t(`shared.${ours.direction}`)}</span>
        <span className="quiet cut">{file}</span>
        <span className="push">
          <Segments<ConflictChoice>
            label={t("import.conflicts.choice", { number })}
            value={choice}
            onChange={onChoose}
            words={[
              { id: "keep_ours", text: t("import.conflicts.keep") },
              { id: "take_theirs", text: t("import.conflicts.take") },
            ]}
          />
        </span>
      </header>
      <table className={`listing versions ${choice}`}>
        <thead>
          <tr>
            <th scope="col">{t("import.conflicts.field")}</th>
            <th scope="col">{t("import.conflicts.ours")}</th>
            <th scope="col">{t("import.conflicts.theirs")}</th>
          </tr>
        </thead>
        <tbody>
          {known.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{fieldText(field)}</th>
              <td>{before}</td>
              <td>{after}</td>
            </tr>
          ))}
          {conflict.fields.map(({ field, before, after }) => (
            <tr key={field} className="differs">
              <th scope="row">{fieldText(field)}</th>
              <td>{before}</td>
              <td>{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}

function fieldText(field: string): string {
  if (field === "partner") return t("import.sample.partner");
  return textOf(`shared.words.field.${field}`) ?? field;
}
