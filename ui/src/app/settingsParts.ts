import type { IconName } from "../shared/Icon.tsx";
import type { TextKey } from "../shared/i18n.ts";

/** A part of the settings: its address is `/settings/<id>`. */
export interface SettingsPart {
  id: string;
  title: TextKey;
  icon: IconName;
}

/** The parts in the order of the side list. */
export const settingsParts = [
  { id: "general", title: "settings.general", icon: "building" },
  { id: "keys", title: "settings.protection", icon: "key" },
  { id: "backup", title: "backup.title", icon: "shield" },
  { id: "look", title: "settings.look.title", icon: "contrast" },
  { id: "language", title: "settings.language.title", icon: "language" },
  { id: "shortcuts", title: "settings.keys.title", icon: "keyboard" },
  { id: "about", title: "settings.about.title", icon: "info" },
] as const satisfies readonly SettingsPart[];

export type SettingsPartId = (typeof settingsParts)[number]["id"];
