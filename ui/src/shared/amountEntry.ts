/**
 * Amounts as clerks type them: `1500000`, `1,500,000`, `1500 000`, `150만`, `1.5천만`, `3억 5천만`,
 * `33000*12`, `(1200+800)*3`. Reckoned exactly in fractions; what is not a whole won is refused
 * rather than rounded, because rounding is a rule of the trade and lives in the core.
 */
export type AmountEntry =
  | { ok: true; won: number }
  | {
      ok: false;
      reason: "malformed" | "fraction" | "too_large" | "division_by_zero";
      value?: string;
    };

/** Largest amount of a book: JavaScript counts won exactly up to here. */
const WON_MAX = BigInt(Number.MAX_SAFE_INTEGER);
/** Longest text read; a longer one is no amount. */
const TEXT_MAX = 60;

const SMALL_UNITS: Readonly<Record<string, bigint>> = { 십: 10n, 백: 100n, 천: 1_000n };
const LARGE_UNITS: Readonly<Record<string, bigint>> = {
  만: 10_000n,
  억: 100_000_000n,
  조: 1_000_000_000_000n,
};

interface Fraction {
  over: bigint;
  under: bigint;
}

class EntryError extends Error {
  readonly reason: "malformed" | "division_by_zero";

  constructor(reason: "malformed" | "division_by_zero") {
    super(reason);
    this.reason = reason;
  }
}

const whole = (value: bigint): Fraction => ({ over: value, under: 1n });
const times = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.over,
  under: a.under * b.under,
});
const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});
const negated = (a: Fraction): Fraction => ({ over: -a.over, under: a.under });

function divided(a: Fraction, b: Fraction): Fraction {
  if (b.over === 0n) throw new EntryError("division_by_zero");
  const sign = b.over < 0n ? -1n : 1n;
  return { over: a.over * b.under * sign, under: a.under * b.over * sign };
}

const TOKEN = /\s*(?:(\d[\d,\s]*(?:\.\d+)?|\.\d+)|([십백천만억조])|([-+*/()]))/uy;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    const token = found?.[1] ?? found?.[2] ?? found?.[3];
    if (token === undefined) throw new EntryError("malformed");
    tokens.push(token.replace(/[,\s]/g, ""));
  }
  return tokens;
}

function decimalOf(text: string): Fraction {
  const [before = "", after = ""] = text.split(".");
  return { over: BigInt(before + after || "0"), under: 10n ** BigInt(after.length) };
}

/** Reads tokens from left to right: sums of products of factors. */
class Reckoning {
  private at = 0;
  private readonly tokens: readonly string[];

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  value(): Fraction {
    const value = this.sum();
    if (this.at < this.tokens.length) throw new EntryError("malformed");
    return value;
  }

  private take(wanted: string): boolean {
    if (this.tokens[this.at] !== wanted) return false;
    this.at += 1;
    return true;
  }

  private sum(): Fraction {
    let value = this.product();
    for (;;) {
      if (this.take("+")) value = plus(value, this.product());
      else if (this.take("-")) value = plus(value, negated(this.product()));
      else return value;
    }
  }

  private product(): Fraction {
    let value = this.factor();
    for (;;) {
      if (this.take("*")) value = times(value, this.factor());
      else if (this.take("/")) value = divided(value, this.factor());
      else return value;
    }
  }

  private factor(): Fraction {
    if (this.take("-")) return negated(this.factor());
    if (this.take("+")) return this.factor();
    if (this.take("(")) {
      const value = this.sum();
      if (!this.take(")")) throw new EntryError("malformed");
      return value;
    }
    return this.numeral();
  }

  /** A number with Korean units: `3억 5천만` is 3 × 10⁸ + 5 × 10³ × 10⁴. */
  private numeral(): Fraction {
    let total = whole(0n);
    let below: Fraction | null = null;
    let read = false;
    for (;;) {
      const token = this.tokens[this.at] ?? "";
      if (/^[\d.]/.test(token)) {
        // Two figures stand side by side only with a unit between them: `5천 200`, not `5 .2`.
        if (/^[\d.]/.test(this.tokens[this.at - 1] ?? "")) throw new EntryError("malformed");
        const figure = this.figure();
        below = below === null ? figure : plus(below, figure);
      } else if (token in LARGE_UNITS) {
        this.at += 1;
        total = plus(total, times(below ?? whole(1n), whole(LARGE_UNITS[token] ?? 1n)));
        below = null;
      } else if (token in SMALL_UNITS) {
        below = plus(below ?? whole(0n), this.figure());
      } else {
        if (!read) throw new EntryError("malformed");
        return below === null ? total : plus(total, below);
      }
      read = true;
    }
  }

  /** A decimal and the small units right behind it; a unit alone counts one of it. */
  private figure(): Fraction {
    const token = this.tokens[this.at] ?? "";
    let value = whole(1n);
    if (/^[\d.]/.test(token)) {
      value = decimalOf(token);
      this.at += 1;
    }
    for (;;) {
      const unit = SMALL_UNITS[this.tokens[this.at] ?? ""];
      if (unit === undefined) return value;
      value = times(value, whole(unit));
      this.at += 1;
    }
  }
}

/** Reads what was typed. */
export function readAmountEntry(typed: string): AmountEntry {
  const text = typed.replace(/[₩원]/gu, "").replace(/[×xX]/gu, "*").replace(/÷/gu, "/").trim();
  if (text === "" || text.length > TEXT_MAX) return { ok: false, reason: "malformed" };
  try {
    const { over, under } = new Reckoning(tokensOf(text)).value();
    if (over % under !== 0n) {
      const tenths = Number((over * 100n) / under) / 100;
      return { ok: false, reason: "fraction", value: tenths.toLocaleString("en-US") };
    }
    const won = over / under;
    if (won > WON_MAX || won < -WON_MAX) return { ok: false, reason: "too_large" };
    return { ok: true, won: Number(won) };
  } catch (reason) {
    if (reason instanceof EntryError) return { ok: false, reason: reason.reason };
    throw reason;
  }
}
