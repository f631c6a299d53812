import type { Direction, InvoiceFilter, KindView, VarietyView } from "../api/generated.ts";

/**
 * An invoice filter as the address holds it: short names, nothing for what does not narrow. Screens
 * link to the invoice list with it, and the list reads it back, so that Back and a copied address
 * show the same rows.
 */
export interface InvoiceSearch {
  from?: string;
  to?: string;
  dir?: Direction;
  kinds?: KindView[];
  varieties?: VarietyView[];
  partner?: number;
  min?: number;
  max?: number;
  q?: string;
  warn?: boolean;
  /** Only those that the clerk has, or has not, looked at. */
  looked?: boolean;
  import?: number;
}

/** What of a filter the address has to hold. */
export function searchOfFilter(filter: InvoiceFilter): InvoiceSearch {
  const search: InvoiceSearch = {};
  if (filter.from) search.from = filter.from;
  if (filter.to) search.to = filter.to;
  if (filter.direction) search.dir = filter.direction;
  if (filter.kinds.length > 0) search.kinds = filter.kinds;
  if (filter.varieties.length > 0) search.varieties = filter.varieties;
  if (filter.partner !== null) search.partner = filter.partner;
  if (filter.total_min_krw !== null) search.min = filter.total_min_krw;
  if (filter.total_max_krw !== null) search.max = filter.total_max_krw;
  if (filter.text) search.q = filter.text;
  if (filter.has_warnings !== null) search.warn = filter.has_warnings;
  if (filter.looked_at !== null) search.looked = filter.looked_at;
  if (filter.import !== null) search.import = filter.import;
  return search;
}

/** The filter an address asks for. */
export function filterOfSearch(search: InvoiceSearch): InvoiceFilter {
  return {
    from: search.from ?? null,
    to: search.to ?? null,
    direction: search.dir ?? null,
    kinds: search.kinds ?? [],
    varieties: search.varieties ?? [],
    partner: search.partner ?? null,
    total_min_krw: search.min ?? null,
    total_max_krw: search.max ?? null,
    text: search.q ?? null,
    has_warnings: search.warn ?? null,
    looked_at: search.looked ?? null,
    import: search.import ?? null,
  };
}

const DIRECTIONS: readonly Direction[] = ["sale", "purchase"];
const KINDS: readonly KindView[] = ["tax", "amended_tax", "exempt", "amended_exempt"];
const VARIETIES: readonly VarietyView[] = [
  "general",
  "zero_rated",
  "consigned",
  "import",
  "zero_rated_consigned",
  "import_deferred",
];

/** A day of an address, `YYYY-MM-DD`. */
export function dateIn(value: unknown): string | undefined {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
}

function wholeIn(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

function listIn<Word extends string>(value: unknown, known: readonly Word[]): Word[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const words = known.filter((word) => value.includes(word));
  return words.length > 0 ? words : undefined;
}

/** Reads an address typed or kept by anyone; what is not understood is left out. */
export function readInvoiceSearch(raw: Record<string, unknown>): InvoiceSearch {
  const search: InvoiceSearch = {
    from: dateIn(raw.from),
    to: dateIn(raw.to),
    dir: DIRECTIONS.find((word) => word === raw.dir),
    kinds: listIn(raw.kinds, KINDS),
    varieties: listIn(raw.varieties, VARIETIES),
    partner: wholeIn(raw.partner),
    min: wholeIn(raw.min),
    max: wholeIn(raw.max),
    q: typeof raw.q === "string" && raw.q !== "" ? raw.q : undefined,
    warn: typeof raw.warn === "boolean" ? raw.warn : undefined,
    looked: typeof raw.looked === "boolean" ? raw.looked : undefined,
    import: wholeIn(raw.import),
  };
  return JSON.parse(JSON.stringify(search)) as InvoiceSearch;
}
