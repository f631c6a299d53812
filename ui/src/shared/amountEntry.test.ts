import { describe, expect, it } from "vitest";
import { readAmountEntry } from "./amountEntry.ts";

const wonOf = (typed: string) => {
  const entry = readAmountEntry(typed);
  return entry.ok ? entry.won : entry.reason;
};

describe("an amount", () => {
  it.each([
    ["1500000", 1_500_000],
    ["1,500,000", 1_500_000],
    ["1500 000", 1_500_000],
    ["1,500,000원", 1_500_000],
    ["₩ 1,500", 1_500],
    ["150만", 1_500_000],
    ["1.5천만", 15_000_000],
    ["3억 5천만", 350_000_000],
    ["3억5천2백만 원", 352_000_000],
    ["2천5백", 2_500],
    ["만", 10_000],
    ["33000*12", 396_000],
    ["33000x12", 396_000],
    ["12만*3+5천", 365_000],
    ["(1200+800)*3", 6_000],
    ["100/3*3", 100],
    ["0.1*30", 3],
    ["-330000", -330_000],
    ["1000-1500", -500],
    ["0", 0],
    ["9007199254740991", 9_007_199_254_740_991],
  ])("typed as %s is %d won", (typed, won) => expect(wonOf(typed)).toBe(won));

  it("that is not a whole won is refused, not rounded", () => {
    expect(readAmountEntry("100/3")).toEqual({ ok: false, reason: "fraction", value: "33.33" });
    expect(wonOf("0.5")).toBe("fraction");
  });

  it("is refused beyond what can be counted exactly", () => {
    expect(wonOf("9007199254740992")).toBe("too_large");
    expect(wonOf("9999조*9999")).toBe("too_large");
  });

  it("divided by zero is refused", () => expect(wonOf("5/0")).toBe("division_by_zero"));

  it.each(["", "abc", "1+", "(1", "1)", "**", "1.2.3", "1만원짜리", "--", ".", "9".repeat(61)])(
    "that cannot be read, like %j, is refused",
    (typed) => expect(wonOf(typed)).toBe("malformed"),
  );
});
