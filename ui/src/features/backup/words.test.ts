import { describe, expect, it } from "vitest";
import type { BookSide, Comparison } from "../../api/generated.ts";
import { readRestoreAddress } from "./address.ts";
import { loses, ruleText, stateOf, verdictText } from "./words.ts";

const sums = { count: 0, supply_krw: 0, tax_krw: 0, total_krw: 0 };
const side: BookSide = {
  name: "가상상사",
  business_number: "123-45-67891",
  totals: { sales: sums, purchases: sums },
  partners: 0,
  sources: 0,
  imports: 0,
  head: { seq: 1, hash: "00" },
  last_act_at: null,
  newest_written_on: null,
};
const comparison = (part: Partial<Comparison>): Comparison => ({
  present: side,
  present_problem: null,
  backup: side,
  newer: "same",
  changes_lost: 0,
  invoices_lost: 0,
  ...part,
});

describe("the words of a comparison", () => {
  it("say how many changes and invoices a newer book would lose", () => {
    const text = verdictText(comparison({ newer: "present", changes_lost: 34, invoices_lost: 12 }));
    expect(text).toContain("34");
    expect(text).toContain("12건 줄어듭니다");
  });

  it("say that invoices come back from a newer backup", () =>
    expect(verdictText(comparison({ newer: "backup", invoices_lost: -3 }))).toContain(
      "3건 늘어납니다",
    ));

  it("count nothing where there is no book to lose", () =>
    expect(verdictText(comparison({ newer: "no_present", invoices_lost: -3 }))).not.toContain(
      "3건",
    ));

  it.each([
    ["present", true],
    ["apart", true],
    ["backup", false],
    ["same", false],
    ["no_present", false],
  ] as const)("know for %s whether something is lost: %s", (newer, lost) =>
    expect(loses(comparison({ newer }))).toBe(lost),
  );
});

it("the keep rule is said with its figures", () => {
  const text = ruleText({ days: 7, weeks: 5, months: 12, upgrades: 3 });
  for (const figure of ["7일", "5주", "12달", "3개"]) expect(text).toContain(figure);
});

it("a damaged backup is not shown by colour alone", () =>
  expect(stateOf({ state: "damaged" })).toEqual({ kind: "bad", word: "손상됨" }));

it("an address that makes no sense asks for nothing", () =>
  expect(readRestoreAddress({ path: 3, company: "" })).toEqual({}));
