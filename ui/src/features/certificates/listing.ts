import type {
  BrokenPair,
  CertificateCopy,
  CertificateList,
  CertificatePlace,
  CertificateRow,
  FoundPfx,
  PairFaultView,
} from "../../api/generated.ts";
import type { SortKey } from "../../shared/grid/sort.ts";
import { placeOf } from "../../shared/hangul.ts";
import type { CertificatesAddress, Group, SortColumn } from "./address.ts";
import { kindText, placeText } from "./words.ts";

/** A line of the list: a certificate, files that are none, or a file that shows nothing yet. */
export type Item =
  | { type: "certificate"; key: string; row: CertificateRow }
  | { type: "broken"; key: string; pair: BrokenPair }
  | { type: "archive"; key: string; file: FoundPfx };

/** Everything that was found, in the core's order. */
export function itemsOf(list: CertificateList): Item[] {
  return [
    ...list.certificates.map((row): Item => ({ type: "certificate", key: row.id, row })),
    ...list.broken.map((pair): Item => ({ type: "broken", key: pathOfPair(pair), pair })),
    ...list.archives.map((file): Item => ({ type: "archive", key: file.path, file })),
  ];
}

function pathOfPair(pair: BrokenPair): string {
  return pair.key_path ?? pair.certificate_path ?? pair.folder;
}

/** Which of the groups a line belongs to. What is due, and until when, the core has said. */
export function groupOf(item: Item): Group {
  if (item.type === "archive") return "archive";
  if (item.type === "broken") return "unusable";
  const { state, usable, notice } = item.row;
  if (state === "expired") return "expired";
  if (!usable || state === "not_yet") return "unusable";
  return notice === null ? "usable" : "soon";
}

/** Why a line cannot be used: the first thing wrong with its best copy. */
export function faultOf(item: Item): PairFaultView | null {
  if (item.type === "archive") return null;
  if (item.type === "broken") return item.pair.faults[0] ?? null;
  return item.row.usable ? null : (copiesOf(item.row)[0]?.faults[0] ?? null);
}

/** Where its copies lie, each place once. */
export function placesOf(item: Item): CertificatePlace[] {
  if (item.type === "broken") return [item.pair.place];
  if (item.type === "archive") return [item.file.place];
  return [...new Set(item.row.copies.map(({ place }) => place))];
}

/** Whether the search finds it: by names as they are spoken, by figures as they stand. */
function fits(item: Item, q: string): boolean {
  const named = (text: string | null) => text !== null && placeOf(text, q) >= 0;
  if (item.type === "broken") return named(item.pair.folder);
  if (item.type === "archive") return named(item.file.path);
  const { owner, real_name, issuer, issuer_name, business_number, serial } = item.row;
  const figures = q.replaceAll("-", "");
  const counted = (text: string | null) => text?.replaceAll("-", "").includes(figures) ?? false;
  return (
    [owner, real_name, issuer, issuer_name].some(named) || [business_number, serial].some(counted)
  );
}

/** The lines that fit the address. */
export function narrow(items: readonly Item[], address: CertificatesAddress): Item[] {
  const { q, group, kind, place } = address;
  return items.filter(
    (item) =>
      (group === undefined || groupOf(item) === group) &&
      (kind === undefined || (item.type === "certificate" && item.row.kind === kind)) &&
      (place === undefined || placesOf(item).includes(place)) &&
      (q === undefined || fits(item, q)),
  );
}

const GROUP_ORDER: Record<Group, number> = {
  soon: 0,
  usable: 1,
  expired: 2,
  unusable: 3,
  archive: 4,
};

/** What a column sorts by; a line that has nothing there stands last either way. */
function sortValue(item: Item, column: SortColumn): string | number | null {
  if (column === "state") return GROUP_ORDER[groupOf(item)];
  if (column === "place") return placesOf(item).map(placeText).join(" ");
  if (item.type !== "certificate") return column === "owner" ? item.key : null;
  const { row } = item;
  switch (column) {
    case "owner":
      return row.owner;
    case "kind":
      return kindText(row.kind);
    case "issuer":
      return row.issuer;
    case "until":
      return row.valid_until;
    case "default":
      return row.is_default ? 0 : 1;
  }
}

/** The one that signs first, then those that serve, then the rest: where nothing else is asked for. */
function rankOf(item: Item): number {
  return item.type === "certificate" && item.row.is_default ? -1 : GROUP_ORDER[groupOf(item)];
}

/** The lines in the order asked for; equal ones stay as they were. */
export function ordered(items: readonly Item[], keys: readonly SortKey[]): Item[] {
  return [...items].sort((a, b) => {
    if (keys.length === 0) return rankOf(a) - rankOf(b);
    for (const { column, descending } of keys) {
      const order = compare(sortValue(a, column as SortColumn), sortValue(b, column as SortColumn));
      if (order.decided !== 0) return order.absent || !descending ? order.decided : -order.decided;
    }
    return 0;
  });
}

type Value = string | number | null;

function compare(a: Value, b: Value): { decided: number; absent: boolean } {
  if (a === null || b === null) {
    return { decided: Number(a === null) - Number(b === null), absent: true };
  }
  if (typeof a === "number" && typeof b === "number") return { decided: a - b, absent: false };
  return { decided: String(a).localeCompare(String(b), "ko"), absent: false };
}

/** How many lines each group has. */
export function countsOf(items: readonly Item[]): Record<Group, number> {
  const counts: Record<Group, number> = { usable: 0, soon: 0, expired: 0, unusable: 0, archive: 0 };
  for (const item of items) counts[groupOf(item)] += 1;
  return counts;
}

const NUMBER_DIGITS = 12;
const PRIME = 0x01000193;
const BASIS = 0x811c9dc5;

/** The number by which the grid knows a line again: from the fingerprint, or mixed from the path. */
export function numberOf({ type, key }: Item): number {
  if (type === "certificate") return Number.parseInt(key.slice(0, NUMBER_DIGITS), 16);
  let mixed = BASIS;
  for (let at = 0; at < key.length; at += 1) {
    mixed = Math.imul(mixed ^ key.charCodeAt(at), PRIME) >>> 0;
  }
  return -1 - mixed;
}

/** The order in which copies serve: our own first, then this PC's, then a drive's. */
const PLACE_ORDER: Record<CertificatePlace, number> = { own: 0, npki: 1, drive: 2, elsewhere: 3 };

/** The copies of a certificate, the one to use first. */
export function copiesOf(row: CertificateRow): CertificateCopy[] {
  const rank = (copy: CertificateCopy) =>
    (copy.faults.length > 0 ? 10 : 0) + PLACE_ORDER[copy.place];
  return [...row.copies].sort((a, b) => rank(a) - rank(b));
}
