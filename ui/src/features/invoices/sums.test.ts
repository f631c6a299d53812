import { describe, expect, it } from "vitest";
import type { InvoiceTotals, Sums } from "../../api/generated.ts";
import { sumLines, without } from "./sums.tsx";

const sums = (count: number, supply_krw: number, tax_krw: number): Sums => ({
  count,
  supply_krw,
  tax_krw,
  total_krw: supply_krw + tax_krw,
});

const found: InvoiceTotals = { sales: sums(3, 1000, 100), purchases: sums(2, 500, 50) };

describe("the list's sums", () => {
  it("take out of everything what was taken out of the selection", () => {
    const left = without(found, { sales: sums(1, 300, 30), purchases: sums(0, 0, 0) });
    expect(left.sales).toEqual(sums(2, 700, 70));
    expect(left.purchases).toEqual(found.purchases);
  });

  it("stand apart by direction, and say nothing of a selection that is empty", () => {
    const lines = sumLines(found, { count: 0, totals: undefined });
    expect(lines.map(({ key }) => key)).toEqual(["sales", "purchases"]);
    expect(lines[0]?.sums).toEqual({ supply: "1,000", tax: "100", total: "1,100" });
  });

  it("show the selection's own lines only for directions it has", () => {
    const picked = { sales: sums(0, 0, 0), purchases: sums(2, 500, 50) };
    const lines = sumLines(found, { count: 2, totals: picked });
    expect(lines.map(({ key }) => key)).toEqual(["sales", "purchases", "picked-purchases"]);
    expect(lines[2]?.selected).toBe(true);
  });

  it("keep a selection's line while its sums are on the way", () => {
    const lines = sumLines(found, { count: 2, totals: undefined });
    expect(lines).toHaveLength(3);
    expect(lines[2]?.sums.supply).toBe("");
  });
});
