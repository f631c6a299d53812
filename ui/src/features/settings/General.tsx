import { Link } from "@tanstack/react-router";
import { useQueryOf } from "../../api/client.ts";
import { IconButton } from "../../shared/Button.tsx";
import { t } from "../../shared/i18n.ts";
import { SettingGroup, SettingRow } from "../../shared/Setting.tsx";
import { showToast } from "../../shared/toasts.ts";

/** 일반: the open company, and where its book lies. */
export function General() {
  const { data: status } = useQueryOf("app.status", {});
  const company = status?.company;
  if (!company) return null;
  const copyPath = () =>
    void navigator.clipboard
      .writeText(company.path)
      .then(() => showToast({ text: t("settings.copied") }));
  return (
    <>
      <SettingGroup id="company" title={t("settings.company.title")}>
        <SettingRow
          label={t("settings.company.name")}
          act={
            <Link className="link" to="/company" search={{}}>
              {t("settings.company.switch")}
            </Link>
          }
        >
          {company.name}
        </SettingRow>
        <SettingRow label={t("settings.company.number")}>{company.business_number}</SettingRow>
        {company.representative ? (
          <SettingRow label={t("settings.company.representative")}>
            {company.representative}
          </SettingRow>
        ) : null}
        <SettingRow label={t("settings.company.folder")}>
          <span className="setting-path">
            <span className="figures">{company.path}</span>
            <IconButton plain icon="copy" label={t("settings.copy")} onPress={copyPath} />
          </span>
        </SettingRow>
      </SettingGroup>
      <SettingGroup id="record" title={t("settings.record.title")}>
        <SettingRow
          label={t("settings.record.label")}
          act={
            <Link className="link" to="/history" search={{}}>
              {t("settings.record.open")}
            </Link>
          }
        >
          {t("settings.record.what")}
        </SettingRow>
      </SettingGroup>
    </>
  );
}
