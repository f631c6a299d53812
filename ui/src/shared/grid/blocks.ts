/**
 * Rows of a long list, held in blocks.
 *
 * A list of a million rows is never held whole. Anchors are cursors at every `BLOCK_ROWS`-th row,
 * so that any block can be read by key, wherever the thumb was dropped. The first block does not
 * wait for them. After a change in the book the rows on screen stay until their successors are
 * here, so that nothing flickers or jumps.
 */
export const BLOCK_ROWS = 200;
/** Blocks kept; the ones farthest from the view go first. */
export const BLOCKS_MAX = 12;
/** Blocks read at the same time. */
export const READS_MAX = 2;

/** Where the rows come from. */
export interface RowSource<Row> {
  /** Rows after the cursor; null starts at the first row. */
  page(after: string | null, limit: number): Promise<{ rows: Row[]; next: string | null }>;
  /**
   * How many rows there are, and the cursors between the blocks. A short list may do without
   * anchors (null): its blocks are then read one after another.
   */
  anchors(every: number): Promise<{ count: number; anchors: string[] | null }>;
  /** The row's identity: survives re-reading. */
  idOf(row: Row): number;
}

interface Block<Row> {
  rows: Row[];
  /** Generation it was read in; an older one is shown but read again. */
  generation: number;
}

/** The rows of one list in one order, read as they come into view. */
export class RowBlocks<Row> {
  /** Rows in all; null until known. */
  count: number | null = null;
  /** Why the last read failed, until `retry`. */
  failure: unknown = null;

  readonly #source: RowSource<Row>;
  #blocks = new Map<number, Block<Row>>();
  /** The cursor before block k + 1, from anchors or from the block before. */
  #cursors = new Map<number, string>();
  #anchored = false;
  #sequential = false;
  #generation = 0;
  #wanted: number[] = [0];
  #reading = new Set<number>();
  #listeners = new Set<() => void>();
  #version = 0;
  #opened = false;

  constructor(source: RowSource<Row>) {
    this.#source = source;
  }

  /** Reads the first block and the anchors side by side. Until then nothing is read. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    this.#readAnchors();
    this.#pump();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Grows with every change; what React compares. */
  version = (): number => this.#version;

  /** The row at a place, if its block is here. */
  rowAt(index: number): Row | undefined {
    const block = this.#blocks.get(Math.floor(index / BLOCK_ROWS));
    return block?.rows[index % BLOCK_ROWS];
  }

  /** Whether every row in view is as the book has it now. */
  get settled(): boolean {
    return this.#wanted.every(
      (k) =>
        this.#blocks.get(k)?.generation === this.#generation ||
        (this.count !== null && k * BLOCK_ROWS >= this.count),
    );
  }

  /** The place of a row among the blocks that are here and up to date. */
  indexOf(id: number): number | null {
    for (const [k, block] of this.#blocks) {
      if (block.generation !== this.#generation) continue;
      const at = block.rows.findIndex((row) => this.#source.idOf(row) === id);
      if (at >= 0) return k * BLOCK_ROWS + at;
    }
    return null;
  }

  idAt(index: number): number | null {
    const row = this.rowAt(index);
    return row === undefined ? null : this.#source.idOf(row);
  }

  /** Says which rows are seen; their blocks are read, nearest first. */
  want(first: number, last: number): void {
    const from = Math.max(0, Math.floor(first / BLOCK_ROWS));
    const to = Math.floor(Math.max(first, last) / BLOCK_ROWS);
    const wanted: number[] = [];
    for (let k = from; k <= to; k += 1) wanted.push(k);
    this.#wanted = wanted;
    this.#pump();
  }

  /** Reads everything in view again, keeping what is shown until then. */
  refresh(): void {
    this.#generation += 1;
    this.#reading.clear();
    this.#cursors.clear();
    this.#anchored = false;
    this.failure = null;
    this.#readAnchors();
    this.#pump();
  }

  /** Tries again after a failure. */
  retry(): void {
    this.refresh();
    this.#tell();
  }

  /** Rows `from` up to and without `to`, read where they are not here; for copying and ranges. */
  async rows(from: number, to: number): Promise<Row[]> {
    const out: Row[] = [];
    for (let k = Math.floor(from / BLOCK_ROWS); k * BLOCK_ROWS < to; k += 1) {
      const rows = await this.#rowsOf(k);
      const start = Math.max(0, from - k * BLOCK_ROWS);
      out.push(...rows.slice(start, Math.min(BLOCK_ROWS, to - k * BLOCK_ROWS)));
      if (rows.length < BLOCK_ROWS) break;
    }
    return out;
  }

  async #rowsOf(k: number): Promise<Row[]> {
    const here = this.#blocks.get(k);
    if (here && here.generation === this.#generation) return here.rows;
    const after = k === 0 ? null : await this.#anchorOf(k);
    if (after === undefined) return [];
    return (await this.#source.page(after, BLOCK_ROWS)).rows;
  }

  async #anchorOf(k: number): Promise<string | undefined> {
    if (!this.#anchored) this.#takeAnchors((await this.#source.anchors(BLOCK_ROWS)).anchors);
    for (let at = this.#lastKnown(k); this.#sequential && at < k; at += 1) {
      const { next } = await this.#source.page(this.#cursors.get(at) ?? null, BLOCK_ROWS);
      if (next === null) return undefined;
      this.#cursors.set(at + 1, next);
    }
    return this.#cursors.get(k);
  }

  #takeAnchors(anchors: string[] | null): void {
    this.#anchored = true;
    this.#sequential = anchors === null;
    for (const [i, anchor] of (anchors ?? []).entries()) this.#cursors.set(i + 1, anchor);
  }

  /** The last block up to `k` whose cursor is known; block 0 needs none. */
  #lastKnown(k: number): number {
    let at = k;
    while (at > 0 && !this.#cursors.has(at)) at -= 1;
    return at;
  }

  #readAnchors(): void {
    const generation = this.#generation;
    this.#source.anchors(BLOCK_ROWS).then(
      ({ count, anchors }) => {
        if (this.#isOld(generation)) return;
        this.count = count;
        this.#takeAnchors(anchors);
        this.#dropBeyond(count);
        this.#tell();
        this.#pump();
      },
      (error) => this.#fail(generation, error),
    );
  }

  /** Starts reads for wanted blocks that are missing or old, a bounded number at a time. */
  #pump(): void {
    if (!this.#opened || this.failure !== null) return;
    for (const k of this.#wanted) {
      if (this.#reading.size >= READS_MAX) return;
      const block = this.#blocks.get(k);
      if (this.#reading.has(k) || block?.generation === this.#generation) continue;
      const next = this.#cursorOf(k) === undefined && this.#sequential ? this.#lastKnown(k) : k;
      const after = this.#cursorOf(next);
      if (after !== undefined && !this.#reading.has(next)) this.#read(next, after);
    }
  }

  /** The cursor before block `k`; undefined while it is not known or there is no such block. */
  #cursorOf(k: number): string | null | undefined {
    return k === 0 ? null : this.#cursors.get(k);
  }

  #read(k: number, after: string | null): void {
    const generation = this.#generation;
    this.#reading.add(k);
    this.#source.page(after, BLOCK_ROWS).then(
      ({ rows, next }) => {
        if (this.#isOld(generation)) return;
        this.#reading.delete(k);
        this.#blocks.set(k, { rows, generation });
        if (next !== null) this.#cursors.set(k + 1, next);
        // A short first block tells the count before the anchors do.
        if (k === 0 && next === null) this.count = rows.length;
        this.#evict();
        this.#tell();
        this.#pump();
      },
      (error) => this.#fail(generation, error),
    );
  }

  #fail(generation: number, error: unknown): void {
    if (this.#isOld(generation)) return;
    this.#reading.clear();
    this.failure = error;
    this.#tell();
  }

  #isOld(generation: number): boolean {
    return generation !== this.#generation;
  }

  #dropBeyond(count: number): void {
    for (const k of [...this.#blocks.keys()]) {
      if (k * BLOCK_ROWS >= count && k > 0) this.#blocks.delete(k);
    }
  }

  #evict(): void {
    if (this.#blocks.size <= BLOCKS_MAX) return;
    const middle = this.#wanted[Math.floor(this.#wanted.length / 2)] ?? 0;
    const far = [...this.#blocks.keys()].sort(
      (a, b) => Math.abs(b - middle) - Math.abs(a - middle),
    );
    for (const k of far.slice(0, this.#blocks.size - BLOCKS_MAX)) this.#blocks.delete(k);
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
