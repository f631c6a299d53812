import type { IconName } from "../shared/Icon.tsx";
import type { TextKey } from "../shared/i18n.ts";

/** An area of the rail. */
export interface Area {
  id: string;
  path: string;
  title: TextKey;
  icon: IconName;
  /** Sentence of what the area will do, for areas this version does not have. */
  later?: TextKey;
}

/** The rail's areas in their groups, in the order of a clerk's work. */
export const areaGroups: readonly (readonly Area[])[] = [
  [{ id: "today", path: "/", title: "app.areas.today", icon: "calendar" }],
  [
    { id: "invoices", path: "/invoices", title: "app.areas.invoices", icon: "invoice" },
    { id: "partners", path: "/partners", title: "app.areas.partners", icon: "building" },
    {
      id: "ledger",
      path: "/ledger",
      title: "app.areas.ledger",
      icon: "book",
      later: "app.later.ledger",
    },
    { id: "vat", path: "/vat", title: "app.areas.vat", icon: "percent", later: "app.later.vat" },
  ],
  [
    {
      id: "payroll",
      path: "/payroll",
      title: "app.areas.payroll",
      icon: "person",
      later: "app.later.payroll",
    },
    {
      id: "insurance",
      path: "/insurance",
      title: "app.areas.insurance",
      icon: "shield",
      later: "app.later.insurance",
    },
    {
      id: "payments",
      path: "/payments",
      title: "app.areas.payments",
      icon: "card",
      later: "app.later.payments",
    },
  ],
  [
    {
      id: "certificates",
      path: "/certificates",
      title: "app.areas.certificates",
      icon: "ribbon",
    },
    {
      id: "connections",
      path: "/connections",
      title: "app.areas.connections",
      icon: "link",
    },
    { id: "settings", path: "/settings", title: "app.areas.settings", icon: "sliders" },
  ],
];

export const areas: readonly Area[] = areaGroups.flat();
export const laterAreas: readonly Area[] = areas.filter((area) => area.later !== undefined);
