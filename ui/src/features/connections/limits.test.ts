import { describe, expect, it } from "vitest";
import { limitText, readLimit } from "./limits.ts";

describe("a threshold", () => {
  it("is read in per cent where it is a share", () => {
    expect(limitText("errors_bp", 100)).toBe("1");
    expect(limitText("failed_items_bp", 10)).toBe("0.1");
    expect(readLimit("failed_items_bp", "0.1")).toBe(10);
    expect(readLimit("errors_bp", "100.01")).toBeNull();
  });

  it("is a whole figure within its bounds elsewhere", () => {
    expect(readLimit("slow_ms", "2,000")).toBe(2000);
    expect(readLimit("slow_ms", "0")).toBeNull();
    expect(readLimit("mismatches", "0")).toBe(0);
    expect(readLimit("quota_percent", "101")).toBeNull();
    expect(readLimit("late_s", "1.5")).toBeNull();
    expect(readLimit("late_s", "")).toBeNull();
  });
});
