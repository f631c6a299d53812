import { useState } from "react";
import { call } from "../../../api/client.ts";
import type { TestSigned } from "../../../api/generated.ts";
import { formatMoment } from "../../../shared/format.ts";
import { t } from "../../../shared/i18n.ts";
import { isOfPassword, PasswordFields, usePassword } from "../../../shared/Password.tsx";
import { Problem } from "../../../shared/Problem.tsx";
import { SheetForm, useRun } from "../../../shared/SheetForm.tsx";
import { State } from "../../../shared/State.tsx";
import type { ActProps } from "./ActSheet.tsx";
import { CopyChoice, useCopy } from "./CopyChoice.tsx";

/** 시험 서명: a message that goes nowhere, signed and checked. */
export function TestSheet({ view, list, path, onClose }: ActProps) {
  const choice = useCopy(view.row, path);
  const password = usePassword(choice.copy?.password ?? null);
  const [signed, setSigned] = useState<TestSigned | null>(null);
  const { busy, error, run } = useRun();
  const act = () =>
    void run(async () => {
      setSigned(null);
      const request = { target: choice.target, ...(await password.given()) };
      setSigned(await call("certificate.sign_test", request));
      password.setSecret("");
    });
  return (
    <SheetForm
      title={t("certificates.test_sheet.title")}
      note={t("certificates.test_sheet.note")}
      act={t("certificates.test_sheet.act")}
      ready={choice.copy !== null && password.ready}
      busy={busy}
      done={signed !== null}
      onAct={act}
      onClose={onClose}
    >
      {signed ? (
        <Outcome signed={signed} />
      ) : (
        <>
          <CopyChoice choice={choice} />
          <PasswordFields
            password={password}
            error={error}
            keyring={list.keyring_available}
            autoFocus
          />
          {error && !isOfPassword(error) ? <Problem error={error} /> : null}
        </>
      )}
    </SheetForm>
  );
}

function Outcome({ signed }: { signed: TestSigned }) {
  const { valid, in_validity: inTime } = signed;
  return (
    <div className="outcome" role="status" data-testid="test-signed">
      <p>
        <State kind={valid ? "good" : "bad"}>
          {t(valid ? "certificates.test_sheet.valid" : "certificates.test_sheet.invalid")}
        </State>
      </p>
      {inTime ? null : (
        <p>
          <State kind="look">{t("certificates.test_sheet.out")}</State>
        </p>
      )}
      <dl className="facts">
        <dt>{t("certificates.test_sheet.at")}</dt>
        <dd>{formatMoment(signed.signed_at)}</dd>
        <dt>{t("certificates.test_sheet.algorithm")}</dt>
        <dd>{signed.algorithm}</dd>
        <dt>{t("certificates.test_sheet.key")}</dt>
        <dd>{t("certificates.test_sheet.bits", { bits: String(signed.key_bits) })}</dd>
        <dt>{t("certificates.test_sheet.random")}</dt>
        <dd>
          {t(
            signed.has_random_number
              ? "certificates.facts.random_yes"
              : "certificates.facts.random_no",
          )}
        </dd>
      </dl>
    </div>
  );
}
