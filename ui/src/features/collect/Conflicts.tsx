import { Link } from "@tanstack/react-router";
import { useCommand } from "../../api/client.ts";
import type { CollectConflict, CollectReport, ConflictChoice } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { formatCount } from "../../shared/format.ts";
import { t, textOf } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { showToast } from "../../shared/toasts.ts";

/** What the tax office says otherwise: both versions side by side, and the clerk's word. */
export function Conflicts({ report }: { report: CollectReport }) {
  const hidden = report.run.counts.conflicts - report.conflicts.length;
  return (
    <section data-testid="collect-conflicts">
      <h3>
        {t("collect.conflicts.title")}{" "}
        <small className="quiet">{formatCount(report.conflicts.length)}</small>
      </h3>
      <p className="quiet">
        {t("collect.conflicts.lead")}{" "}
        {hidden > 0 ? t("collect.conflicts.decided", { count: hidden }) : ""}
      </p>
      {report.conflicts.map((conflict) => (
        <Conflict key={conflict.id} conflict={conflict} />
      ))}
    </section>
  );
}

function Conflict({ conflict }: { conflict: CollectConflict }) {
  const decide = useCommand("collect.decide");
  const say = (choice: ConflictChoice) =>
    decide.mutate(
      { conflict: conflict.id, choice },
      { onSuccess: () => showToast({ text: t(`collect.conflicts.done.${choice}`) }) },
    );
  return (
    <article className="collect-conflict" aria-label={conflict.approval_number}>
      <header className="section-line">
        <Link className="link" to="/invoices" search={{ period: "all", doc: conflict.invoice_id }}>
          {conflict.approval_number}
        </Link>
        <span className="cut">{conflict.partner}</span>
      </header>
      <table className="listing">
        <thead>
          <tr>
            <th scope="col">{t("import.conflicts.field")}</th>
            <th scope="col">{t("collect.conflicts.ours")}</th>
            <th scope="col">{t("collect.conflicts.theirs")}</th>
          </tr>
        </thead>
        <tbody>
          {conflict.fields.map(({ field, ours, theirs }) => (
            <tr key={field}>
              <th scope="row">{textOf(`shared.words.field.${field}`) ?? field}</th>
              <td>{ours}</td>
              <td className="strong">{theirs}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {decide.error ? <Problem error={decide.error} /> : null}
      <footer className="conflict-acts">
        <Button small isPending={decide.isPending} onPress={() => say("keep_ours")}>
          {t("collect.conflicts.keep")}
        </Button>
        <Button small isPending={decide.isPending} onPress={() => say("take_theirs")}>
          {t("collect.conflicts.take")}
        </Button>
      </footer>
    </article>
  );
}
