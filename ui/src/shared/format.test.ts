import { describe, expect, it } from "vitest";
import { formatAmount, formatBusinessNumber, formatMoment, formatSize } from "./format.ts";

describe("amounts", () => {
  it("are grouped, negative ones with a minus", () => {
    expect(formatAmount(1_234_567)).toBe("1,234,567");
    expect(formatAmount(-330_000)).toBe("-330,000");
    expect(formatAmount(9_007_199_254_740_991)).toBe("9,007,199,254,740,991");
  });

  it("show zero as 0, without a sign, and nothing as blank", () => {
    expect(formatAmount(0)).toBe("0");
    expect(formatAmount(-0)).toBe("0");
    expect(formatAmount(null)).toBe("");
  });
});

describe("numbers and moments", () => {
  it("group a business number only when it has ten digits", () => {
    expect(formatBusinessNumber("1234567891")).toBe("123-45-67891");
    expect(formatBusinessNumber("123-45-67891")).toBe("123-45-67891");
    expect(formatBusinessNumber("12345")).toBe("12345");
  });

  it("show a moment by day and minute", () =>
    expect(formatMoment("2026-11-10T08:40:12+09:00")).toBe("2026-11-10 08:40"));

  it("show sizes in the unit that fits", () => {
    expect(formatSize(812)).toBe("812 B");
    expect(formatSize(1_468_006)).toBe("1.4 MB");
  });
});
