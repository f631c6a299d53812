import type {
  InvoiceRow,
  KindView,
  LineView,
  PartyView,
  VarietyView,
} from "../../../api/generated.ts";

/** Rows the paper form shows even when fewer are written. */
export const FORM_ROWS_MIN = 4;

/** What is drawn on one line of the form. */
export interface FormLine {
  key: string;
  month: string;
  day: string;
  item: string;
  specification: string;
  quantity: string;
  unitPrice: string;
  supply: number | null;
  tax: number | null;
  note: string;
}

/** The written lines, filled up with blank ones. */
export function formLines(lines: readonly LineView[]): FormLine[] {
  const written = lines.map((line) => ({
    key: String(line.number),
    month: line.supplied_on?.slice(5, 7) ?? "",
    day: line.supplied_on?.slice(8, 10) ?? "",
    item: line.item ?? "",
    specification: line.specification ?? "",
    quantity: line.quantity ?? "",
    unitPrice: line.unit_price ?? "",
    supply: line.supply_krw,
    tax: line.tax_krw,
    note: line.note ?? "",
  }));
  const blanks = Math.max(0, FORM_ROWS_MIN - written.length);
  return [...written, ...Array.from({ length: blanks }, (_, i) => blankLine(i))];
}

/** Sums and prices of ten figures need wider columns than the paper gives them. */
const LARGE_WON = 1_000_000_000;
const LONG_PRICE = 11;

export function hasLargeSums(lines: readonly LineView[]): boolean {
  return lines.some(
    ({ supply_krw, unit_price }) =>
      Math.abs(supply_krw ?? 0) >= LARGE_WON || (unit_price ?? "").length > LONG_PRICE,
  );
}

function blankLine(i: number): FormLine {
  const blank = {
    month: "",
    day: "",
    item: "",
    specification: "",
    quantity: "",
    unitPrice: "",
    note: "",
  };
  return { key: `blank-${i}`, ...blank, supply: null, tax: null };
}

/** 계산서 has no tax column: it documents a supply that bears none. */
export function bearsTax(kind: KindView): boolean {
  return kind === "tax" || kind === "amended_tax";
}

export function isAmended(kind: KindView): boolean {
  return kind === "amended_tax" || kind === "amended_exempt";
}

/** The variety printed beside the title; the general one is not. */
export function markOf(variety: VarietyView): Exclude<VarietyView, "general"> | null {
  return variety === "general" ? null : variety;
}

/** Whose copy it is decides the colour of its rules. */
export function copyOf(row: InvoiceRow): "supplier" | "buyer" {
  return row.direction === "sale" ? "supplier" : "buyer";
}

/** All addresses for mail, once each. */
export function emailsOf(party: PartyView): string[] {
  return [...new Set(party.contacts.flatMap(({ email }) => (email ? [email] : [])))];
}
