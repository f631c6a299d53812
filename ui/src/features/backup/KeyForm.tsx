import type { ErrorView } from "../../api/generated.ts";
import { fileNameOf } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { type GivenKey, useGivenKey } from "../../shared/givenKey.ts";
import { t } from "../../shared/i18n.ts";
import { KeyField, OtherKey } from "../../shared/KeyFields.tsx";
import { Problem } from "../../shared/Problem.tsx";

/** Asks for the key of a backup that neither the open book's key nor the keyring opens. */
export function KeyForm({
  path,
  busy,
  error,
  onKey,
}: {
  path: string;
  busy: boolean;
  error: ErrorView | null;
  onKey: (key: GivenKey) => void;
}) {
  const given = useGivenKey();
  const submit = () => {
    if (!busy && given.typed) onKey(given.key);
  };
  return (
    <section className="restore-step" aria-labelledby="restore-key">
      <h2 className="section-title" id="restore-key">
        {t("restore.step.key")}
        <small className="quiet">{fileNameOf(path)}</small>
      </h2>
      <p className="quiet">{t("restore.key.what")}</p>
      <KeyField given={given} onEnter={submit} autoFocus width={420} />
      {error ? <Problem error={error} /> : null}
      <p className="restore-acts">
        <Button kind="primary" isPending={busy} isDisabled={!given.typed} onPress={submit}>
          {t(busy ? "restore.choose.opening" : "restore.choose.open")}
        </Button>
        <OtherKey given={given} />
      </p>
    </section>
  );
}
