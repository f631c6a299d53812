import { describe, expect, it } from "vitest";
import { isBackwards, monthOf, nameOf, shapeOf, spanOf, untilToday } from "./period.ts";

const today = "2026-11-21";

describe("periods", () => {
  it("are whole months, quarters and years", () => {
    expect(spanOf("this_month", today)).toEqual({ from: "2026-11-01", to: "2026-11-30" });
    expect(spanOf("this_quarter", today)).toEqual({ from: "2026-10-01", to: "2026-12-31" });
    expect(spanOf("last_quarter", today)).toEqual({ from: "2026-07-01", to: "2026-09-30" });
    expect(spanOf("last_year", today)).toEqual({ from: "2025-01-01", to: "2025-12-31" });
    expect(spanOf("all", today)).toEqual({ from: null, to: null });
  });

  it("reach back over the turn of the year", () => {
    expect(spanOf("last_month", "2026-01-05")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
    expect(spanOf("last_quarter", "2026-02-05")).toEqual({ from: "2025-10-01", to: "2025-12-31" });
  });

  it("end February where the year ends it", () => {
    expect(monthOf("2028-02-10").to).toBe("2028-02-29");
    expect(monthOf("2026-02-10").to).toBe("2026-02-28");
  });

  it("are found again by their days", () => {
    expect(nameOf({ from: "2026-11-01", to: "2026-11-30" }, today)).toBe("this_month");
    expect(nameOf({ from: "2026-01-01", to: "2026-03-31" }, today)).toBe("vat1_preliminary");
    expect(nameOf({ from: "2026-01-02", to: "2026-03-31" }, today)).toBeNull();
  });

  it("read as a month or a year where they are one", () => {
    expect(shapeOf(monthOf("2026-09-03"))).toEqual({ shape: "month", year: 2026, month: 9 });
    expect(shapeOf(spanOf("last_year", today))).toEqual({ shape: "year", year: 2025 });
    expect(shapeOf({ from: "2026-11-03", to: null })).toEqual({
      shape: "days",
      from: "2026-11-03",
      to: null,
    });
  });
});

describe("a period that is asked for", () => {
  it("ends today where it would end later", () =>
    expect(untilToday({ from: "2026-11-01", to: "2026-11-30" }, "2026-11-21")).toEqual({
      from: "2026-11-01",
      to: "2026-11-21",
    }));

  it("that is past keeps its end", () =>
    expect(untilToday({ from: "2026-10-01", to: "2026-10-31" }, "2026-11-21").to).toBe(
      "2026-10-31",
    ));

  it("is backwards when its last day lies before its first", () => {
    expect(isBackwards({ from: "2026-10-02", to: "2026-10-01" })).toBe(true);
    expect(isBackwards({ from: "2026-10-01", to: "2026-10-01" })).toBe(false);
    expect(isBackwards({ from: null, to: "2026-10-01" })).toBe(false);
  });
});
