import { describe, expect, it } from "vitest";
import {
  type ColumnRoom,
  decided,
  frozenLefts,
  leastWidth,
  moved,
  NO_LAYOUT,
  orderOf,
  parseLayout,
  resized,
  shownColumns,
  tracksOf,
  unsized,
} from "./columns.ts";

const columns: ColumnRoom[] = [
  { id: "date", width: 90, priority: 0 },
  { id: "partner", width: 120, grow: 1, priority: 0 },
  { id: "number", width: 100, priority: 3 },
  { id: "item", width: 140, grow: 2, priority: 1 },
  { id: "sum", width: 100, priority: 2 },
  { id: "note", width: 100 },
];

describe("columns by room", () => {
  it("are shown from the most important while they fit", () => {
    expect(shownColumns(columns, NO_LAYOUT, 210)).toEqual(["date", "partner"]);
    expect(shownColumns(columns, NO_LAYOUT, 350)).toEqual(["date", "partner", "item"]);
    expect(shownColumns(columns, NO_LAYOUT, 900)).toEqual([
      "date",
      "partner",
      "number",
      "item",
      "sum",
    ]);
  });

  it("are not overtaken by less important ones that would fit", () => {
    expect(shownColumns(columns, NO_LAYOUT, 330)).toEqual(["date", "partner"]);
  });

  it("follow the clerk's decision whatever the room", () => {
    const layout = decided(decided(NO_LAYOUT, "note", true), "date", false);
    expect(shownColumns(columns, layout, 220)).toEqual(["partner", "note"]);
  });

  it("do not vanish because another was widened", () => {
    const wide = resized(NO_LAYOUT, "partner", 400);
    expect(shownColumns(columns, wide, 350)).toEqual(shownColumns(columns, NO_LAYOUT, 350));
  });

  it("never leave the grid without any", () => {
    const layout = columns.reduce((l, c) => decided(l, c.id, false), NO_LAYOUT);
    expect(shownColumns(columns, layout, 900)).toEqual(["date"]);
  });
});

describe("column order", () => {
  it("keeps columns of a later version at their natural place", () => {
    const layout = { ...NO_LAYOUT, order: ["sum", "date", "gone", "partner"] };
    expect(orderOf(columns, layout)).toEqual(["sum", "note", "date", "partner", "number", "item"]);
  });

  it("moves a column to another's place, both ways", () => {
    const order = ["date", "partner", "sum"];
    expect(moved(NO_LAYOUT, order, "date", "sum").order).toEqual(["partner", "sum", "date"]);
    expect(moved(NO_LAYOUT, order, "sum", "date").order).toEqual(["sum", "date", "partner"]);
    expect(moved(NO_LAYOUT, order, "date", "nowhere")).toBe(NO_LAYOUT);
  });
});

describe("column widths", () => {
  it("stay within what can be grasped and read", () => {
    expect(resized(NO_LAYOUT, "date", 3).widths.date).toBe(40);
    expect(resized(NO_LAYOUT, "date", 99_999).widths.date).toBe(640);
  });

  it("make tracks in which growing columns share the room", () => {
    expect(tracksOf(columns.slice(0, 2), NO_LAYOUT)).toBe("90px minmax(120px, 1fr)");
  });

  it("end with an empty track when the clerk sized every growing column", () => {
    const layout = resized(NO_LAYOUT, "partner", 200);
    expect(tracksOf(columns.slice(0, 2), layout)).toBe("90px 200px minmax(0, 1fr)");
    expect(leastWidth(columns.slice(0, 2), layout)).toBe(290);
    expect(tracksOf(columns.slice(0, 2), unsized(layout, "partner"))).toBe(
      "90px minmax(120px, 1fr)",
    );
  });
});

describe("frozen columns", () => {
  const wide = columns.map((column) => ({
    ...column,
    frozen: ["date", "partner"].includes(column.id),
  }));

  it("stand one beside the other at the left edge", () => {
    expect(frozenLefts(wide, NO_LAYOUT)).toEqual({ date: 0, partner: 90 });
    expect(frozenLefts(wide, resized(NO_LAYOUT, "date", 120))).toEqual({ date: 0, partner: 120 });
  });

  it("scroll when they were moved behind one that scrolls", () => {
    const order = ["date", "sum", "partner"].map(
      (id) => wide.find((column) => column.id === id) ?? wide[0],
    );
    expect(
      frozenLefts(
        order.flatMap((column) => column ?? []),
        NO_LAYOUT,
      ),
    ).toEqual({ date: 0 });
  });
});

describe("a remembered layout", () => {
  it("is read back as it was written", () => {
    const layout = resized(decided({ ...NO_LAYOUT, order: ["sum"] }, "note", true), "sum", 120);
    expect(parseLayout(JSON.parse(JSON.stringify(layout)))).toEqual(layout);
  });

  it("is left out where it is not one", () => {
    expect(parseLayout(null)).toEqual(NO_LAYOUT);
    expect(parseLayout([1, 2])).toEqual(NO_LAYOUT);
    expect(
      parseLayout({ order: [1, "sum"], shown: { a: "yes" }, widths: { a: "9", b: Number.NaN } }),
    ).toEqual({
      order: ["sum"],
      shown: {},
      widths: {},
    });
  });
});
