export { About } from "./About.tsx";
export { General } from "./General.tsx";
export { LanguageChoice, Look } from "./Look.tsx";
export { SettingsPage, type SettingsSection } from "./SettingsPage.tsx";
export { Shortcuts } from "./Shortcuts.tsx";
