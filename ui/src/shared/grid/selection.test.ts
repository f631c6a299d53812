import { describe, expect, it } from "vitest";
import {
  EVERYTHING,
  isSelected,
  NOTHING,
  RANGE_ROWS_MAX,
  rangeOf,
  selectAlso,
  selectOnly,
  sizeOf,
  toggle,
} from "./selection.ts";

describe("selection", () => {
  it("takes a row in and out again", () => {
    const one = toggle(NOTHING, 7);
    expect(isSelected(one, 7)).toBe(true);
    expect(sizeOf(one, 100)).toBe(1);
    expect(isSelected(toggle(one, 7), 7)).toBe(false);
  });

  it("counts everything without naming it", () => {
    expect(sizeOf(EVERYTHING, 1_000_000)).toBe(1_000_000);
    expect(isSelected(EVERYTHING, 42)).toBe(true);
  });

  it("names what was taken out of everything", () => {
    const most = toggle(toggle(EVERYTHING, 1), 2);
    expect(sizeOf(most, 10)).toBe(8);
    expect(isSelected(most, 1)).toBe(false);
    expect(sizeOf(selectAlso(most, [1]), 10)).toBe(9);
  });

  it("adds to what is selected and replaces it", () => {
    expect(sizeOf(selectAlso(selectOnly([1, 2]), [2, 3]), 10)).toBe(3);
    expect(sizeOf(selectOnly([9]), 10)).toBe(1);
  });

  it("never changes a selection in place", () => {
    const before = selectOnly([1]);
    toggle(before, 2);
    selectAlso(before, [3]);
    expect(sizeOf(before, 10)).toBe(1);
  });

  it("orders a range and cuts it at what it may hold", () => {
    expect(rangeOf(5, 2)).toEqual({ from: 2, to: 5, cut: false });
    expect(rangeOf(0, 50_000)).toEqual({ from: 0, to: RANGE_ROWS_MAX - 1, cut: true });
    expect(rangeOf(50_000, 0)).toEqual({ from: 40_001, to: 50_000, cut: true });
  });
});
