import { useState } from "react";
import { call } from "../../../api/client.ts";
import type { CertificateImported, FileInput } from "../../../api/generated.ts";
import { fileNameOf, host, type PickedInputs, toErrorView } from "../../../host/index.ts";
import { Button, IconButton } from "../../../shared/Button.tsx";
import { TextField } from "../../../shared/Field.tsx";
import { t } from "../../../shared/i18n.ts";
import { isOfPassword, PasswordFields, usePassword } from "../../../shared/Password.tsx";
import { errorTexts, Problem } from "../../../shared/Problem.tsx";
import { showProblem } from "../../../shared/problems.ts";
import { SheetForm, useRun } from "../../../shared/SheetForm.tsx";
import { State } from "../../../shared/State.tsx";
import { showToast } from "../../../shared/toasts.ts";

interface ImportSheetProps {
  /** What was dropped or named already. */
  first: PickedInputs;
  keyring: boolean;
  onClose: () => void;
  /** Shows the one that came in. */
  onShow: (id: string) => void;
}

/** 가져오기: folders, pairs of files and PKCS#12 files, copied into the program's own folder. */
export function ImportSheet({ first, keyring, onClose, onShow }: ImportSheetProps) {
  const chosen = useChosen(first);
  const password = usePassword(null);
  const [outcome, setOutcome] = useState<CertificateImported | null>(null);
  const { busy, error, run } = useRun();
  const asks = chosen.names.some(isArchive) || isArchive(chosen.path);
  const act = () =>
    void run(async () => {
      const given = asks ? await password.given() : {};
      const done = await call("certificate.import", { inputs: chosen.all(), ...given });
      const [only] = done.imported;
      if (only && done.refused.length === 0) {
        showToast({ text: doneText(done) });
        onClose();
        onShow(only.id);
      } else {
        setOutcome(done);
      }
    });
  return (
    <SheetForm
      title={t("certificates.import_sheet.title")}
      note={t("certificates.import_sheet.note")}
      act={t("certificates.import_sheet.act")}
      ready={chosen.some && (!asks || password.ready)}
      busy={busy}
      done={outcome !== null}
      onAct={act}
      onClose={onClose}
    >
      {outcome ? (
        <Outcome outcome={outcome} />
      ) : (
        <>
          <Choose chosen={chosen} />
          {asks ? (
            <PasswordFields
              password={password}
              error={error}
              keyring={keyring}
              label={t("certificates.import_sheet.pfx_password")}
              autoFocus={chosen.names.length > 0}
            />
          ) : (
            <p className="quiet">{t("certificates.import_sheet.pfx_hint")}</p>
          )}
          {error && !(asks && isOfPassword(error)) ? <Problem error={error} /> : null}
        </>
      )}
    </SheetForm>
  );
}

/** Whether a name is that of a PKCS#12 file, which opens by a password only. */
export function isArchive(name: string): boolean {
  return /\.(pfx|p12)$/i.test(name.trim());
}

/** The inputs so far, and a path that is typed beside them. */
function useChosen(first: PickedInputs) {
  const [picked, setPicked] = useState(first);
  const [path, setPath] = useState("");
  const typed = path.trim();
  const add = (more: PickedInputs) =>
    setPicked({
      inputs: [...picked.inputs, ...more.inputs],
      names: [...picked.names, ...more.names],
    });
  const takeOut = (at: number) =>
    setPicked({
      inputs: picked.inputs.filter((_, index) => index !== at),
      names: picked.names.filter((_, index) => index !== at),
    });
  const all = (): FileInput[] =>
    typed === "" ? picked.inputs : [...picked.inputs, { path: typed }];
  return {
    names: picked.names,
    path,
    setPath,
    add,
    takeOut,
    all,
    some: picked.inputs.length > 0 || typed !== "",
  };
}

function Choose({ chosen }: { chosen: ReturnType<typeof useChosen> }) {
  const pick = async (folder: boolean) => {
    try {
      const picked = await host().pickFiles({ folder, kind: "certificates" });
      if (picked) chosen.add(picked);
    } catch (reason) {
      showProblem(toErrorView(reason));
    }
  };
  return (
    <>
      {chosen.names.length > 0 ? (
        <div className="field">
          <span className="field-label">{t("certificates.import_sheet.chosen")}</span>
          <ul className="chosen" data-testid="chosen-inputs">
            {chosen.names.map((name, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two folders may hold files of one name
              <li key={at}>
                <span className="cut">{name}</span>
                <IconButton
                  plain
                  icon="close"
                  label={t("certificates.import_sheet.take_out", { name })}
                  onPress={() => chosen.takeOut(at)}
                />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <p className="choose-acts">
        <Button icon="document" onPress={() => void pick(false)}>
          {t("certificates.import_sheet.files")}
        </Button>
        {host().kind === "window" ? (
          <Button icon="folder" onPress={() => void pick(true)}>
            {t("certificates.import_sheet.folder")}
          </Button>
        ) : null}
      </p>
      <TextField
        label={t("certificates.import_sheet.path")}
        hint={t("certificates.import_sheet.path_hint")}
        value={chosen.path}
        onChange={chosen.setPath}
        autoFocus={chosen.names.length === 0}
      />
    </>
  );
}

function doneText({ imported }: CertificateImported): string {
  const owner = imported[0]?.owner ?? "";
  return imported.length === 1
    ? t("certificates.import_sheet.done", { owner })
    : t("certificates.import_sheet.done_more", { count: imported.length });
}

/** What came in, what was there already, and what was not taken, each with its reason. */
function Outcome({ outcome }: { outcome: CertificateImported }) {
  const { imported, already, refused } = outcome;
  return (
    <div className="outcome" role="status" data-testid="certificates-imported">
      {imported.length > 0 ? (
        <p>
          <State kind="good">{doneText(outcome)}</State>
        </p>
      ) : null}
      {already.length > 0 ? (
        <p>
          <State kind="waiting">
            {already.length === 1
              ? t("certificates.import_sheet.already")
              : t("certificates.import_sheet.already_more", { count: already.length })}
          </State>
        </p>
      ) : null}
      {imported.length + already.length + refused.length === 0 ? (
        <p>
          <State kind="look">{t("certificates.import_sheet.nothing")}</State>
        </p>
      ) : null}
      {refused.length > 0 ? (
        <>
          <p>
            <State kind="bad">{t("certificates.import_sheet.refused")}</State>
          </p>
          <ul className="refused">
            {refused.map(({ path, code, params }) => (
              <li key={path}>
                <b>{fileNameOf(path)}</b> {errorTexts({ code, params, message: code }).what}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
