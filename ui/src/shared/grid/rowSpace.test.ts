import { describe, expect, it } from "vitest";
import {
  type Extent,
  isScaled,
  physicalHeight,
  rowsPerPage,
  SCROLL_SPACE_MAX_PX,
  toPhysical,
  topToReveal,
  toVirtual,
} from "./rowSpace.ts";

const small: Extent = { rows: 100, rowHeight: 30, viewport: 600 };
const million: Extent = { rows: 1_000_000, rowHeight: 30, viewport: 600 };

describe("row space", () => {
  it("is the rows themselves while they fit", () => {
    expect(isScaled(small)).toBe(false);
    expect(physicalHeight(small)).toBe(3000);
    expect(toVirtual(small, 1234)).toBe(1234);
    expect(toPhysical(small, 1234)).toBe(1234);
  });

  it("is never higher than a browser lays out", () => {
    expect(physicalHeight(million)).toBe(SCROLL_SPACE_MAX_PX);
  });

  it("meets the first and the last row at its ends", () => {
    expect(toVirtual(million, 0)).toBe(0);
    const end = SCROLL_SPACE_MAX_PX - million.viewport;
    expect(toVirtual(million, end)).toBeCloseTo(30_000_000 - 600, 3);
  });

  it("comes back to the same place through both mappings", () => {
    for (const top of [0, 17, 12_345_678, 29_999_400]) {
      expect(toVirtual(million, toPhysical(million, top))).toBeCloseTo(top, 3);
    }
  });

  it("scrolls no further than a hidden row needs", () => {
    expect(topToReveal(small, 300, 12)).toBe(300);
    expect(topToReveal(small, 300, 5)).toBe(150);
    expect(topToReveal(small, 0, 20)).toBe(30);
    expect(topToReveal(small, 0, 99)).toBe(2400);
  });

  it("stays at the top when all rows are seen at once", () => {
    const few: Extent = { rows: 3, rowHeight: 30, viewport: 600 };
    expect(topToReveal(few, 0, 2)).toBe(0);
    expect(toVirtual(few, 40)).toBe(0);
  });

  it("pages by the rows seen, less one to keep the place", () => {
    expect(rowsPerPage(small)).toBe(19);
    expect(rowsPerPage({ rows: 5, rowHeight: 30, viewport: 10 })).toBe(1);
  });
});
