import { useState } from "react";
import { putSecret, useCommand } from "../../api/client.ts";
import type { ErrorView, KeyState } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { TextField } from "../../shared/Field.tsx";
import { t } from "../../shared/i18n.ts";
import { enterGoesOn } from "../../shared/nextField.ts";
import { Problem } from "../../shared/Problem.tsx";
import { Sheet } from "../../shared/Sheet.tsx";
import { showToast } from "../../shared/toasts.ts";
import { NewPassphrase, useNewPassphrase } from "./NewPassphrase.tsx";

/** From the keyring to a passphrase, or the other way. */
export function ChangeWay({ keys, onClose }: { keys: KeyState; onClose: () => void }) {
  const to = keys.protection === "keyring" ? "passphrase" : "keyring";
  const [current, setCurrent] = useState("");
  const [error, setError] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState(false);
  const next = useNewPassphrase(keys.passphrase_min);
  const change = useCommand("key.change_protection");
  const ready = to === "keyring" ? current !== "" : next.good;
  const submit = async () => {
    next.check();
    if (busy || !ready) return;
    setBusy(true);
    setError(null);
    try {
      const passphrase = await putSecret(to === "keyring" ? current : next.value);
      await change.mutateAsync({ to, passphrase });
      showToast({ text: t(`protection.${to}_sheet.done`) });
      onClose();
    } catch (reason) {
      setError(toErrorView(reason));
      setBusy(false);
    }
  };
  const wrong = error?.code === "book.wrong_key";
  return (
    <Sheet
      open
      onClose={onClose}
      title={t(`protection.${to}_sheet.title`)}
      actions={
        <>
          <Button onPress={onClose}>{t("shared.cancel")}</Button>
          <Button kind="primary" isPending={busy} isDisabled={!ready} onPress={() => void submit()}>
            {t("protection.change_sheet.act")}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter moves between the fields inside */}
      <div className="sheet-fields" onKeyDown={(event) => enterGoesOn(event, () => void submit())}>
        <p>{t(`protection.${to}_sheet.what`)}</p>
        {to === "keyring" ? (
          <TextField
            kind="password"
            autoComplete="current-password"
            label={t("protection.change_sheet.current")}
            value={current}
            onChange={setCurrent}
            error={wrong ? t("protection.change_sheet.wrong") : null}
            autoFocus
          />
        ) : (
          <NewPassphrase next={next} />
        )}
        {error && !wrong ? <Problem error={error} /> : null}
      </div>
    </Sheet>
  );
}
