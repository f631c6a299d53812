import { useEffect, useState } from "react";
import { DENSITIES, THEMES, useAppearance } from "../../shared/appearance.ts";
import { LANGUAGES, t } from "../../shared/i18n.ts";
import { Segments } from "../../shared/Segments.tsx";
import { SettingGroup, SettingRow } from "../../shared/Setting.tsx";

/** 화면: light or dark, and how dense. */
export function Look() {
  const look = useAppearance();
  return (
    <SettingGroup id="look" title={t("settings.look.title")}>
      <SettingRow label={t("settings.look.theme")} hint={t("settings.look.theme_hint")}>
        <Segments
          label={t("settings.look.theme")}
          value={look.theme}
          onChange={look.setTheme}
          words={THEMES.map((id) => ({ id, text: t(`settings.look.themes.${id}`) }))}
        />
      </SettingRow>
      <SettingRow label={t("settings.look.density")} hint={t("settings.look.density_hint")}>
        <Segments
          label={t("settings.look.density")}
          value={look.density}
          onChange={look.setDensity}
          words={DENSITIES.map((id) => ({ id, text: t(`settings.look.densities.${id}`) }))}
        />
      </SettingRow>
    </SettingGroup>
  );
}

/** The language was just changed here: the screen was drawn anew and the focus goes back to it. */
let languageChosen = false;

/** 언어. */
export function LanguageChoice() {
  const look = useAppearance();
  const [focusLanguage] = useState(() => languageChosen);
  useEffect(() => {
    languageChosen = false;
  }, []);
  return (
    <SettingGroup id="language" title={t("settings.language.title")}>
      <SettingRow label={t("settings.language.label")} hint={t("settings.language.hint")}>
        <Segments
          label={t("settings.language.label")}
          value={look.language}
          autoFocus={focusLanguage}
          onChange={(next) => {
            languageChosen = true;
            look.setLanguage(next);
          }}
          words={LANGUAGES.map((id) => ({ id, text: t(`settings.language.names.${id}`) }))}
        />
      </SettingRow>
    </SettingGroup>
  );
}
