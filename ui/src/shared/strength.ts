export type Strength = "none" | "short" | "plain" | "fair" | "good";

/** Shorter ones are called short here; what the core refuses outright is its own rule. */
const LENGTH_FAIR = 12;
const LENGTH_GOOD = 18;
/** Fewer different letters than this are a pattern, not a passphrase. */
const LETTERS_MIN = 6;

/** A hint while typing, never a verdict: long and varied is strong. */
export function strengthOf(passphrase: string): Strength {
  const letters = [...passphrase];
  if (letters.length === 0) return "none";
  if (letters.length < LENGTH_FAIR) return "short";
  const different = new Set(letters).size;
  const stepwise = letters.every(
    (letter, at) =>
      at === 0 ||
      Math.abs((letter.codePointAt(0) ?? 0) - (letters[at - 1]?.codePointAt(0) ?? 0)) <= 1,
  );
  if (different < LETTERS_MIN || stepwise) return "plain";
  return letters.length >= LENGTH_GOOD ? "good" : "fair";
}
