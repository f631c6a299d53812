import type { ReactNode } from "react";
import { BackupSection } from "../features/backup/index.ts";
import { ProtectionSection } from "../features/protection/index.ts";
import {
  About,
  General,
  LanguageChoice,
  Look,
  SettingsPage,
  Shortcuts,
} from "../features/settings/index.ts";
import { t } from "../shared/i18n.ts";
import { type SettingsPartId, settingsParts } from "./settingsParts.ts";

const contents: Readonly<Record<SettingsPartId, ReactNode>> = {
  general: <General />,
  keys: <ProtectionSection />,
  backup: <BackupSection />,
  look: <Look />,
  language: <LanguageChoice />,
  shortcuts: <Shortcuts />,
  about: <About />,
};

/** 설정: its parts come from several areas and are put together here. */
export function Settings({ section }: { section: string | undefined }) {
  const sections = settingsParts.map(({ id, title, icon }) => ({
    id,
    title: t(title),
    icon,
    content: contents[id],
  }));
  return <SettingsPage sections={sections} chosen={section} />;
}
