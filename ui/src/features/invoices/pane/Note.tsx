import { useState } from "react";
import { keyOf, queryClient, useCommand } from "../../../api/client.ts";
import type { InvoiceView, WarningView } from "../../../api/generated.ts";
import { Button } from "../../../shared/Button.tsx";
import { formatAmount, formatMoment } from "../../../shared/format.ts";
import { t, textOf } from "../../../shared/i18n.ts";
import { Problem } from "../../../shared/Problem.tsx";
import { State } from "../../../shared/State.tsx";
import { TextArea } from "../../../shared/TextArea.tsx";
import { showToast } from "../../../shared/toasts.ts";

/** Most characters of a note. */
const NOTE_MAX = 2_000;

/** The clerk's own word on the invoice: its note, and that its warnings were looked at. */
function useWord(view: InvoiceView) {
  const write = useCommand("invoice.note");
  const keep = (note: string | null, lookedAt: boolean, said: string, after?: () => void) =>
    write.mutate(
      { id: view.row.id, note, looked_at: lookedAt },
      {
        onSuccess: (next) => {
          queryClient.setQueryData(
            keyOf("invoice.show", { id: view.row.id, approval_number: null }),
            next,
          );
          showToast({ text: said });
          after?.();
        },
      },
    );
  return { keep, busy: write.isPending, error: write.error };
}

/** What is odd about the document, until the clerk says that it may stand. */
export function Warnings({ view }: { view: InvoiceView }) {
  const { warnings, looked_at: lookedAt, clerk_note: note } = view;
  const word = useWord(view);
  const look = (looked: boolean) =>
    word.keep(note, looked, t(looked ? "invoices.note.looked_done" : "invoices.note.look_again"));
  return (
    <section aria-label={t("invoices.beside.warnings")}>
      <h3>{t("invoices.beside.warnings")}</h3>
      {warnings.length === 0 ? <State kind="good">{t("invoices.beside.no_warnings")}</State> : null}
      <ul className="beside-list">
        {warnings.map((warning, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same warning may stand for two lines
          <li key={`${warning.code}-${i}`} className="beside-warning">
            <State kind={lookedAt ? "waiting" : "look"}>{warningText(warning)}</State>
          </li>
        ))}
      </ul>
      {warnings.length > 0 ? (
        <p className="looked">
          {lookedAt ? (
            <>
              <State kind="good">
                {t("invoices.note.looked_at", { at: formatMoment(lookedAt) })}
              </State>
              <button type="button" className="link" onClick={() => look(false)}>
                {t("invoices.note.unlook")}
              </button>
            </>
          ) : (
            <Button small icon="check" isPending={word.busy} onPress={() => look(true)}>
              {t("invoices.note.look")}
            </Button>
          )}
        </p>
      ) : null}
      {word.error ? <Problem error={word.error} /> : null}
    </section>
  );
}

/** The core's amounts are plain figures; on screen they carry separators. */
function warningText({ code, params }: WarningView): string {
  const shown = Object.entries(params).map(([name, value]) => [
    name,
    /^-?\d{4,}$/.test(value) ? formatAmount(Number(value)) : value,
  ]);
  return textOf(`warnings.${code}`, Object.fromEntries(shown)) ?? code;
}

/** 메모: what the clerk wrote on the invoice; never part of the invoice itself. */
export function Note({ view }: { view: InvoiceView }) {
  const { clerk_note: note, looked_at: lookedAt } = view;
  const [draft, setDraft] = useState<string | null>(null);
  const word = useWord(view);
  const keep = () => {
    if (draft === null || word.busy) return;
    const next = draft.trim() === "" ? null : draft.trim();
    if (next === note) {
      setDraft(null);
      return;
    }
    const said = next === null ? "invoices.note.removed" : "invoices.note.kept";
    word.keep(next, lookedAt !== null, t(said), () => setDraft(null));
  };
  return (
    <section aria-label={t("invoices.note.title")}>
      <h3>{t("invoices.note.title")}</h3>
      {draft === null ? (
        <>
          {note ? <p className="note-text">{note}</p> : null}
          <button type="button" className="link" onClick={() => setDraft(note ?? "")}>
            {t(note ? "invoices.note.change" : "invoices.note.write")}
          </button>
        </>
      ) : (
        <>
          <TextArea
            label={t("invoices.note.title")}
            value={draft}
            onChange={setDraft}
            onKeep={keep}
            onGiveUp={() => setDraft(null)}
            lengthMax={NOTE_MAX}
          />
          <p className="note-acts">
            <Button small isPending={word.busy} onPress={keep} keys="Ctrl+Enter">
              {t("invoices.note.keep")}
            </Button>
            <Button small kind="plain" onPress={() => setDraft(null)}>
              {t("shared.cancel")}
            </Button>
          </p>
        </>
      )}
      {word.error ? <Problem error={word.error} /> : null}
    </section>
  );
}
