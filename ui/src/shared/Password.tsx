import { useState } from "react";
import { putSecret } from "../api/client.ts";
import type { ErrorView, KeepPassword, KeptPassword } from "../api/generated.ts";
import { TextField } from "./Field.tsx";
import { t } from "./i18n.ts";
import { keptText } from "./kept.ts";
import { errorTexts } from "./Problem.tsx";
import { Segments } from "./Segments.tsx";
import { oneOf, useSetting } from "./useSetting.ts";

const KEEPS: readonly KeepPassword[] = ["none", "hours_1", "hours_8", "days_30", "until_close"];
const readKeep = oneOf(KEEPS);

/** Whether the password was the reason; it is said at its field then. */
export function isOfPassword(error: ErrorView | null): boolean {
  return (
    error?.code === "certificate.wrong_password" || error?.code === "certificate.password_needed"
  );
}

/** A certificate's password being typed, or one that is remembered; and for how long from now. */
export function usePassword(kept: KeptPassword | null) {
  const [secret, setSecret] = useState("");
  const [retyped, setRetyped] = useState(false);
  const [keep, setKeep] = useSetting<KeepPassword>("certificates.keep", "none", readKeep);
  const typing = kept === null || retyped;
  /** The password's ticket and the wish, for one command. */
  const given = async () =>
    typing ? { password: await putSecret(secret), keep_password: keep } : {};
  const retype = () => {
    setSecret("");
    setRetyped(true);
  };
  return {
    kept,
    secret,
    setSecret,
    keep,
    setKeep,
    typing,
    retype,
    given,
    ready: !typing || secret !== "",
  };
}

interface PasswordFieldsProps {
  password: ReturnType<typeof usePassword>;
  error: ErrorView | null;
  /** Whether there is a keyring to remember it in. */
  keyring: boolean;
  label?: string;
  hint?: string;
  autoFocus?: boolean;
}

/** The password, and the choice for how long to remember it. */
export function PasswordFields(props: PasswordFieldsProps) {
  const { password, error, keyring } = props;
  if (!password.typing && password.kept) {
    return (
      <p>
        {t("certificates.secret.kept", { until: keptText(password.kept) })}{" "}
        <button type="button" className="link" onClick={password.retype}>
          {t("certificates.secret.retype")}
        </button>
        {isOfPassword(error) && error ? <FieldError error={error} /> : null}
      </p>
    );
  }
  const { keep } = password;
  // A month is for what outlives this program, and memory does not.
  const keeps = keyring ? KEEPS : KEEPS.filter((id) => id !== "days_30");
  return (
    <>
      <TextField
        kind="password"
        autoComplete="off"
        label={props.label ?? t("certificates.secret.password")}
        hint={props.hint}
        value={password.secret}
        onChange={password.setSecret}
        error={isOfPassword(error) && error ? errorTexts(error).what : null}
        autoFocus={props.autoFocus ?? false}
        required
      />
      <div className="field">
        <span className="field-label">{t("certificates.secret.keep")}</span>
        <Segments
          label={t("certificates.secret.keep")}
          value={keep}
          onChange={password.setKeep}
          words={keeps.map((id) => ({ id, text: t(`certificates.secret.keep_words.${id}`) }))}
        />
        <p className="field-hint">{t(keepHint(keep, keyring))}</p>
      </div>
    </>
  );
}

function keepHint(keep: KeepPassword, keyring: boolean) {
  if (keep === "none") return "certificates.secret.keep_none";
  if (!keyring) return "certificates.secret.keep_memory";
  return keep === "days_30" ? "certificates.secret.keep_month" : "certificates.secret.keep_keyring";
}

function FieldError({ error }: { error: ErrorView }) {
  return (
    <span className="field-error" role="alert">
      {errorTexts(error).what}
    </span>
  );
}

/** A new password, typed twice. */
export function useNewPassword() {
  const [value, setValue] = useState("");
  const [again, setAgain] = useState("");
  const differs = again !== "" && value !== again;
  return { value, setValue, again, setAgain, differs, ready: value !== "" && value === again };
}

export function NewPassword({
  next,
  error,
}: {
  next: ReturnType<typeof useNewPassword>;
  error: ErrorView | null;
}) {
  const refused = error?.code === "certificate.password_refused" ? errorTexts(error) : null;
  return (
    <>
      <TextField
        kind="password"
        autoComplete="new-password"
        label={t("certificates.secret.new")}
        value={next.value}
        onChange={next.setValue}
        error={refused ? [refused.what, refused.todo].filter(Boolean).join(" ") : null}
        required
      />
      <TextField
        kind="password"
        autoComplete="new-password"
        label={t("certificates.secret.again")}
        value={next.again}
        onChange={next.setAgain}
        error={next.differs ? t("certificates.secret.differs") : null}
        required
      />
    </>
  );
}
