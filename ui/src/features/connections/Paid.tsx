import { useState } from "react";
import { useCommand } from "../../api/client.ts";
import type { PaidView, RemoteSystemView } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { TextField } from "../../shared/Field.tsx";
import { formatAmount, formatCount } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { serviceText } from "../../shared/remotes.ts";
import { Sheet } from "../../shared/Sheet.tsx";

/** The highest cap, as the core takes it. */
const CAP_MAX = 10_000_000;

/** What a paid remote cost in this month, and how much it may without asking. */
export function PaidFacts({ paid }: { paid: PaidView }) {
  const { cap_krw: cap, spent_krw: spent, open_krw: open } = paid;
  return (
    <>
      <div data-fact="spent">
        <dt>{t("connections.paid.spent")}</dt>
        <dd>
          {t("connections.paid.spent_of", {
            spent: formatAmount(spent),
            count: formatCount(paid.count),
          })}
          {open > 0 ? (
            <p className="quiet">{t("connections.paid.open", { open: formatAmount(open) })}</p>
          ) : null}
        </dd>
      </div>
      <div data-fact="cap">
        <dt>{t("connections.paid.cap")}</dt>
        <dd>
          {cap === null
            ? t("connections.paid.cap_none")
            : t("connections.paid.cap_of", { cap: formatAmount(cap) })}
          {cap === null ? null : (
            <span className="cap" aria-hidden="true">
              <i style={{ width: `${Math.min(100, Math.round((spent / cap) * 100))}%` }} />
            </span>
          )}
        </dd>
      </div>
    </>
  );
}

/** 한도: agree to a sum in a month, or take that back. */
export function CapSheet({ view, onClose }: { view: RemoteSystemView; onClose: () => void }) {
  const write = useCommand("remote.cap");
  const kept = view.paid?.cap_krw ?? null;
  const [text, setText] = useState(kept === null ? "" : formatAmount(kept));
  const digits = text.replaceAll(/[,\s원]/g, "");
  const cap = /^\d{1,8}$/.test(digits) ? Number(digits) : 0;
  const wrong = digits !== "" && (cap < 1 || cap > CAP_MAX);
  const ready = digits !== "" && !wrong;
  const say = (cap_krw: number | null) =>
    write.mutate({ service: view.service, cap_krw }, { onSuccess: onClose });
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("connections.paid.title", { service: serviceText(view.service) })}
      note={t("connections.paid.note")}
      width={480}
      actions={
        <>
          {kept === null ? null : (
            <Button isPending={write.isPending} onPress={() => say(null)}>
              {t("connections.paid.take")}
            </Button>
          )}
          <Button
            kind="primary"
            isDisabled={!ready}
            isPending={write.isPending}
            onPress={() => say(cap)}
          >
            {t("connections.paid.give")}
          </Button>
        </>
      }
    >
      <div className="sheet-fields" data-testid="cap">
        <TextField
          label={t("connections.paid.field")}
          value={text}
          onChange={setText}
          onEnter={ready ? () => say(cap) : undefined}
          error={wrong ? t("connections.paid.wrong") : null}
          inputMode="numeric"
          figures
          tail={t("shared.won")}
          width={200}
          autoFocus
        />
        {write.error ? <Problem error={write.error} /> : null}
      </div>
    </Sheet>
  );
}
