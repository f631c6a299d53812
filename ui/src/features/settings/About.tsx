import { useQueryOf } from "../../api/client.ts";
import { t } from "../../shared/i18n.ts";
import { SettingGroup, SettingRow } from "../../shared/Setting.tsx";

/** 정보: the program itself. */
export function About() {
  const { data: status } = useQueryOf("app.status", {});
  if (!status) return null;
  const place = status.host === "window" ? "window" : "browser";
  return (
    <SettingGroup id="about" title={t("settings.about.title")}>
      <SettingRow label={t("settings.about.version")}>
        {t("app.name")} {status.version}
      </SettingRow>
      <SettingRow label={t("settings.about.host")}>{t(`settings.about.hosts.${place}`)}</SettingRow>
      <SettingRow label={t("settings.about.remote")}>
        {t(`settings.about.remotes.${status.remote}`)}
      </SettingRow>
      <SettingRow label={t("settings.about.licence")}>
        {t("settings.about.licence_text")}
      </SettingRow>
    </SettingGroup>
  );
}
