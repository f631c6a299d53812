import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { ImportOutcome } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { formatCount } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import { startOver } from "./flowStore.ts";
import { History } from "./History.tsx";
import { Totals } from "./Review.tsx";
import { UndoDialog } from "./UndoDialog.tsx";

const LINES = [
  "added",
  "enriched",
  "replaced",
  "kept_ours",
  "unchanged",
  "rejected",
  "foreign",
] as const;

/** What was written, and the way to it. */
export function Done({ outcome }: { outcome: ImportOutcome }) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const { data: list } = useQueryOf("import.list", {});
  const { import_id: id } = outcome;
  const written = list?.imports.find((one) => one.id === id && one.undone_at === null);
  return (
    <Page
      title={t(id === null ? "import.done.nothing" : "import.done.title")}
      period={id === null ? t("import.done.nothing_note") : null}
      testId="import-page"
      actions={
        <>
          <Button onPress={startOver}>{t("import.done.more")}</Button>
          {written ? (
            <Button icon="undo" onPress={() => setAsking(true)}>
              {t("import.done.undo")}
            </Button>
          ) : null}
          {id === null ? null : (
            <Button
              kind="primary"
              onPress={() => void navigate({ to: "/invoices", search: { import: id } })}
            >
              {t("import.done.show")}
            </Button>
          )}
        </>
      }
    >
      <div className="review" data-testid="import-done">
        <dl className="outcome">
          {LINES.filter((name) => outcome[name] > 0).map((name) => (
            <div key={name} data-count={name}>
              <dt>{t(`import.done.${name}`)}</dt>
              <dd>{formatCount(outcome[name])}</dd>
            </div>
          ))}
        </dl>
        {outcome.added > 0 ? (
          <Totals totals={outcome.totals} title={t("import.done.added")} />
        ) : null}
        <History />
      </div>
      {asking && written ? <UndoDialog summary={written} onClose={() => setAsking(false)} /> : null}
    </Page>
  );
}
