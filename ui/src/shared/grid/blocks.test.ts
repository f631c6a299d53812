import { describe, expect, it } from "vitest";
import { BLOCK_ROWS, BLOCKS_MAX, RowBlocks, type RowSource } from "./blocks.ts";

interface Row {
  id: number;
}

/** A list of `count` rows whose answers can be held back. */
class List implements RowSource<Row> {
  pages: (string | null)[] = [];
  anchorReads = 0;
  held: (() => void)[] | null = null;
  broken = false;
  firstId = 0;

  constructor(public count: number) {}

  idOf = (row: Row) => row.id;

  async page(after: string | null, limit: number) {
    this.pages.push(after);
    const [start, count, first] = [after === null ? 0 : Number(after), this.count, this.firstId];
    await this.gate();
    if (this.broken) throw new Error("unreachable");
    const rows = Array.from({ length: Math.max(0, Math.min(limit, count - start)) }, (_, i) => ({
      id: first + start + i,
    }));
    return { rows, next: start + limit < count ? String(start + limit) : null };
  }

  async anchors(every: number) {
    this.anchorReads += 1;
    const count = this.count;
    await this.gate();
    const anchors = Array.from({ length: Math.floor((count - 1) / every) }, (_, k) =>
      String((k + 1) * every),
    );
    return { count, anchors };
  }

  release() {
    const held = this.held ?? [];
    this.held = [];
    for (const go of held) go();
  }

  private gate(): Promise<void> {
    if (!this.held) return Promise.resolve();
    return new Promise((resolve) => this.held?.push(resolve));
  }
}

const settle = async () => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};

describe("row blocks", () => {
  it("asks for the first block at once, not waiting for the anchors", () => {
    const list = new List(1000);
    list.held = [];
    const blocks = new RowBlocks(list);
    blocks.open();
    expect(list.pages).toEqual([null]);
    expect(list.anchorReads).toBe(1);
  });

  it("knows the count of a short list from its first block", async () => {
    const list = new List(3);
    const blocks = new RowBlocks(list);
    blocks.open();
    await settle();
    expect(blocks.count).toBe(3);
    expect(blocks.rowAt(2)).toEqual({ id: 2 });
    expect(blocks.rowAt(3)).toBeUndefined();
  });

  it("reads the block under a dragged thumb by its anchor", async () => {
    const list = new List(1_000_000);
    const blocks = new RowBlocks(list);
    blocks.open();
    await settle();
    blocks.want(777_777, 777_800);
    await settle();
    expect(list.pages).toEqual([null, "777600", "777800"]);
    expect(blocks.rowAt(777_777)?.id).toBe(777_777);
  });

  it("reads the next block by the cursor of the one before while anchors are under way", async () => {
    const list = new List(1000);
    const blocks = new RowBlocks<Row>({
      page: (after, limit) => list.page(after, limit),
      anchors: () => new Promise(() => {}),
      idOf: list.idOf,
    });
    blocks.open();
    await settle();
    blocks.want(190, 220);
    await settle();
    expect(list.pages).toEqual([null, "200"]);
  });

  it("reads only what is seen when the thumb has moved on", async () => {
    const list = new List(100_000);
    const blocks = new RowBlocks(list);
    blocks.open();
    await settle();
    list.held = [];
    for (let i = 10; i < 400; i += 1) blocks.want(i * BLOCK_ROWS, i * BLOCK_ROWS + 20);
    list.release();
    await settle();
    list.release();
    await settle();
    expect(list.pages.length).toBeLessThanOrEqual(5);
    expect(blocks.rowAt(399 * BLOCK_ROWS)?.id).toBe(399 * BLOCK_ROWS);
  });

  it("keeps a bounded number of blocks", async () => {
    const list = new List(100_000);
    const blocks = new RowBlocks(list);
    blocks.open();
    await settle();
    for (let k = 0; k < BLOCKS_MAX + 30; k += 1) {
      blocks.want(k * BLOCK_ROWS, k * BLOCK_ROWS);
      await settle();
    }
    expect(blocks.rowAt(0)).toBeUndefined();
    expect(blocks.rowAt((BLOCKS_MAX + 29) * BLOCK_ROWS)).toBeDefined();
  });

  it("shows the old rows until the new ones are here", async () => {
    const list = new List(300);
    const blocks = new RowBlocks(list);
    blocks.open();
    await settle();
    list.held = [];
    list.firstId = 5000;
    list.count = 301;
    blocks.refresh();
    await settle();
    expect(blocks.rowAt(0)?.id).toBe(0);
    list.release();
    await settle();
    expect(blocks.rowAt(0)?.id).toBe(5000);
    expect(blocks.count).toBe(301);
  });

  it("drops answers that were asked before a refresh", async () => {
    const list = new List(300);
    list.held = [];
    const blocks = new RowBlocks(list);
    blocks.open();
    const late = list.held;
    list.held = null;
    list.firstId = 9000;
    blocks.refresh();
    await settle();
    for (const go of late) go();
    await settle();
    expect(blocks.rowAt(0)?.id).toBe(9000);
  });

  it("stops at a failure and goes on after a retry", async () => {
    const list = new List(300);
    list.broken = true;
    const blocks = new RowBlocks(list);
    blocks.open();
    await settle();
    expect(blocks.failure).toBeInstanceOf(Error);
    list.broken = false;
    blocks.retry();
    await settle();
    expect(blocks.failure).toBeNull();
    expect(blocks.rowAt(0)).toBeDefined();
  });

  it("hands out rows that are not in view, for copying", async () => {
    const list = new List(1000);
    const blocks = new RowBlocks(list);
    blocks.open();
    await settle();
    const rows = await blocks.rows(150, 650);
    expect(rows.map((row) => row.id)).toEqual(Array.from({ length: 500 }, (_, i) => 150 + i));
  });

  it("ends with the list when more rows are asked than there are", async () => {
    const list = new List(250);
    const blocks = new RowBlocks(list);
    blocks.open();
    await settle();
    expect((await blocks.rows(240, 9999)).map((row) => row.id)).toEqual([
      240, 241, 242, 243, 244, 245, 246, 247, 248, 249,
    ]);
  });

  it("reads block after block where a list has no anchors", async () => {
    const list = new List(1000);
    const blocks = new RowBlocks<Row>({
      page: (after, limit) => list.page(after, limit),
      anchors: async () => ({ count: 1000, anchors: null }),
      idOf: list.idOf,
    });
    blocks.open();
    await settle();
    blocks.want(850, 870);
    for (let i = 0; i < 6; i += 1) await settle();
    expect(blocks.rowAt(860)?.id).toBe(860);
    expect(list.pages).toEqual([null, "200", "400", "600", "800"]);
    expect((await blocks.rows(590, 610)).length).toBe(20);
  });

  it("finds the place of a row it holds", async () => {
    const list = new List(500);
    const blocks = new RowBlocks(list);
    blocks.open();
    await settle();
    blocks.want(380, 400);
    await settle();
    expect(blocks.indexOf(390)).toBe(390);
    expect(blocks.indexOf(4711)).toBeNull();
  });
});
