import { useEffect } from "react";
import type { Settings } from "../api/generated.ts";
import { chooseLanguage, LANGUAGES } from "./i18n.ts";
import { oneOf, useSetting } from "./useSetting.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export const DENSITIES = ["dense", "comfortable"] as const;
export type Density = (typeof DENSITIES)[number];

const readTheme = oneOf(THEMES);
const readDensity = oneOf(DENSITIES);
const readLanguage = oneOf(LANGUAGES);

function apply(theme: Theme, density: Density): void {
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.dataset.density = density;
}

/** Looks as the kept preferences say; called before the first render, so that nothing flashes. */
export async function applyKept({ values }: Settings): Promise<void> {
  apply(
    readTheme(values["appearance.theme"]) ?? "system",
    readDensity(values["appearance.density"]) ?? "dense",
  );
  await chooseLanguage(readLanguage(values["appearance.language"]) ?? "ko");
}

/** Theme, density and language, kept on this machine and applied as they change. */
export function useAppearance() {
  const [theme, setTheme] = useSetting<Theme>("appearance.theme", "system", readTheme);
  const [density, setDensity] = useSetting<Density>("appearance.density", "dense", readDensity);
  const [language, setLanguage] = useSetting("appearance.language", "ko", readLanguage);
  useEffect(() => apply(theme, density), [theme, density]);
  useEffect(() => void chooseLanguage(language), [language]);
  return { theme, setTheme, density, setDensity, language, setLanguage };
}

/** Whether the screen is dark now, the system's wish included. */
export function isDark(theme: Theme): boolean {
  if (theme !== "system") return theme === "dark";
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}
