/** A table of texts: leaves are texts, branches are groups. */
export type TextTree = { readonly [name: string]: string | TextTree };
export type Params = Readonly<Record<string, string | number | null | undefined>>;

/** The leaf at a dotted key; a group may itself hold names with dots, as error codes do. */
export function findText(tree: TextTree | null, key: string): string | undefined {
  if (tree === null) return undefined;
  const direct = tree[key];
  if (typeof direct === "string") return direct;
  for (let cut = key.indexOf("."); cut !== -1; cut = key.indexOf(".", cut + 1)) {
    const branch = tree[key.slice(0, cut)];
    if (typeof branch !== "object") continue;
    const found = findText(branch, key.slice(cut + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const FINALS = 28;
const RIEUL_FINAL = 8;
/** Digits whose Korean reading ends in a consonant: 영 일 삼 육 칠 팔. */
const CLOSED_DIGITS = "013678";

function lastSound(word: string): { closed: boolean; rieul: boolean } {
  const last = word.replace(/[)\]"'”’.]+$/u, "").at(-1) ?? "";
  const code = last.codePointAt(0) ?? 0;
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) {
    const final = (code - HANGUL_FIRST) % FINALS;
    return { closed: final !== 0, rieul: final === RIEUL_FINAL };
  }
  if (/\d/.test(last)) return { closed: CLOSED_DIGITS.includes(last), rieul: "178".includes(last) };
  return { closed: /[lmnr]/i.test(last), rieul: /[lr]/i.test(last) };
}

/** The particle that fits the word: `particle("장부", "을/를")` is 를. */
export function particle(word: string, pair: string): string {
  const [afterClosed = "", afterOpen = ""] = pair.split("/");
  const { closed, rieul } = lastSound(word);
  if (afterClosed === "으로" && rieul) return afterOpen;
  return closed ? afterClosed : afterOpen;
}

function shown(value: string | number | null | undefined): string {
  if (typeof value === "number") return value.toLocaleString("en-US");
  return value ?? "";
}

/** Finds the word for a value of a group, for instance the field `buyer_name`. */
export type Words = (group: string, value: string) => string | undefined;

/** Replaces the parameters of a text; see `t`. */
export function fillText(text: string, params: Params, language: string, words?: Words): string {
  const hole = /\{(\w+)(?:@(\w+))?(?:([+|])([^}]*))?\}/g;
  return text.replace(hole, (whole, name: string, group?: string, mark?: string, rest?: string) => {
    if (!(name in params)) return whole;
    const value = params[name];
    const word = (part: string) => (group ? (words?.(group, part) ?? part) : part);
    const said = group ? shown(value).split(", ").map(word).join(", ") : shown(value);
    if (mark === "+") return said + (language === "ko" ? particle(said, rest ?? "") : "");
    if (mark === "|") {
      const [one = "", other = ""] = (rest ?? "").split("|");
      return value === 1 || value === "1" ? one : other;
    }
    return said;
  });
}
