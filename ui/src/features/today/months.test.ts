import { describe, expect, it } from "vitest";
import type { MonthSums } from "../../api/generated.ts";
import { axisOf, monthPairs, nothing, searchOfMonth, searchOfPlace } from "./months.ts";

const sums = (year: number, month: number): MonthSums => ({
  year,
  month,
  sales: nothing,
  purchases: nothing,
});

describe("the months of two years", () => {
  it("stand side by side, missing ones empty", () => {
    const { year, pairs } = monthPairs([sums(2025, 12), sums(2026, 1), sums(2026, 12)]);
    expect(year).toBe(2026);
    expect(pairs).toHaveLength(12);
    expect(pairs[0]).toMatchObject({ month: 1, now: { year: 2026 }, before: null });
    expect(pairs[11]).toMatchObject({ month: 12, now: { year: 2026 }, before: { year: 2025 } });
  });

  it("lead to all days of their list", () => {
    expect(searchOfMonth(2028, 2, "sales")).toEqual({
      from: "2028-02-01",
      to: "2028-02-29",
      dir: "sale",
    });
    expect(searchOfMonth(2026, 12, "purchases")).toEqual({
      from: "2026-12-01",
      to: "2026-12-31",
      dir: "purchase",
    });
  });
});

describe("the axis", () => {
  it.each([
    [58_000_000, 60_000_000, 20_000_000],
    [36_000_000, 40_000_000, 20_000_000],
    [5_110_000, 6_000_000, 2_000_000],
    [45_000, 60_000, 20_000],
    [1, 10_000, 10_000],
    [0, 10_000, 10_000],
  ])("for a largest bar of %d ends at %d in steps of %d", (largest, top, step) =>
    expect(axisOf(largest)).toEqual({ top, step }),
  );
});

describe("a task's place", () => {
  it("is asked for the one the task is about", () => {
    expect(searchOfPlace("/certificates", { certificate: "ab" })).toEqual({ cert: "ab" });
    expect(searchOfPlace("/invoices/collect", { run: "12" })).toEqual({ run: 12 });
    expect(searchOfPlace("/partners?state=shut", { partner: "4" })).toEqual({ partner: 4 });
  });

  it("shows what its link says where it is about several", () => {
    expect(searchOfPlace("/partners?state=shut", {})).toEqual({ state: "shut" });
    expect(searchOfPlace("/import", { month: "10" })).toEqual({});
  });
});
