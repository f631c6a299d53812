import { useState } from "react";
import { call, putSecret, useQueryOf } from "../../../api/client.ts";
import type { ErrorView, OwnerChecked } from "../../../api/generated.ts";
import { TextField } from "../../../shared/Field.tsx";
import { formatBusinessNumber } from "../../../shared/format.ts";
import { t } from "../../../shared/i18n.ts";
import { isOfPassword, PasswordFields, usePassword } from "../../../shared/Password.tsx";
import { errorTexts, Problem } from "../../../shared/Problem.tsx";
import { Segments } from "../../../shared/Segments.tsx";
import { SheetForm, useRun } from "../../../shared/SheetForm.tsx";
import { State } from "../../../shared/State.tsx";
import type { ActProps } from "./ActSheet.tsx";
import { CopyChoice, useCopy } from "./CopyChoice.tsx";

const NUMBERS = ["company", "business", "resident"] as const;
type NumberKind = (typeof NUMBERS)[number];

/** 소유자 확인: whether the certificate stands for a number. */
export function OwnerSheet({ view, list, path, onClose }: ActProps) {
  const choice = useCopy(view.row, path);
  const password = usePassword(choice.copy?.password ?? null);
  const number = useNumber();
  const [checked, setChecked] = useState<OwnerChecked | null>(null);
  const { busy, error, run } = useRun();
  const act = () =>
    void run(async () => {
      const request = {
        target: choice.target,
        ...(await number.given()),
        ...(await password.given()),
      };
      setChecked(await call("certificate.check_owner", request));
      password.setSecret("");
      number.setTyped("");
    });
  const ofNumber = error?.code.startsWith("id.") ?? false;
  return (
    <SheetForm
      title={t("certificates.owner_sheet.title")}
      note={t("certificates.owner_sheet.note")}
      act={t("certificates.owner_sheet.act")}
      ready={choice.copy !== null && password.ready && number.ready}
      busy={busy}
      done={checked !== null}
      onAct={act}
      onClose={onClose}
    >
      {checked ? (
        <Outcome checked={checked} />
      ) : (
        <>
          <NumberFields number={number} error={ofNumber ? error : null} />
          <CopyChoice choice={choice} />
          <PasswordFields password={password} error={error} keyring={list.keyring_available} />
          {error && !isOfPassword(error) && !ofNumber ? <Problem error={error} /> : null}
        </>
      )}
    </SheetForm>
  );
}

/** The number to compare: the company's own, one that is typed, or a person's. */
function useNumber() {
  const { data: status } = useQueryOf("app.status", {});
  const company = status?.company?.business_number ?? null;
  const [chosen, setKind] = useState<NumberKind>("company");
  const kind = chosen === "company" && company === null ? "business" : chosen;
  const [typed, setTyped] = useState("");
  const given = async () => {
    if (kind === "company") return {};
    if (kind === "business") return { business_number: typed.trim() };
    return { resident_number: await putSecret(typed.trim()) };
  };
  const turn = (next: NumberKind) => {
    setKind(next);
    setTyped("");
  };
  return {
    company,
    kind,
    turn,
    typed,
    setTyped,
    given,
    ready: kind === "company" || typed.trim() !== "",
  };
}

function NumberFields({
  number,
  error,
}: {
  number: ReturnType<typeof useNumber>;
  error: ErrorView | null;
}) {
  const { company, kind, typed, setTyped } = number;
  const wrong = error ? errorTexts(error) : null;
  const sentence = wrong ? [wrong.what, wrong.todo].filter(Boolean).join(" ") : null;
  return (
    <>
      <div className="field">
        <span className="field-label">{t("certificates.owner_sheet.what")}</span>
        <Segments
          label={t("certificates.owner_sheet.what")}
          value={kind}
          onChange={number.turn}
          words={NUMBERS.filter((id) => id !== "company" || company !== null).map((id) => ({
            id,
            text: t(`certificates.owner_sheet.${id}`),
          }))}
        />
        {kind === "company" ? <p className="field-hint">{company}</p> : null}
      </div>
      {kind === "business" ? (
        <TextField
          label={t("certificates.owner_sheet.business_number")}
          inputMode="numeric"
          placeholder="123-45-67890"
          value={typed}
          onChange={setTyped}
          onLeave={() => setTyped(formatBusinessNumber(typed))}
          error={sentence}
          required
        />
      ) : null}
      {kind === "resident" ? (
        <TextField
          kind="password"
          inputMode="numeric"
          label={t("certificates.owner_sheet.resident_number")}
          hint={t("certificates.owner_sheet.resident_hint")}
          value={typed}
          onChange={setTyped}
          error={sentence}
          required
        />
      ) : null}
    </>
  );
}

function Outcome({ checked }: { checked: OwnerChecked }) {
  const { matches, business_number: number, digest } = checked;
  const text = number
    ? t(matches ? "certificates.owner_sheet.matches" : "certificates.owner_sheet.differs", {
        number,
      })
    : t(
        matches
          ? "certificates.owner_sheet.matches_resident"
          : "certificates.owner_sheet.differs_resident",
      );
  return (
    <div className="outcome" role="status" data-testid="owner-checked">
      <p>
        <State kind={matches ? "good" : "bad"}>{text}</State>
      </p>
      <p className="quiet">{t("certificates.owner_sheet.digest", { digest })}</p>
    </div>
  );
}
