import { useState } from "react";
import { call, putSecret } from "../../../api/client.ts";
import { host } from "../../../host/index.ts";
import { t } from "../../../shared/i18n.ts";
import {
  isOfPassword,
  NewPassword,
  PasswordFields,
  useNewPassword,
  usePassword,
} from "../../../shared/Password.tsx";
import { Problem } from "../../../shared/Problem.tsx";
import { Segments } from "../../../shared/Segments.tsx";
import { SheetForm, useRun } from "../../../shared/SheetForm.tsx";
import { showToast } from "../../../shared/toasts.ts";
import type { ActProps } from "./ActSheet.tsx";
import { CopyChoice, useCopy } from "./CopyChoice.tsx";

const WORDS = ["same", "own"] as const;
const STRENGTHS = ["usual", "strong"] as const;

/** PFX로 내보내기: certificate and key in one file, under its own password or the same. */
export function ExportPfx({ view, list, path, onClose }: ActProps) {
  const { row } = view;
  const choice = useCopy(row, path);
  const password = usePassword(choice.copy?.password ?? null);
  const next = useNewPassword();
  const [which, setWhich] = useState<(typeof WORDS)[number]>("same");
  const [strength, setStrength] = useState<(typeof STRENGTHS)[number]>("usual");
  const { busy, error, run } = useRun();
  const act = () =>
    void run(async () => {
      const target = await host().pickSave(fileNameFor(row.owner, row.valid_until));
      if (target === null) return;
      const given = await password.given();
      const own = which === "own" ? await putSecret(next.value) : null;
      const saved = await call("certificate.export_pfx", {
        target: choice.target,
        ...given,
        pfx_password: own,
        strong: strength === "strong",
        to: target.path,
      });
      host().saveFile(saved);
      const file = saved.path ?? saved.file_name;
      showToast({ text: t("certificates.export_sheet.done", { file }) });
      onClose();
    });
  const ofField = isOfPassword(error) || error?.code === "certificate.password_refused";
  return (
    <SheetForm
      title={t("certificates.export_sheet.title")}
      note={t("certificates.export_sheet.note")}
      act={t("certificates.export_sheet.act")}
      ready={choice.copy !== null && password.ready && (which === "same" || next.ready)}
      busy={busy}
      onAct={act}
      onClose={onClose}
    >
      <CopyChoice choice={choice} />
      <PasswordFields
        password={password}
        error={error}
        keyring={list.keyring_available}
        autoFocus
      />
      <div className="field">
        <span className="field-label">{t("certificates.import_sheet.pfx_password")}</span>
        <Segments
          label={t("certificates.import_sheet.pfx_password")}
          value={which}
          onChange={setWhich}
          words={WORDS.map((id) => ({ id, text: t(`certificates.export_sheet.${id}`) }))}
        />
      </div>
      {which === "own" ? <NewPassword next={next} error={error} /> : null}
      <div className="field">
        <span className="field-label">{t("certificates.export_sheet.strength")}</span>
        <Segments
          label={t("certificates.export_sheet.strength")}
          value={strength}
          onChange={setStrength}
          words={STRENGTHS.map((id) => ({ id, text: t(`certificates.export_sheet.${id}`) }))}
        />
        <p className="field-hint">{t(`certificates.export_sheet.${strength}_hint`)}</p>
      </div>
      {error && !ofField ? <Problem error={error} /> : null}
    </SheetForm>
  );
}

/** The owner and the last day as a file's name, on every system. */
export function fileNameFor(owner: string, until: string): string {
  const plain = owner.replace(/[\\/:*?"<>|]/g, "_").trim();
  return `${[plain, until].filter(Boolean).join("_")}.pfx`;
}
