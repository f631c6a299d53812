import { describe, expect, it } from "vitest";
import { readDateEntry } from "./dateEntry.ts";

const TODAY = "2026-11-10";
const dateOf = (typed: string) => {
  const entry = readDateEntry(typed, TODAY);
  return entry.ok ? entry.date : entry.reason;
};

describe("a short date", () => {
  it.each([
    ["21", "2026-11-21"],
    ["5", "2026-11-05"],
    ["115", "2026-01-15"],
    ["1121", "2026-11-21"],
    ["0115", "2026-01-15"],
    ["261121", "2026-11-21"],
    ["20261121", "2026-11-21"],
    ["2026-11-21", "2026-11-21"],
    ["2026.1.5", "2026-01-05"],
    ["11/21", "2026-11-21"],
    ["26년 1월 5일", "2026-01-05"],
    ["+7", "2026-11-17"],
    ["-10", "2026-10-31"],
    ["t", "2026-11-10"],
    ["ㅅ", "2026-11-10"],
    ["오늘", "2026-11-10"],
    ["  21 ", "2026-11-21"],
  ])("typed as %s is %s", (typed, date) => expect(dateOf(typed)).toBe(date));

  it("reaches the leap day only in a leap year", () => {
    expect(dateOf("20280229")).toBe("2028-02-29");
    expect(dateOf("20260229")).toBe("impossible");
  });

  it.each(["31", "1331", "0", "00000000"])("that no calendar has, like %s, is refused", (typed) =>
    expect(dateOf(typed)).toBe("impossible"),
  );

  it.each(["", "어제", "12345", "1-2-3-4", "+", "t1"])(
    "that cannot be read, like %j, is refused",
    (typed) => expect(dateOf(typed)).toBe("malformed"),
  );

  it("outside the range of its field is refused with the date it became", () => {
    const range = { first: "2000-01-01", last: "2027-12-31" };
    expect(readDateEntry("99991231", TODAY, range)).toEqual({
      ok: false,
      reason: "too_far",
      text: "9999-12-31",
    });
    expect(readDateEntry("20271231", TODAY, range)).toEqual({ ok: true, date: "2027-12-31" });
  });
});
