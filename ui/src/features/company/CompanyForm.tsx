import { type ReactNode, useEffect, useRef, useState } from "react";
import { call, putSecret, useCommand } from "../../api/client.ts";
import type { CompanyCreated, CompanyList, ErrorView, Protection } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { TextField } from "../../shared/Field.tsx";
import { formatBusinessNumber } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { enterGoesOn } from "../../shared/nextField.ts";
import { errorTexts, Problem } from "../../shared/Problem.tsx";
import { showRecoveryKey } from "../../shared/recoveryKey.ts";
import { strengthOf } from "../../shared/strength.ts";
import { showToast } from "../../shared/toasts.ts";
import { Ways } from "../../shared/Ways.tsx";
import { CertificateStep } from "./CertificateStep.tsx";

type Field = "number" | "name" | "passphrase";

/** Which field an error of the core stands at. */
const fieldOfCode: Readonly<Record<string, Field>> = {
  "id.business_number_length": "number",
  "id.business_number_check_digit": "number",
  "id.name_missing": "name",
  "key.passphrase_weak": "passphrase",
};

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <section className="step" aria-label={title}>
      <h2 className="step-title">
        <span aria-hidden="true">{number}</span>
        {title}
      </h2>
      <div className="step-body">{children}</div>
    </section>
  );
}

const WAYS = ["keyring", "passphrase"] as const;

function ProtectionChoice({
  keyring,
  value,
  onChange,
}: {
  keyring: boolean;
  value: Protection;
  onChange: (value: Protection) => void;
}) {
  if (!keyring) return <p className="quiet">{t("company.protect.no_keyring")}</p>;
  return (
    <Ways
      label={t("company.step.protection")}
      value={value}
      onChange={onChange}
      ways={WAYS.map((id) => ({
        id,
        text: t(`company.protect.${id}`),
        hint: t(`company.protect.${id}_hint`),
      }))}
    />
  );
}

function useCreation(list: CompanyList, onCreated: () => void) {
  const [number, setNumber] = useState("");
  const [name, setName] = useState("");
  const [representative, setRepresentative] = useState("");
  const [protection, setProtection] = useState<Protection>(
    list.keyring_available ? "keyring" : "passphrase",
  );
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [error, setError] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState(false);
  const create = useCommand("company.create");
  const [tried, setTried] = useState(false);
  const [certificate, setCertificate] = useState<string | null>(null);
  const differs = protection === "passphrase" && passphrase !== again && (tried || again !== "");

  const submit = async () => {
    setTried(true);
    if (busy || (protection === "passphrase" && passphrase !== again)) return;
    setBusy(true);
    setError(null);
    try {
      const ticket = protection === "passphrase" ? await putSecret(passphrase) : null;
      const created: CompanyCreated = await create.mutateAsync({
        name: name.trim(),
        business_number: number,
        representative: representative.trim() || null,
        protection,
        passphrase: ticket,
      });
      await chooseCertificate(created.company.id, certificate);
      showRecoveryKey({
        name: created.company.name,
        business_number: created.company.business_number,
        recovery_key: created.recovery_key,
        made: "first",
      });
      onCreated();
    } catch (reason) {
      setError(toErrorView(reason));
      setBusy(false);
    }
  };
  const errorAt = (field: Field) => {
    if (!error || fieldOfCode[error.code] !== field) return null;
    const { what, todo } = errorTexts(error);
    return todo ? `${what} ${todo}` : what;
  };
  return {
    number: { value: number, onChange: setNumber },
    name: { value: name, onChange: setName },
    representative: { value: representative, onChange: setRepresentative },
    protection: { value: protection, onChange: setProtection },
    passphrase: { value: passphrase, onChange: setPassphrase },
    again: { value: again, onChange: setAgain },
    certificate: { chosen: certificate, onChange: setCertificate },
    differs,
    errorAt,
    failed: error,
    other: error && !fieldOfCode[error.code] ? error : null,
    busy,
    submit,
  };
}

/** The book is made by now: that no certificate was chosen is worth a word, and no failure. */
async function chooseCertificate(company: string, id: string | null): Promise<void> {
  if (id === null) return;
  await call("certificate.set_default", { company, id }).catch(() => {
    showToast({ kind: "problem", text: t("certificates.first_run.not_set") });
  });
}

/** First run and every further company: three steps on one page. */
export function CompanyForm({
  list,
  onCreated,
  onBack,
}: {
  list: CompanyList;
  onCreated: () => void;
  onBack: (() => void) | undefined;
}) {
  const form = useCreation(list, onCreated);
  const submit = () => void form.submit();
  const place = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (form.failed) place.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [form.failed]);
  return (
    <>
      <header className="door-head">
        <h1>{t("company.first.title")}</h1>
        <p className="quiet">{t("company.first.hint")}</p>
      </header>
      <form
        className="steps"
        ref={place}
        onKeyDown={(event) => enterGoesOn(event, submit)}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Step number={1} title={t("company.step.company")}>
          <div className="step-fields">
            <TextField
              {...form.number}
              label={t("company.number")}
              hint={t("company.number_hint")}
              error={form.errorAt("number")}
              inputMode="numeric"
              placeholder="123-45-67890"
              required
              autoFocus
              onLeave={() => form.number.onChange(formatBusinessNumber(form.number.value))}
            />
            <TextField
              {...form.name}
              label={t("company.name")}
              hint={t("company.name_hint")}
              error={form.errorAt("name")}
              required
            />
            <TextField
              {...form.representative}
              label={t("company.representative")}
              hint={t("company.optional")}
            />
          </div>
        </Step>
        <Step number={2} title={t("company.step.protection")}>
          <ProtectionChoice keyring={list.keyring_available} {...form.protection} />
          {form.protection.value === "passphrase" ? (
            <div className="step-fields">
              <TextField
                {...form.passphrase}
                kind="password"
                autoComplete="new-password"
                label={t("company.passphrase")}
                hint={t(`company.strength.${strengthOf(form.passphrase.value)}`)}
                error={form.errorAt("passphrase")}
                required
              />
              <TextField
                {...form.again}
                kind="password"
                autoComplete="new-password"
                label={t("company.passphrase_again")}
                error={form.differs ? t("company.passphrase_differs") : null}
                required
              />
            </div>
          ) : null}
          <p className="hint">{t("company.protect.always")}</p>
        </Step>
        <Step number={3} title={t("company.step.certificate")}>
          <CertificateStep {...form.certificate} number={form.number.value} />
        </Step>
        {form.other ? <Problem error={form.other} /> : null}
        <div className="door-acts">
          <Button kind="primary" type="submit" isPending={form.busy} isDisabled={form.differs}>
            {t(form.busy ? "company.first.creating" : "company.first.create")}
          </Button>
          {onBack ? (
            <Button kind="plain" onPress={onBack}>
              {t("company.first.back")}
            </Button>
          ) : null}
        </div>
      </form>
    </>
  );
}
