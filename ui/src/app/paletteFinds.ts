import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { useQueryOf } from "../api/client.ts";
import type { InvoiceRow, PartnerRow } from "../api/generated.ts";
import { formatAmount } from "../shared/format.ts";
import { placeOf } from "../shared/hangul.ts";
import type { IconName } from "../shared/Icon.tsx";
import { t } from "../shared/i18n.ts";
import { filterOfSearch } from "../shared/invoiceSearch.ts";
import { useActs, useCertificates, useCompanies, useScreens } from "./paletteActs.ts";

/** Something found, and what choosing it does. */
export interface Found {
  id: string;
  icon: IconName;
  text: string;
  detail?: string;
  amount?: string;
  keys?: string | undefined;
  /** Shown only when its letters are typed. */
  onAsk?: boolean;
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
  if (text.trim() === "") return all.filter((found) => !found.onAsk);
  return all
    .map((found) => ({ found, place: placeOf(found.text, text) }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place - b.place)
    .map(({ found }) => found);
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
    { id: "companies", title: t("app.palette.companies"), found: fitting(useCompanies(), typed) },
    {
      id: "certificates",
      title: t("app.palette.certificates"),
      found: fitting(useCertificates(enabled), typed).slice(0, ROWS_MAX),
    },
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
