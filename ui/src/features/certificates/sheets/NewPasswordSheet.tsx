import { call, putSecret } from "../../../api/client.ts";
import { t } from "../../../shared/i18n.ts";
import {
  isOfPassword,
  NewPassword,
  PasswordFields,
  useNewPassword,
  usePassword,
} from "../../../shared/Password.tsx";
import { Problem } from "../../../shared/Problem.tsx";
import { SheetForm, useRun } from "../../../shared/SheetForm.tsx";
import { showToast } from "../../../shared/toasts.ts";
import type { ActProps } from "./ActSheet.tsx";
import { CopyChoice, useCopy } from "./CopyChoice.tsx";

/** 암호 바꾸기: of one copy; the others keep theirs, and that is said. */
export function NewPasswordSheet({ view, list, path, onClose }: ActProps) {
  const choice = useCopy(view.row, path);
  const password = usePassword(choice.copy?.password ?? null);
  const next = useNewPassword();
  const { busy, error, run } = useRun();
  const act = () =>
    void run(async () => {
      const given = await password.given();
      const request = {
        target: choice.target,
        ...given,
        new_password: await putSecret(next.value),
      };
      const { others } = await call("certificate.change_password", request);
      const done = t("certificates.password_sheet.done");
      const rest = t("certificates.password_sheet.others", { count: others.length });
      showToast({ text: others.length > 0 ? `${done} ${rest}` : done });
      onClose();
    });
  const ofField = isOfPassword(error) || error?.code === "certificate.password_refused";
  return (
    <SheetForm
      title={t("certificates.password_sheet.title")}
      note={t("certificates.password_sheet.note")}
      act={t("certificates.password_sheet.act")}
      ready={choice.copy !== null && password.ready && next.ready}
      busy={busy}
      onAct={act}
      onClose={onClose}
    >
      <CopyChoice choice={choice} />
      <PasswordFields
        password={password}
        error={error}
        keyring={list.keyring_available}
        label={t("certificates.secret.current")}
        autoFocus
      />
      <NewPassword next={next} error={error} />
      {error && !ofField ? <Problem error={error} /> : null}
    </SheetForm>
  );
}
