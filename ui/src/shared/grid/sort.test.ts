import { describe, expect, it } from "vitest";
import { formatSort, parseSort, sortAfterClick } from "./sort.ts";

describe("sorting by headings", () => {
  it("goes one way, the other way, and back to none", () => {
    const first = sortAfterClick([], "date", false, true);
    expect(first).toEqual([{ column: "date", descending: true }]);
    const second = sortAfterClick(first, "date", false, true);
    expect(second).toEqual([{ column: "date", descending: false }]);
    expect(sortAfterClick(second, "date", false, true)).toEqual([]);
  });

  it("replaces the key without ⇧ and adds one with it", () => {
    const date = [{ column: "date", descending: true }];
    expect(sortAfterClick(date, "partner", false, false)).toEqual([
      { column: "partner", descending: false },
    ]);
    expect(sortAfterClick(date, "partner", true, false)).toEqual([
      { column: "date", descending: true },
      { column: "partner", descending: false },
    ]);
  });

  it("turns or removes a key in its place with ⇧", () => {
    const keys = [
      { column: "date", descending: true },
      { column: "partner", descending: false },
    ];
    expect(sortAfterClick(keys, "date", true, true)[0]).toEqual({
      column: "date",
      descending: false,
    });
    const turned = sortAfterClick(keys, "partner", true, false);
    expect(sortAfterClick(turned, "partner", true, false)).toEqual([
      { column: "date", descending: true },
    ]);
  });

  it("keeps only the clicked key of several", () => {
    const keys = [
      { column: "date", descending: true },
      { column: "partner", descending: false },
    ];
    expect(sortAfterClick(keys, "partner", false, false)).toEqual([
      { column: "partner", descending: false },
    ]);
  });

  it("is read back from the address, leaving out what cannot be sorted", () => {
    const keys = parseSort("-date,partner,nonsense,date", ["date", "partner"]);
    expect(keys).toEqual([
      { column: "date", descending: true },
      { column: "partner", descending: false },
    ]);
    expect(formatSort(keys)).toBe("-date,partner");
    expect(parseSort(undefined, ["date"])).toEqual([]);
  });
});
