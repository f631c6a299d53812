import type { CertificateKindView, CertificatePlace } from "../../api/generated.ts";
import { parseSort, type SortKey } from "../../shared/grid/sort.ts";

/** How far a certificate serves: what the state's chip narrows by. */
export const GROUPS = ["usable", "soon", "expired", "unusable", "archive"] as const;
export type Group = (typeof GROUPS)[number];

export const KINDS: readonly CertificateKindView[] = [
  "tax_invoice",
  "general_business",
  "general_person",
  "bank_business",
  "bank_person",
  "securities",
  "card",
  "civil_service",
  "server",
  "government",
  "other",
];

export const PLACES: readonly CertificatePlace[] = ["own", "npki", "drive", "elsewhere"];

export const SORTABLE = ["state", "owner", "kind", "issuer", "until", "place", "default"] as const;
export type SortColumn = (typeof SORTABLE)[number];

/** The list's address: what narrows it, how it is ordered, which one is shown beside it. */
export interface CertificatesAddress {
  q?: string;
  group?: Group;
  kind?: CertificateKindView;
  place?: CertificatePlace;
  sort?: string;
  /** The one shown: its id, or the path of files that are none. */
  cert?: string;
  /** Opens the import with the page. */
  bring?: boolean;
}

const wordOf = <Word extends string>(words: readonly Word[], raw: unknown): Word | undefined =>
  words.find((word) => word === raw);

/** Reads the address; what is not understood is left out. */
export function readCertificatesAddress(raw: Record<string, unknown>): CertificatesAddress {
  const sort = typeof raw.sort === "string" ? parseSort(raw.sort, SORTABLE) : [];
  // An id may consist of digits alone, and is read as a number then.
  const cert = typeof raw.cert === "number" ? String(raw.cert) : raw.cert;
  return tidy({
    q: typeof raw.q === "string" && raw.q !== "" ? raw.q : undefined,
    group: wordOf(GROUPS, raw.group),
    kind: wordOf(KINDS, raw.kind),
    place: wordOf(PLACES, raw.place),
    sort: sort.length > 0 ? String(raw.sort) : undefined,
    cert: typeof cert === "string" && cert !== "" ? cert : undefined,
    bring: raw.bring === true ? true : undefined,
  });
}

/** Whether anything narrows the list. */
export function narrows({ q, group, kind, place }: CertificatesAddress): boolean {
  return [q, group, kind, place].some((part) => part !== undefined);
}

/** The order asked for; without one the core's own stands. */
export function sortOf(address: CertificatesAddress): SortKey[] {
  return parseSort(address.sort, SORTABLE);
}

/** An address in the making: what is undefined is taken out. */
export type LooseAddress = {
  [Name in keyof CertificatesAddress]?: CertificatesAddress[Name] | undefined;
};

/** A copy without what is undefined, so that the address shows only what was asked. */
export function tidy(address: LooseAddress): CertificatesAddress {
  return Object.fromEntries(
    Object.entries(address).filter(([, part]) => part !== undefined),
  ) as CertificatesAddress;
}
