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

/** Another passphrase for the same book. */
export function ChangePassphrase({ keys, onClose }: { keys: KeyState; onClose: () => void }) {
  const [current, setCurrent] = useState("");
  const [error, setError] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState(false);
  const next = useNewPassphrase(keys.passphrase_min);
  const change = useCommand("key.change_passphrase");
  const ready = current !== "" && next.good;
  const submit = async () => {
    next.check();
    if (busy || !ready) return;
    setBusy(true);
    setError(null);
    try {
      const tickets = { current: await putSecret(current), next: await putSecret(next.value) };
      await change.mutateAsync(tickets);
      showToast({ text: t("protection.change_sheet.done") });
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
      title={t("protection.change_sheet.title")}
      note={t("protection.change_sheet.note")}
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
        <TextField
          kind="password"
          autoComplete="current-password"
          label={t("protection.change_sheet.current")}
          value={current}
          onChange={setCurrent}
          error={wrong ? t("protection.change_sheet.wrong") : null}
          autoFocus
        />
        <NewPassphrase next={next} />
        {error && !wrong ? <Problem error={error} /> : null}
      </div>
    </Sheet>
  );
}
