import { useState } from "react";
import type { ErrorView } from "../../api/generated.ts";
import { fileNameOf } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { TextField } from "../../shared/Field.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";

/** What the clerk opens a backup with. */
export interface GivenKey {
  way: "passphrase" | "recovery";
  secret: string;
}

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
  const [way, setWay] = useState<GivenKey["way"]>("passphrase");
  const [secret, setSecret] = useState("");
  const other = way === "passphrase" ? "recovery" : "passphrase";
  const submit = () => {
    if (!busy && secret.trim() !== "") onKey({ way, secret });
  };
  return (
    <section className="restore-step" aria-labelledby="restore-key">
      <h2 className="section-title" id="restore-key">
        {t("restore.step.key")}
        <small className="quiet">{fileNameOf(path)}</small>
      </h2>
      <p className="quiet">{t("restore.key.what")}</p>
      <TextField
        key={way}
        kind="password"
        autoComplete="off"
        label={t(`restore.key.${way}`)}
        hint={way === "recovery" ? t("restore.key.recovery_hint") : undefined}
        value={secret}
        onChange={setSecret}
        onEnter={submit}
        autoFocus
        width={420}
      />
      {error ? <Problem error={error} /> : null}
      <p className="restore-acts">
        <Button kind="primary" isPending={busy} isDisabled={secret.trim() === ""} onPress={submit}>
          {t(busy ? "restore.choose.opening" : "restore.choose.open")}
        </Button>
        <button
          type="button"
          className="link"
          onClick={() => {
            setWay(other);
            setSecret("");
          }}
        >
          {t(`restore.key.with_${other}`)}
        </button>
      </p>
    </section>
  );
}
