import { useState } from "react";
import { putSecret, useCommand } from "../../api/client.ts";
import type { CompanySummary, ErrorView } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { TextField } from "../../shared/Field.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { Sheet } from "../../shared/Sheet.tsx";

type Way = "passphrase" | "recovery";

/** Opens a book by its passphrase, or by the recovery key when that or the keyring is gone. */
export function UnlockSheet({
  company,
  failure,
  onClose,
  onOpened,
}: {
  company: CompanySummary;
  /** Why the keyring did not open it. */
  failure: ErrorView | null;
  onClose: () => void;
  onOpened: () => void;
}) {
  const usual: Way = company.protection === "passphrase" ? "passphrase" : "recovery";
  const [way, setWay] = useState<Way>(usual);
  const [secret, setSecret] = useState("");
  const [error, setError] = useState<ErrorView | null>(failure);
  const [busy, setBusy] = useState(false);
  const open = useCommand("company.open");
  const submit = async () => {
    if (busy || secret.trim() === "") return;
    setBusy(true);
    setError(null);
    try {
      const ticket = await putSecret(secret);
      await open.mutateAsync({
        id: company.id,
        passphrase: way === "passphrase" ? ticket : null,
        recovery_key: way === "recovery" ? ticket : null,
      });
      setSecret("");
      onOpened();
    } catch (reason) {
      const failed = toErrorView(reason);
      // Opening sets no passphrase: one too short to be chosen is simply a wrong one.
      const weak = failed.code === "key.passphrase_weak";
      setError(weak ? { ...failed, code: "book.wrong_key" } : failed);
      setBusy(false);
    }
  };
  const turn = (next: Way) => {
    setWay(next);
    setSecret("");
    setError(null);
  };
  const other: Way = way === "passphrase" ? "recovery" : "passphrase";
  const otherOffered = other === "recovery" || usual === "passphrase";
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("company.unlock.title", { name: company.name })}
      note={company.business_number}
      actions={
        <>
          <Button onPress={onClose}>{t("shared.cancel")}</Button>
          <Button
            kind="primary"
            isPending={busy}
            isDisabled={secret.trim() === ""}
            onPress={() => void submit()}
          >
            {t("company.unlock.open")}
          </Button>
        </>
      }
    >
      <div className="unlock">
        <TextField
          key={way}
          kind="password"
          autoComplete={way === "passphrase" ? "current-password" : "off"}
          label={t(`company.unlock.${way}`)}
          hint={way === "recovery" ? t("company.unlock.recovery_hint") : undefined}
          value={secret}
          onChange={setSecret}
          onEnter={() => void submit()}
          autoFocus
        />
        {error ? <Problem error={error} /> : null}
        {otherOffered ? (
          <button type="button" className="link" onClick={() => turn(other)}>
            {t(`company.unlock.with_${other}`)}
          </button>
        ) : null}
      </div>
    </Sheet>
  );
}
