import { t } from "../../shared/i18n.ts";
import { KeyTable } from "../../shared/KeyTable.tsx";
import { PROFILES } from "../../shared/keys.ts";
import { Segments } from "../../shared/Segments.tsx";
import { SettingGroup, SettingRow } from "../../shared/Setting.tsx";
import { useKeyProfile } from "../../shared/useKeyProfile.ts";

/** 단축키: the profile in force beside the others. */
export function Shortcuts() {
  const [profile, setProfile] = useKeyProfile();
  return (
    <SettingGroup id="shortcuts" title={t("settings.keys.title")}>
      <SettingRow label={t("settings.keys.profile")} hint={t("settings.keys.hint")}>
        <Segments
          label={t("settings.keys.profile")}
          value={profile}
          onChange={setProfile}
          words={PROFILES.map((id) => ({ id, text: t(`settings.keys.profiles.${id}`) }))}
        />
      </SettingRow>
      <KeyTable profiles={PROFILES} chosen={profile} />
    </SettingGroup>
  );
}
