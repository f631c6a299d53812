import { useState } from "react";
import { putSecret, useCommand } from "../../api/client.ts";
import type { CompanySummary, ErrorView, KeyState } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { Dialog } from "../../shared/Dialog.tsx";
import { TextField } from "../../shared/Field.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { showRecoveryKey } from "../../shared/recoveryKey.ts";

/** Asks once, for the old recovery key opens this book no longer; then shows the new one. */
export function RenewRecovery({
  company,
  keys,
  onClose,
}: {
  company: CompanySummary;
  keys: KeyState;
  onClose: () => void;
}) {
  const asks = keys.protection === "passphrase";
  const [current, setCurrent] = useState("");
  const [error, setError] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState(false);
  const renew = useCommand("key.renew_recovery");
  const submit = async () => {
    if (busy || (asks && current === "")) return;
    setBusy(true);
    setError(null);
    try {
      const ticket = asks ? await putSecret(current) : null;
      const { recovery_key } = await renew.mutateAsync({ current: ticket });
      onClose();
      const { name, business_number } = company;
      showRecoveryKey({ name, business_number, recovery_key, made: "renewed" });
    } catch (reason) {
      setError(toErrorView(reason));
      setBusy(false);
    }
  };
  const wrong = error?.code === "book.wrong_key";
  return (
    <Dialog
      open
      danger
      title={t("protection.renew_dialog.title")}
      act={t("protection.renew_dialog.act")}
      onAct={() => void submit()}
      onClose={onClose}
      busy={busy}
    >
      <p>{t("protection.renew_dialog.body")}</p>
      {asks ? (
        <div className="dialog-field">
          <TextField
            kind="password"
            autoComplete="current-password"
            label={t("protection.renew_dialog.current")}
            value={current}
            onChange={setCurrent}
            onEnter={() => void submit()}
            error={wrong ? t("protection.change_sheet.wrong") : null}
          />
        </div>
      ) : null}
      {error && !wrong ? <Problem error={error} /> : null}
    </Dialog>
  );
}
