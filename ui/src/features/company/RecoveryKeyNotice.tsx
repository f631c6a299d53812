import { useState } from "react";
import { Checkbox, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useQueryOf } from "../../api/client.ts";
import type { CompanyCreated } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { Icon } from "../../shared/Icon.tsx";
import { t } from "../../shared/i18n.ts";
import { showRecoveryKey, useRecoveryKey } from "./recovery.ts";
import "./company.css";

function Notice({ created }: { created: CompanyCreated }) {
  const [kept, setKept] = useState(false);
  const { data: status } = useQueryOf("app.status", {});
  const { company, recovery_key: key } = created;
  return (
    <Dialog className="recovery-box" role="alertdialog">
      <Heading slot="title" className="section-title">
        {t("company.recovery.title")}
      </Heading>
      <p className="quiet">{t("company.recovery.what")}</p>
      <section className="recovery-paper" aria-label={t("company.recovery.label")}>
        <p className="recovery-who">
          {t("company.recovery.who", { name: company.name, number: company.business_number })}
        </p>
        <p className="recovery-key" data-testid="recovery-key">
          {key}
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
        <Checkbox className="check" isSelected={kept} onChange={setKept}>
          <span className="check-box" aria-hidden="true">
            <Icon name="check" size={12} />
          </span>
          {t("company.recovery.kept")}
        </Checkbox>
        <Button kind="primary" isDisabled={!kept} onPress={() => showRecoveryKey(null)}>
          {t("company.recovery.done")}
        </Button>
      </footer>
    </Dialog>
  );
}

/**
 * Shows a new book's recovery key this once; leaves only when the clerk has kept it. It can be
 * printed or written down; the clipboard, which other programs read, never holds it.
 */
export function RecoveryKeyNotice() {
  const created = useRecoveryKey();
  return (
    <ModalOverlay
      className="veil recovery-veil"
      isOpen={created !== null}
      isKeyboardDismissDisabled
    >
      <Modal className="dialog recovery">{created ? <Notice created={created} /> : null}</Modal>
    </ModalOverlay>
  );
}
