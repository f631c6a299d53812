import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { useQueryOf } from "../api/client.ts";
import type { InvoiceRow, PartnerRow } from "../api/generated.ts";
import { useAppearance } from "../shared/appearance.ts";
import { formatAmount } from "../shared/format.ts";
import { placeOf } from "../shared/hangul.ts";
import type { IconName } from "../shared/Icon.tsx";
import { t } from "../shared/i18n.ts";
import { filterOfSearch } from "../shared/invoiceSearch.ts";
import { keyHint } from "../shared/keys.ts";
import { areas } from "./areas.ts";
import { showOverlay } from "./overlays.ts";
import { useFold } from "./useFold.ts";

/** Something found, and what choosing it does. */
export interface Found {
  id: string;
  icon: IconName;
  text: string;
  detail?: string;
  amount?: string;
  keys?: string | undefined;
  act: () => void;
}

export interface FoundGroup {
  id: string;
  title: string;
  found: Found[];
}

/** Most partners and most invoices shown. */
const ROWS_MAX = 6;

/** Those that fit what was typed, the earliest place first. */
function fitting(all: readonly Found[], text: string): Found[] {
  // With nothing typed, what this version does not have is left out.
  if (text.trim() === "") return all.filter((found) => found.detail === undefined);
  return all
    .map((found) => ({ found, place: placeOf(found.text, text) }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place - b.place)
    .map(({ found }) => found);
}

function useScreens(): Found[] {
  const navigate = useNavigate();
  const keys = {
    today: "go_today",
    invoices: "go_invoices",
    partners: "go_partners",
    settings: "go_settings",
  } as const;
  return areas.map((area) => ({
    id: `screen-${area.id}`,
    icon: area.icon,
    text: t(area.title),
    ...(area.later ? { detail: t("app.palette.later") } : {}),
    keys: area.id in keys ? keyHint(keys[area.id as keyof typeof keys]) : undefined,
    act: () => void navigate({ to: area.path }),
  }));
}

function useActs(): Found[] {
  const navigate = useNavigate();
  const look = useAppearance();
  const [fold, setFold] = useFold();
  const english = look.language === "en";
  return [
    {
      id: "act-import",
      icon: "arrow-in",
      text: t("app.palette.to_import"),
      keys: keyHint("import"),
      act: () => void navigate({ to: "/import" }),
    },
    {
      id: "act-company",
      icon: "up-down",
      text: t("app.palette.to_company"),
      act: () => void navigate({ to: "/company" }),
    },
    {
      id: "act-new-company",
      icon: "plus",
      text: t("app.palette.to_new_company"),
      act: () => void navigate({ to: "/company", search: { create: true } }),
    },
    {
      id: "act-light",
      icon: "contrast",
      text: t("app.palette.to_theme_light"),
      act: () => look.setTheme("light"),
    },
    {
      id: "act-dark",
      icon: "contrast",
      text: t("app.palette.to_theme_dark"),
      act: () => look.setTheme("dark"),
    },
    {
      id: "act-system",
      icon: "contrast",
      text: t("app.palette.to_theme_system"),
      act: () => look.setTheme("system"),
    },
    {
      id: "act-density",
      icon: "rows",
      text: t("app.palette.to_density"),
      act: () => look.setDensity(look.density === "dense" ? "comfortable" : "dense"),
    },
    {
      id: "act-rail",
      icon: "fold",
      text: t("app.palette.to_rail"),
      keys: keyHint("rail"),
      act: () => setFold(fold === "folded" ? "open" : "folded"),
    },
    {
      id: "act-language",
      icon: "language",
      text: t("app.palette.to_language"),
      act: () => look.setLanguage(english ? "ko" : "en"),
    },
    {
      id: "act-keys",
      icon: "keyboard",
      text: t("app.palette.to_keys"),
      keys: keyHint("keys"),
      act: () => showOverlay("keys"),
    },
  ];
}

function partnerFound(row: PartnerRow, open: () => void): Found {
  return {
    id: `partner-${row.id}`,
    icon: "building",
    text: row.name,
    detail: [row.number, row.representative].filter(Boolean).join(" · "),
    act: open,
  };
}

function invoiceFound(row: InvoiceRow, open: () => void): Found {
  const direction = t(row.direction === "sale" ? "shared.sale" : "shared.purchase");
  return {
    id: `invoice-${row.id}`,
    icon: "invoice",
    text: row.partner_name,
    detail: [row.written_on, direction, row.item].filter(Boolean).join(" · "),
    amount: formatAmount(row.total_krw),
    act: open,
  };
}

/** What fits the text: screens and acts at once, partners and invoices from the book. */
export function useFound(typed: string): { groups: FoundGroup[]; waiting: boolean } {
  const navigate = useNavigate();
  const text = useDeferredValue(typed.trim());
  const enabled = text !== "";
  const partners = useQueryOf(
    "partner.suggest",
    { text, limit: ROWS_MAX },
    { enabled, keepPrevious: true },
  );
  const invoices = useQueryOf(
    "invoice.page",
    { filter: filterOfSearch({ q: text }), sort: [], after: null, limit: ROWS_MAX },
    { enabled, keepPrevious: true },
  );
  const groups: FoundGroup[] = [
    { id: "screens", title: t("app.palette.screens"), found: fitting(useScreens(), typed) },
    { id: "acts", title: t("app.palette.commands"), found: fitting(useActs(), typed) },
    {
      id: "partners",
      title: t("app.palette.partners"),
      found: (enabled ? (partners.data?.partners ?? []) : []).map((row) =>
        partnerFound(row, () => void navigate({ to: "/invoices", search: { partner: row.id } })),
      ),
    },
    {
      id: "invoices",
      title: t("app.palette.invoices"),
      found: (enabled ? (invoices.data?.rows ?? []) : []).map((row) =>
        invoiceFound(row, () => void navigate({ to: "/invoices", search: { doc: row.id } })),
      ),
    },
  ];
  return {
    groups: groups.filter((group) => group.found.length > 0),
    waiting: enabled && (partners.isFetching || invoices.isFetching),
  };
}
