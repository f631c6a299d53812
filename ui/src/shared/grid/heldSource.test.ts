import { describe, expect, it } from "vitest";
import { heldSource, readPages } from "./heldSource.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

describe("a list that is read whole", () => {
  it("is served in blocks, with a cursor between each two", async () => {
    const source = heldSource(
      async () => numbers(5),
      (row) => row,
    );
    expect(await source.anchors(2)).toEqual({ count: 5, anchors: ["2", "4"] });
    expect(await source.page(null, 2)).toEqual({ rows: [0, 1], next: "2" });
    expect(await source.page("4", 2)).toEqual({ rows: [4], next: null });
  });

  it("has no cursor behind its last row", async () => {
    const source = heldSource(
      async () => numbers(4),
      (row) => row,
    );
    expect(await source.anchors(2)).toEqual({ count: 4, anchors: ["2"] });
    expect((await source.page("2", 2)).next).toBeNull();
  });

  it("is read anew when it is looked at anew, and once for all blocks", async () => {
    let reads = 0;
    const source = heldSource(
      async () => {
        reads += 1;
        return numbers(3);
      },
      (row) => row,
    );
    await source.anchors(2);
    await source.page(null, 2);
    await source.page("2", 2);
    expect(reads).toBe(1);
    await source.anchors(2);
    expect(reads).toBe(2);
  });
});

describe("reading page after page", () => {
  const read = async (after: number | null) => {
    const from = after ?? 0;
    return { rows: [from, from + 1], next: from < 6 ? from + 2 : null };
  };

  it("ends with the last page", async () => expect(await readPages(read, 100)).toEqual(numbers(8)));

  it("ends at the most rows that are wanted", async () =>
    expect(await readPages(read, 3)).toEqual([0, 1, 2]));

  it("ends at an empty page though a cursor came with it", async () =>
    expect(await readPages(async () => ({ rows: [], next: 1 }), 3)).toEqual([]));
});
