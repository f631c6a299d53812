import { useNavigate } from "@tanstack/react-router";
import { markStale, useQueryOf } from "../api/client.ts";
import { useAppearance } from "../shared/appearance.ts";
import { backUpNow } from "../shared/backUp.ts";
import type { IconName } from "../shared/Icon.tsx";
import { type TextKey, t } from "../shared/i18n.ts";
import { type Action, keyHint, runAction } from "../shared/keys.ts";
import { lockNow } from "../shared/lock.ts";
import { undoLast } from "../shared/undoAct.ts";
import { areas } from "./areas.ts";
import { showOverlay } from "./overlays.ts";
import type { Found } from "./paletteFinds.ts";
import { settingsParts } from "./settingsParts.ts";
import { useFold } from "./useFold.ts";

const SCREEN_KEYS: Readonly<Record<string, Action>> = {
  today: "go_today",
  invoices: "go_invoices",
  partners: "go_partners",
  certificates: "go_certificates",
  settings: "go_settings",
};

/** Every screen, and every part of the settings by its own name. */
export function useScreens(): Found[] {
  const navigate = useNavigate();
  const later = t("app.palette.later");
  const key = (id: string) => {
    const action = SCREEN_KEYS[id];
    return action ? keyHint(action) : undefined;
  };
  return [
    ...areas.map((area) => ({
      id: `screen-${area.id}`,
      icon: area.icon,
      text: t(area.title),
      ...(area.later ? { detail: later, onAsk: true } : {}),
      keys: key(area.id),
      act: () => void navigate({ to: area.path }),
    })),
    {
      id: "screen-history",
      icon: "clock",
      text: t("history.title"),
      keys: keyHint("go_history"),
      act: () => void navigate({ to: "/history" }),
    },
    {
      id: "screen-restore",
      icon: "shield",
      text: t("restore.title"),
      onAsk: true,
      act: () => void navigate({ to: "/restore", search: {} }),
    },
    ...settingsParts.map((part) => ({
      id: `settings-${part.id}`,
      icon: part.icon,
      text: t(part.title),
      detail: t("settings.title"),
      onAsk: true,
      act: () => void navigate({ to: "/settings/$section", params: { section: part.id } }),
    })),
  ];
}

/** What can be done from anywhere: its drawing, its words, its key. */
function found(id: string, icon: IconName, text: TextKey, act: () => void, action?: Action): Found {
  return {
    id: `act-${id}`,
    icon,
    text: t(text),
    keys: action ? keyHint(action) : undefined,
    act,
  };
}

/** Acts on the book: those a clerk looks for first. */
function useBookActs(): Found[] {
  const navigate = useNavigate();
  const exportList = () => {
    void navigate({ to: "/invoices", search: (known) => known });
    runAction("export");
  };
  return [
    found(
      "import",
      "arrow-in",
      "app.palette.to_import",
      () => void navigate({ to: "/import" }),
      "import",
    ),
    found(
      "collect",
      "arrow-in",
      "app.palette.to_collect",
      () => void navigate({ to: "/invoices/collect", search: {} }),
    ),
    found(
      "evidence",
      "card",
      "app.palette.to_evidence",
      () => void navigate({ to: "/invoices/evidence", search: {} }),
    ),
    found(
      "plan",
      "clock",
      "app.palette.to_plan",
      () => void navigate({ to: "/invoices/collect", search: { plan: true } }),
    ),
    found(
      "check",
      "check",
      "app.palette.to_check",
      () => void navigate({ to: "/partners", search: {} }),
    ),
    found(
      "calls",
      "link",
      "app.palette.to_calls",
      () => void navigate({ to: "/connections", search: { tab: "calls" } }),
    ),
    found(
      "import-certificate",
      "ribbon",
      "app.palette.to_import_certificate",
      () => void navigate({ to: "/certificates", search: { bring: true } }),
    ),
    found("find-certificates", "search", "app.palette.to_find_certificates", () => {
      markStale(["certificate"]);
      void navigate({ to: "/certificates", search: {} });
    }),
    found("undo", "undo", "app.palette.to_undo", () => void undoLast(), "undo"),
    found("backup", "shield", "backup.now", () => void backUpNow(), "back_up"),
    found("lock", "lock", "app.palette.to_lock", lockNow, "lock"),
    found(
      "verify",
      "check",
      "app.palette.to_verify",
      () => void navigate({ to: "/history", search: { verify: true } }),
    ),
    found("export", "arrow-out", "app.palette.to_export", exportList, "export"),
    found("problems", "warning", "app.palette.to_problems", () => showOverlay("problems")),
    found("company", "up-down", "app.palette.to_company", () => void navigate({ to: "/company" })),
    found(
      "new-company",
      "plus",
      "app.palette.to_new_company",
      () => void navigate({ to: "/company", search: { create: true } }),
    ),
  ];
}

/** Acts on the looks. */
function useLookActs(): Found[] {
  const look = useAppearance();
  const [fold, setFold] = useFold();
  const english = look.language === "en";
  return [
    found("light", "contrast", "app.palette.to_theme_light", () => look.setTheme("light")),
    found("dark", "contrast", "app.palette.to_theme_dark", () => look.setTheme("dark")),
    found("system", "contrast", "app.palette.to_theme_system", () => look.setTheme("system")),
    found("density", "rows", "app.palette.to_density", () =>
      look.setDensity(look.density === "dense" ? "comfortable" : "dense"),
    ),
    found(
      "rail",
      "fold",
      "app.palette.to_rail",
      () => setFold(fold === "folded" ? "open" : "folded"),
      "rail",
    ),
    found("language", "language", "app.palette.to_language", () =>
      look.setLanguage(english ? "ko" : "en"),
    ),
    found("keys", "keyboard", "app.palette.to_keys", () => showOverlay("keys"), "keys"),
  ];
}

export function useActs(): Found[] {
  return [...useBookActs(), ...useLookActs()];
}

/** The other companies of this machine, by name. */
export function useCompanies(): Found[] {
  const navigate = useNavigate();
  const { data } = useQueryOf("company.list", {});
  return (data?.companies ?? [])
    .filter((company) => !company.open)
    .map((company) => ({
      id: `company-${company.id}`,
      icon: "building",
      text: company.name,
      detail: company.business_number,
      onAsk: true,
      act: () => void navigate({ to: "/company", search: { open: company.id } }),
    }));
}

/** Certificates by their owners; asked for only once something is typed. */
export function useCertificates(enabled: boolean): Found[] {
  const navigate = useNavigate();
  const { data } = useQueryOf("certificate.list", {}, { enabled });
  return (data?.certificates ?? []).map((row) => ({
    id: `certificate-${row.id}`,
    icon: "ribbon",
    text: row.owner,
    detail: [t(`certificates.kind.${row.kind}`), row.valid_until].join(" · "),
    onAsk: true,
    act: () => void navigate({ to: "/certificates", search: { cert: row.id } }),
  }));
}
