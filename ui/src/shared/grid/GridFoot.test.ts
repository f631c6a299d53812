import { describe, expect, it } from "vitest";
import { longestRun } from "./GridFoot.tsx";

describe("the footer's label", () => {
  it("takes the longest run of columns without a sum", () => {
    expect(longestRun([true, true, true, false, false, true])).toEqual({ start: 0, end: 3 });
    expect(longestRun([false, true, false, true, true])).toEqual({ start: 3, end: 5 });
  });

  it("takes the first of two runs of the same length", () => {
    expect(longestRun([true, false, true])).toEqual({ start: 0, end: 1 });
  });

  it("takes the whole line when every column has a sum", () => {
    expect(longestRun([false, false])).toEqual({ start: 0, end: 2 });
    expect(longestRun([])).toEqual({ start: 0, end: 1 });
  });
});
