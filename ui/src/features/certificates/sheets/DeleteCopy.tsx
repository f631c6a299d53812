import { useEffect, useRef, useState } from "react";
import { call } from "../../../api/client.ts";
import type { CertificateDeletion } from "../../../api/generated.ts";
import { fileNameOf } from "../../../host/index.ts";
import { Dialog } from "../../../shared/Dialog.tsx";
import { t } from "../../../shared/i18n.ts";
import { Problem } from "../../../shared/Problem.tsx";
import { useRun } from "../../../shared/SheetForm.tsx";
import { SkeletonLines } from "../../../shared/Skeleton.tsx";
import { State } from "../../../shared/State.tsx";
import { showToast } from "../../../shared/toasts.ts";
import { placeText } from "../words.ts";
import type { ActProps } from "./ActSheet.tsx";
import { CopyChoice, useCopy } from "./CopyChoice.tsx";

/** 사본 지우기: asks once, and says what would be left. */
export function DeleteCopy({ view, path, onClose }: ActProps) {
  const choice = useCopy(view.row, path, true);
  const [outlook, setOutlook] = useState<CertificateDeletion | null>(null);
  const { busy, error, run } = useRun();
  const target = choice.copy?.path;
  const latest = useRef({ run, target: choice.target });
  latest.current = { run, target: choice.target };
  useEffect(() => {
    if (target === undefined) return;
    const { run: look, target: meant } = latest.current;
    void look(async () => setOutlook(await call("certificate.delete", { target: meant })));
  }, [target]);
  const act = () =>
    void run(async () => {
      await call("certificate.delete", { target: choice.target, confirm: true });
      showToast({ text: t("certificates.delete_dialog.done") });
      onClose();
    });
  const { owner } = view.row;
  return (
    <Dialog
      open
      danger
      title={t("certificates.delete_dialog.title", { owner })}
      act={t("certificates.delete_dialog.act")}
      onAct={act}
      onClose={onClose}
      busy={busy || outlook === null}
    >
      <CopyChoice choice={choice} />
      {outlook ? <Outlook outlook={outlook} /> : null}
      {!outlook && !error ? <SkeletonLines lines={3} /> : null}
      {error ? <Problem error={error} /> : null}
    </Dialog>
  );
}

function Outlook({ outlook }: { outlook: CertificateDeletion }) {
  const { copy, files, others, last_copy: last, is_default: chosen } = outlook;
  return (
    <div className="outlook" data-testid="delete-outlook">
      <p>
        {t("certificates.delete_dialog.files", { files: files.map(fileNameOf).join(", ") })}
        <small className="quiet">{copy.folder}</small>
      </p>
      {last ? (
        <p>
          <State kind="bad">{t("certificates.delete_dialog.last")}</State>
        </p>
      ) : (
        <>
          <p>{t("certificates.delete_dialog.others")}</p>
          <ul>
            {others.map((other) => (
              <li key={other.path}>
                {placeText(other.place)} <small className="quiet">{other.folder}</small>
              </li>
            ))}
          </ul>
        </>
      )}
      {chosen && last ? (
        <p>
          <State kind="look">{t("certificates.delete_dialog.default")}</State>
        </p>
      ) : null}
    </div>
  );
}
