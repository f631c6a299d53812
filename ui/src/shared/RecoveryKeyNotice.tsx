import { useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useQueryOf } from "../api/client.ts";
import { Button } from "./Button.tsx";
import { Checkbox } from "./Checkbox.tsx";
import { t } from "./i18n.ts";
import { type NewRecoveryKey, showRecoveryKey, useRecoveryKey } from "./recoveryKey.ts";
import "./overlay.css";
import "./recoveryKey.css";

function Notice({ made }: { made: NewRecoveryKey }) {
  const [kept, setKept] = useState(false);
  const { data: status } = useQueryOf("app.status", {});
  const renewed = made.made === "renewed";
  return (
    <Dialog className="recovery-box" role="alertdialog">
      <Heading slot="title" className="section-title">
        {t(renewed ? "company.recovery.title_renewed" : "company.recovery.title")}
      </Heading>
      <p className="quiet">
        {t(renewed ? "company.recovery.what_renewed" : "company.recovery.what")}
      </p>
      <section className="recovery-paper" aria-label={t("company.recovery.label")}>
        <p className="recovery-who">
          {t("company.recovery.who", { name: made.name, number: made.business_number })}
        </p>
        <p className="recovery-key" data-testid="recovery-key">
          {made.recovery_key}
        </p>
        {status ? (
          <p className="hint">{t("company.recovery.made_on", { date: status.today })}</p>
        ) : null}
      </section>
      <p className="quiet">{t("company.recovery.where")}</p>
      <div className="recovery-acts">
        <Button icon="printer" onPress={() => window.print()}>
          {t("company.recovery.print")}
        </Button>
      </div>
      <footer className="recovery-foot">
        <Checkbox on={kept} onChange={setKept}>
          {t("company.recovery.kept")}
        </Checkbox>
        <Button kind="primary" isDisabled={!kept} onPress={() => showRecoveryKey(null)}>
          {t(renewed ? "shared.close" : "company.recovery.done")}
        </Button>
      </footer>
    </Dialog>
  );
}

/**
 * Shows a new recovery key this once; leaves only when the clerk has kept it. It can be printed or
 * written down; the clipboard, which other programs read, never holds it.
 */
export function RecoveryKeyNotice() {
  const made = useRecoveryKey();
  return (
    <ModalOverlay className="veil recovery-veil" isOpen={made !== null} isKeyboardDismissDisabled>
      <Modal className="dialog recovery">{made ? <Notice made={made} /> : null}</Modal>
    </ModalOverlay>
  );
}
