import { describe, expect, it } from "vitest";
import type { ActView } from "../api/generated.ts";
import { changesText, changeText, lastStanding } from "./acts.ts";

const act = (id: number, part: Partial<ActView> = {}): ActView => ({
  id,
  at: "2026-11-21T10:00:00+09:00",
  kind: "import",
  changes: [],
  undo: "yes",
  undone_by: null,
  ...part,
});

describe("the last act that stands", () => {
  it("is the newest one that can be taken back", () =>
    expect(lastStanding([act(3), act(2)])).toEqual({ found: "act", act: act(3) }));

  it("lies behind undo acts and what they took back", () => {
    const undone = act(3, { undo: "already_undone", undone_by: 4 });
    const acts = [act(4, { kind: "undo" }), undone, act(2)];
    expect(lastStanding(acts)).toEqual({ found: "act", act: act(2) });
  });

  it("is the same one again after an undo was taken back", () => {
    const undone = act(3, { kind: "undo", undo: "already_undone", undone_by: 4 });
    const acts = [act(4, { kind: "redo" }), undone, act(2), act(1)];
    expect(lastStanding(acts)).toEqual({ found: "act", act: act(2) });
  });

  it("is named when it cannot be taken back, rather than an older one being taken back instead", () => {
    const kept = act(3, { undo: "changed_later" });
    expect(lastStanding([kept, act(2)])).toEqual({ found: "refused", act: kept });
  });

  it("is none in a book where nothing was done but making it and looking", () =>
    expect(
      lastStanding([
        act(2, { kind: "unmask", undo: "nothing_to_undo" }),
        act(1, { kind: "create", undo: "company_created" }),
      ]),
    ).toEqual({ found: "nothing" }));
});

it("a change says what, how many and how", () =>
  expect(changeText({ entity: "invoice", operation: "add", count: 1200 })).toBe(
    "세금계산서 1,200건 더함",
  ));

it("the act that an undo turned back is no document of its own", () =>
  expect(
    changesText({
      changes: [
        { entity: "act", operation: "undo", count: 1 },
        { entity: "invoice", operation: "remove", count: 2 },
      ],
    }),
  ).toBe("세금계산서 2건 뺌"));
