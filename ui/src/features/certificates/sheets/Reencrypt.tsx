import { useState } from "react";
import { call } from "../../../api/client.ts";
import type { KeyScheme } from "../../../api/generated.ts";
import { Checkbox } from "../../../shared/Checkbox.tsx";
import { Icon } from "../../../shared/Icon.tsx";
import { t } from "../../../shared/i18n.ts";
import { isOfPassword, PasswordFields, usePassword } from "../../../shared/Password.tsx";
import { Problem } from "../../../shared/Problem.tsx";
import { Segments } from "../../../shared/Segments.tsx";
import { SheetForm, useRun } from "../../../shared/SheetForm.tsx";
import { showToast } from "../../../shared/toasts.ts";
import type { ActProps } from "./ActSheet.tsx";
import { CopyChoice, useCopy } from "./CopyChoice.tsx";

const SCHEMES: readonly KeyScheme[] = ["aes256", "aria256", "customary"];

/** 다시 잠그기: another protection of one copy, with its warning where others read it too. */
export function Reencrypt({ view, list, path, onClose }: ActProps) {
  const choice = useCopy(view.row, path);
  const password = usePassword(choice.copy?.password ?? null);
  const [scheme, setScheme] = useState<KeyScheme>("aes256");
  const [accepted, setAccepted] = useState(false);
  const { busy, error, run } = useRun();
  const shared = choice.copy !== null && choice.copy.place !== "own" && scheme !== "customary";
  const act = () =>
    void run(async () => {
      const target = choice.target;
      const given = await password.given();
      const request = { target, ...given, scheme, accept_plugin_risk: accepted };
      await call("certificate.reencrypt", request);
      showToast({
        text: t("certificates.reencrypt_sheet.done"),
        action: { text: t("shared.undo"), act: () => void revert(target) },
      });
      onClose();
    });
  return (
    <SheetForm
      title={t("certificates.reencrypt_sheet.title")}
      note={t("certificates.reencrypt_sheet.note")}
      act={t("certificates.reencrypt_sheet.act")}
      ready={choice.copy !== null && password.ready && (!shared || accepted)}
      busy={busy}
      onAct={act}
      onClose={onClose}
    >
      <CopyChoice choice={choice} />
      <div className="field">
        <span className="field-label">{t("certificates.reencrypt_sheet.scheme")}</span>
        <Segments
          label={t("certificates.reencrypt_sheet.scheme")}
          value={scheme}
          onChange={setScheme}
          words={SCHEMES.map((id) => ({
            id,
            text: t(`certificates.reencrypt_sheet.schemes.${id}`),
          }))}
        />
        <p className="field-hint">{t(`certificates.reencrypt_sheet.hints.${scheme}`)}</p>
      </div>
      {shared ? <Risk accepted={accepted} onChange={setAccepted} /> : null}
      <PasswordFields password={password} error={error} keyring={list.keyring_available} />
      {error && !isOfPassword(error) ? <Problem error={error} /> : null}
    </SheetForm>
  );
}

/** One click back to how it was. */
async function revert(target: { id: string; path: string | null }): Promise<void> {
  try {
    await call("certificate.revert", { target });
    showToast({ text: t("certificates.copies.reverted") });
  } catch {
    showToast({ kind: "problem", text: t("certificates.copies.not_reverted") });
  }
}

/** That programs of banks may not read the copy any more, and the clerk's word for it. */
function Risk({ accepted, onChange }: { accepted: boolean; onChange: (next: boolean) => void }) {
  return (
    <div className="notice" role="note">
      <Icon name="warning" />
      <div>
        <p>
          <b>{t("certificates.reencrypt_sheet.risk_title")}</b>
          {t("certificates.reencrypt_sheet.risk")}
        </p>
        <Checkbox on={accepted} onChange={onChange}>
          {t("certificates.reencrypt_sheet.accept")}
        </Checkbox>
      </div>
    </div>
  );
}
