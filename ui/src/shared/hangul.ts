/** Finding by first consonants (초성), so that `ㅈㅅ` finds 전자세금계산서 and 거래ㅊ finds 거래처. */

const FIRST = 0xac00;
const LAST = 0xd7a3;
const PER_INITIAL = 588;
const FINALS = 28;
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

function isSyllable(code: number): boolean {
  return code >= FIRST && code <= LAST;
}

/** Whether one typed letter stands for one written one. */
function fits(written: string, typed: string): boolean {
  if (written === typed) return true;
  const code = written.codePointAt(0) ?? 0;
  if (!isSyllable(code)) return false;
  if (INITIALS.includes(typed)) return INITIALS[Math.floor((code - FIRST) / PER_INITIAL)] === typed;
  const typedCode = typed.codePointAt(0) ?? 0;
  // A syllable still without its final stands for all that begin with it.
  const open = isSyllable(typedCode) && (typedCode - FIRST) % FINALS === 0;
  return open && code - typedCode > 0 && code - typedCode < FINALS;
}

const plainLetters = (text: string): string[] => [...text.toLowerCase().replace(/[\s·]+/gu, "")];

/**
 * Where the typed letters stand in a text, blanks and dots apart: 0 at its beginning, -1 nowhere.
 * When the letters in a row are nowhere, they may also stand apart in order (`ㅈㅅ` in 전자세금):
 * that counts as far behind.
 */
export function placeOf(text: string, typed: string): number {
  const written = plainLetters(text);
  const wanted = plainLetters(typed);
  for (let start = 0; start + wanted.length <= written.length; start += 1) {
    if (wanted.every((letter, at) => fits(written[start + at] ?? "", letter))) return start;
  }
  let at = 0;
  for (const letter of written) {
    if (at < wanted.length && fits(letter, wanted[at] ?? "")) at += 1;
  }
  return wanted.length > 1 && at === wanted.length ? written.length : -1;
}
