import { useState } from "react";
import { useCommand } from "../../api/client.ts";
import type { BackupPlaces } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { FolderField } from "../../shared/FolderField.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { SettingRow } from "../../shared/Setting.tsx";
import { Sheet } from "../../shared/Sheet.tsx";
import { showToast } from "../../shared/toasts.ts";

/** Where backups lie: beside the books, and at a second place if the clerk named one. */
export function Places({ places }: { places: BackupPlaces }) {
  const [choosing, setChoosing] = useState(false);
  const place = useCommand("backup.place");
  const stop = () =>
    place.mutate(
      { second: null },
      { onSuccess: () => void showToast({ text: t("backup.second_stopped") }) },
    );
  return (
    <>
      <SettingRow label={t("backup.place")}>
        <span className="setting-path">
          <span className="figures">{places.first}</span>
        </span>
      </SettingRow>
      <SettingRow
        label={t("backup.second")}
        hint={t("backup.second_hint")}
        act={
          <>
            {places.second ? (
              <Button small isPending={place.isPending} onPress={stop}>
                {t("backup.second_stop")}
              </Button>
            ) : null}
            <Button small onPress={() => setChoosing(true)}>
              <span className="unseen">{t("backup.second")} </span>
              {t(places.second ? "backup.second_change" : "backup.second_choose")}
            </Button>
          </>
        }
      >
        {places.second ? (
          <span className="setting-path">
            <span className="figures">{places.second}</span>
          </span>
        ) : (
          t("backup.second_none")
        )}
        {place.error ? <Problem error={place.error} /> : null}
      </SettingRow>
      {choosing ? (
        <ChooseSecond known={places.second ?? ""} onClose={() => setChoosing(false)} />
      ) : null}
    </>
  );
}

function ChooseSecond({ known, onClose }: { known: string; onClose: () => void }) {
  const [path, setPath] = useState(known);
  const place = useCommand("backup.place");
  const submit = () => {
    if (place.isPending || path.trim() === "") return;
    place.mutate(
      { second: path.trim() },
      {
        onSuccess: () => {
          showToast({ text: t("backup.second_set") });
          onClose();
        },
      },
    );
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("backup.second_title")}
      actions={
        <>
          <Button onPress={onClose}>{t("shared.cancel")}</Button>
          <Button
            kind="primary"
            isPending={place.isPending}
            isDisabled={path.trim() === ""}
            onPress={submit}
          >
            {t("backup.second_choose")}
          </Button>
        </>
      }
    >
      <div className="sheet-fields">
        <p>{t("backup.second_hint")}</p>
        <FolderField
          label={t("backup.second_path")}
          hint={t("backup.second_path_hint")}
          value={path}
          onChange={setPath}
          onEnter={submit}
          autoFocus
        />
        {place.error ? <Problem error={place.error} /> : null}
      </div>
    </Sheet>
  );
}
