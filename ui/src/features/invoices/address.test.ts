import { describe, expect, it } from "vitest";
import {
  filterOfAddress,
  narrows,
  readInvoicesAddress,
  sortOfAddress,
  sortRequest,
  spanOfAddress,
  tidy,
} from "./address.ts";

const today = "2026-11-21";
const latest = { from: "2026-10-01", to: "2026-10-31" };

describe("the list's address", () => {
  it("shows the latest month with invoices when it says nothing", () => {
    expect(spanOfAddress({}, today, latest)).toEqual(latest);
    expect(spanOfAddress({ doc: 3, sort: "partner" }, today, latest)).toEqual(latest);
  });

  it("shows all days when it narrows in another way", () => {
    expect(spanOfAddress({ partner: 7 }, today, latest)).toEqual({ from: null, to: null });
    expect(spanOfAddress({ import: 2 }, today, latest)).toEqual({ from: null, to: null });
    expect(spanOfAddress({ period: "all" }, today, latest)).toEqual({ from: null, to: null });
  });

  it("takes a period by name or by days, and days win", () => {
    const address = readInvoicesAddress({ period: "this_year", from: "2026-03-01" });
    expect(spanOfAddress(address, today, latest)).toEqual({ from: "2026-03-01", to: null });
    expect(readInvoicesAddress({ period: "this_year" }).period).toBe("this_year");
    expect(readInvoicesAddress({ period: "someday" }).period).toBeUndefined();
  });

  it("asks the core for what it says", () => {
    const address = readInvoicesAddress({ dir: "sale", q: "상자", warn: true, min: 1000 });
    const filter = filterOfAddress(address, { from: "2026-01-01", to: null });
    expect(filter).toMatchObject({
      from: "2026-01-01",
      to: null,
      direction: "sale",
      text: "상자",
      has_warnings: true,
      total_min_krw: 1000,
      total_max_krw: null,
    });
  });

  it("orders by the latest day unless it says otherwise", () => {
    expect(sortOfAddress({})).toEqual([{ column: "written_on", descending: true }]);
    expect(sortRequest(sortOfAddress({ sort: "partner,-total" }))).toEqual([
      { column: "partner", descending: false },
      { column: "total", descending: true },
    ]);
  });

  it("does not call order and the open document a filter", () => {
    expect(narrows({ sort: "partner", doc: 1 })).toBe(false);
    expect(narrows({ q: "상자" })).toBe(true);
  });

  it("leaves out what is not set", () => {
    expect(Object.keys(tidy({ q: undefined, partner: 1 }))).toEqual(["partner"]);
  });
});
