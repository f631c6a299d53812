import { describe, expect, it } from "vitest";
import type { ConflictView, FilePreview, ImportPreview } from "../../api/generated.ts";
import {
  attentionFirst,
  choiceOf,
  chooseAll,
  chooseOne,
  type Flow,
  firstName,
  isPartial,
  takesOffers,
  UNDECIDED,
  withProgress,
  writable,
} from "./flow.ts";

const conflict = (approval_number: string) => ({ approval_number }) as ConflictView;

const preview = (part: Partial<ImportPreview>): ImportPreview =>
  ({
    new: 0,
    same: 0,
    enriching: 0,
    rejected: 0,
    foreign: 0,
    files: [],
    conflicts: [],
    ...part,
  }) as ImportPreview;

describe("the import", () => {
  it("keeps the book's version where the clerk said nothing", () => {
    expect(choiceOf(UNDECIDED, "a")).toBe("keep_ours");
  });

  it("takes one answer for all, and another for one of them", () => {
    const all = chooseOne(chooseAll("take_theirs"), "b", "keep_ours");
    expect(choiceOf(all, "a")).toBe("take_theirs");
    expect(choiceOf(all, "b")).toBe("keep_ours");
  });

  it("counts what it would write: new, filled in, and conflicts decided for the file", () => {
    const found = preview({ new: 5, enriching: 2, conflicts: [conflict("a"), conflict("b")] });
    expect(writable(found, UNDECIDED)).toBe(7);
    expect(writable(found, chooseOne(UNDECIDED, "b", "take_theirs"))).toBe(8);
  });

  it("counts conflicts that are not shown when all are decided for the file", () => {
    const found = preview({ conflicts: [conflict("a")], conflicts_total: 500 });
    expect(writable(found, chooseAll("take_theirs"))).toBe(500);
    expect(writable(found, chooseOne(UNDECIDED, "a", "take_theirs"))).toBe(1);
  });

  it("asks for the clerk's word when rows or files could not be read", () => {
    expect(isPartial(preview({}))).toBe(false);
    expect(isPartial(preview({ rejected: 1 }))).toBe(true);
    expect(isPartial(preview({ files: [{ format: "" } as FilePreview] }))).toBe(true);
  });

  it("listens only to its own job", () => {
    const flow: Flow = {
      step: "reading",
      job: "mine",
      offer: { inputs: [], names: [] },
      progress: null,
      cancelling: false,
    };
    const word = { job: "mine", done: 1, total: 2, stage: "read", what: "a.xml", finished: false };
    expect(withProgress(flow, word)).toMatchObject({ progress: { done: 1 } });
    expect(withProgress(flow, { ...word, job: "other" })).toBe(flow);
    expect(withProgress({ step: "idle" }, word)).toEqual({ step: "idle" });
  });

  it("takes no new files while it reads or writes", () => {
    expect(takesOffers({ step: "idle" })).toBe(true);
    expect(
      takesOffers({
        step: "reading",
        job: "j",
        offer: { inputs: [], names: [] },
        progress: null,
        cancelling: false,
      }),
    ).toBe(false);
  });

  it("shows files that need a look first, the others in their order", () => {
    const file = (name: string, part: Partial<FilePreview>) =>
      ({
        file: name,
        format: "etax_xml",
        rejected: 0,
        conflicts: 0,
        foreign: 0,
        reconciled: null,
        ...part,
      }) as FilePreview;
    const files = [
      file("a", {}),
      file("b", { conflicts: 1 }),
      file("c", { format: "" }),
      file("d", {}),
      file("e", { rejected: 2 }),
    ];
    expect(attentionFirst(files).map(({ file }) => file)).toEqual(["c", "e", "b", "a", "d"]);
  });

  it("calls several files by the first", () => {
    expect(firstName(["a.xml", "b.xml", "c.xml"])).toEqual({ first: "a.xml", more: 2 });
    expect(firstName([])).toEqual({ first: "", more: 0 });
  });
});
