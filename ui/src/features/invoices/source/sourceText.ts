/** A line longer than this has no line ends of its own: it is broken between elements to be read. */
const LINE_READABLE = 400;

/** The document's lines for reading. What is kept and saved stays byte for byte as it came. */
export function linesOf(text: string): string[] {
  return text
    .replace(/(\r\n|\r|\n)$/, "")
    .split(/\r\n|\r|\n/)
    .flatMap((line) =>
      line.length > LINE_READABLE ? line.replaceAll("><", ">\n<").split("\n") : [line],
    );
}

/** A piece of a line: plain, or one of the places that were looked for. */
export interface Piece {
  text: string;
  /** Its number among all found places; null for plain text. */
  found: number | null;
}

/** Every line cut at the found places, which are numbered through; letter case does not matter. */
export function findInLines(
  lines: readonly string[],
  wanted: string,
): { lines: Piece[][]; count: number } {
  const needle = wanted.toLowerCase();
  let count = 0;
  const cut = lines.map((line) => {
    if (needle === "") return [{ text: line, found: null }];
    const pieces: Piece[] = [];
    const lower = line.toLowerCase();
    let from = 0;
    for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
      if (at > from) pieces.push({ text: line.slice(from, at), found: null });
      pieces.push({ text: line.slice(at, at + needle.length), found: count });
      count += 1;
      from = at + needle.length;
    }
    if (from < line.length || pieces.length === 0)
      pieces.push({ text: line.slice(from), found: null });
    return pieces;
  });
  return { lines: cut, count };
}

/** The rows a locator names, 1-based: `세금계산서!7-8행` names 7 and 8. */
export function rowsOfLocator(locator: string | null): Set<number> {
  const rows = new Set<number>();
  const ranges = /!([\d\s,-]+)/.exec(locator ?? "")?.[1] ?? "";
  for (const range of ranges.split(",")) {
    const [first, last = first] = range.split("-").map((part) => Number.parseInt(part, 10));
    if (first === undefined || Number.isNaN(first) || last === undefined || Number.isNaN(last))
      continue;
    for (let row = first; row <= Math.min(last, first + 99); row += 1) rows.add(row);
  }
  return rows;
}

/** Column letters as spreadsheets write them: A … Z, AA … */
export function columnLetters(index: number): string {
  let letters = "";
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  }
  return letters;
}
