import type { ErrorView, PaidWord, RemoteSystem } from "../api/generated.ts";
import { Button } from "./Button.tsx";
import { formatAmount } from "./format.ts";
import { t } from "./i18n.ts";
import { serviceText } from "./remotes.ts";
import { Sheet } from "./Sheet.tsx";
import "./remotes.css";

const SERVICES: readonly RemoteSystem[] = ["hometax", "nts", "popbill"];

/** Figures that came with the question; a figure that did not come is not shown. */
function figure(error: ErrorView, name: string): number | null {
  const text = error.params[name];
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

interface ConsentSheetProps {
  /** `remote.needs_consent`. */
  error: ErrorView;
  /** What is paid for. */
  capability?: "tax_invoice_collect" | "business_status";
  /** What the clerk says: once, or not at all. */
  onWord: (paid: PaidWord) => void;
  onClose: () => void;
}

/** Before money is spent: who is paid, for how many, how much, and two answers. */
export function ConsentSheet(props: ConsentSheetProps) {
  const { error, capability = "tax_invoice_collect", onWord, onClose } = props;
  const service = SERVICES.find((known) => known === error.params.service) ?? "popbill";
  const facts: [string, number | null, string][] = [
    ["count", figure(error, "count"), t("remotes.consent.cases")],
    ["cost", figure(error, "cost_krw"), t("shared.won")],
    ["cap", figure(error, "cap_krw"), t("shared.won")],
    ["spent", figure(error, "spent_krw"), t("shared.won")],
  ];
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("remotes.consent.title", { service: serviceText(service) })}
      note={t("remotes.consent.note")}
      width={480}
      actions={
        <>
          <Button onPress={() => onWord("never")}>{t("remotes.consent.never")}</Button>
          <Button kind="primary" onPress={() => onWord("once")}>
            {t("remotes.consent.once")}
          </Button>
        </>
      }
    >
      <div className="sheet-fields" data-testid="consent">
        <dl className="remote-facts">
          <div>
            <dt>{t("remotes.consent.who")}</dt>
            <dd>{serviceText(service)}</dd>
          </div>
          <div>
            <dt>{t("remotes.consent.what")}</dt>
            <dd>{t(`remotes.capability.${capability}`)}</dd>
          </div>
          {error.params.plan === "month" ? (
            <div>
              <dt>{t("remotes.consent.cost")}</dt>
              <dd>{t("remotes.by_plan")}</dd>
            </div>
          ) : null}
          {facts.map(([name, value, unit]) =>
            value === null ? null : (
              <div key={name}>
                <dt>{t(`remotes.consent.${name as "count" | "cost" | "cap" | "spent"}`)}</dt>
                <dd>
                  {formatAmount(value)}
                  {unit}
                </dd>
              </div>
            ),
          )}
        </dl>
      </div>
    </Sheet>
  );
}
