import { describe, expect, it } from "vitest";
import type { CallSums } from "../../api/generated.ts";
import { across, ceiling, lines, PLOT, upward } from "./plot.ts";

const step = (p50_ms: number | null): CallSums => ({ calls: 1, failures: 0, p50_ms, p95_ms: null });

describe("a plot", () => {
  it("ends at a figure that is easy to read", () => {
    expect([0, 1, 3, 19, 21, 480, 501].map(ceiling)).toEqual([1, 1, 5, 20, 50, 500, 1000]);
  });

  it("lies within its place from the first step to the last", () => {
    expect(across(0, 60)).toBeGreaterThan(PLOT.left);
    expect(across(59, 60)).toBeLessThan(PLOT.width);
    expect(upward(0, 100)).toBe(PLOT.height - PLOT.bottom);
    expect(upward(100, 100)).toBe(PLOT.top);
  });

  it("draws no line over a time without calls", () => {
    const runs = lines([step(10), step(20), step(null), step(30)], "p50_ms", 50);
    expect(runs.map((run) => run.length)).toEqual([2, 1]);
    expect(lines([step(null)], "p50_ms", 1)).toEqual([]);
  });
});
