/**
 * Rows as the text a spreadsheet takes from the clipboard: tab between cells, CR LF between rows.
 */
export type TsvCell = string | number | null | undefined;

/** Rows copied at once; more go through an export. */
export const COPY_ROWS_MAX = 10_000;

/** A heading line and the rows; numbers stand plain, so that the spreadsheet can add them. */
export function buildTsv(
  headings: readonly string[],
  rows: readonly (readonly TsvCell[])[],
): string {
  return [headings, ...rows].map((row) => row.map(cellText).join("\t")).join("\r\n");
}

function cellText(cell: TsvCell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const text = isFormula(cell) ? `'${cell}` : cell;
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A name that a spreadsheet would run as a formula: names come from strangers' invoices. */
function isFormula(text: string): boolean {
  return /^[=+@]/.test(text) || /^-[^\d]/.test(text);
}
