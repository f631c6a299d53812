import { useState } from "react";
import { call } from "../../../api/client.ts";
import { FolderField } from "../../../shared/FolderField.tsx";
import { t } from "../../../shared/i18n.ts";
import { Problem } from "../../../shared/Problem.tsx";
import { SheetForm, useRun } from "../../../shared/SheetForm.tsx";
import { showToast } from "../../../shared/toasts.ts";
import type { ActProps } from "./ActSheet.tsx";
import { CopyChoice, useCopy } from "./CopyChoice.tsx";

/** 다른 곳에 복사: to another folder or drive, as other programs look for it there. */
export function CopyElsewhere({ view, list, path, onClose }: ActProps) {
  const choice = useCopy(view.row, path);
  const [to, setTo] = useState("");
  const { busy, error, run } = useRun();
  const drives = list.searched.filter(({ place, exists }) => place === "drive" && exists);
  const act = () =>
    void run(async () => {
      const request = { target: choice.target, to: to.trim() };
      const { copy } = await call("certificate.copy", request);
      showToast({ text: t("certificates.copy_sheet.done", { folder: copy.folder }) });
      onClose();
    });
  return (
    <SheetForm
      title={t("certificates.copy_sheet.title")}
      note={t("certificates.copy_sheet.note")}
      act={t("certificates.copy_sheet.act")}
      ready={choice.copy !== null && to.trim() !== ""}
      busy={busy}
      onAct={act}
      onClose={onClose}
    >
      <CopyChoice choice={choice} />
      <FolderField
        label={t("certificates.copy_sheet.to")}
        hint={t("certificates.copy_sheet.to_hint")}
        value={to}
        onChange={setTo}
        autoFocus
        required
      />
      {drives.length > 0 ? (
        <p className="quiet">
          {t("certificates.copy_sheet.drives")}{" "}
          {drives.map((drive) => (
            <button
              key={drive.path}
              type="button"
              className="link"
              onClick={() => setTo(topOf(drive.path))}
            >
              {topOf(drive.path)}
            </button>
          ))}
        </p>
      ) : null}
      {error ? <Problem error={error} /> : null}
    </SheetForm>
  );
}

/** The drive itself, where the folder that was looked into stands. */
export function topOf(searched: string): string {
  const top = searched.replace(/[\\/]npki[\\/]?$/i, "");
  if (top === "") return "/";
  // A bare letter would mean whatever folder of the drive is in use.
  return /^[a-z]:$/i.test(top) ? `${top}\\` : top;
}
