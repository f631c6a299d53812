import { describe, expect, it } from "vitest";
import { gridCommand, type KeyPress } from "./gridKeys.ts";

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("keys of the grid", () => {
  it("move by one, by page and to the edges", () => {
    expect(gridCommand(press("ArrowDown"))).toEqual({
      do: "move",
      rows: 1,
      columns: 0,
      extend: false,
    });
    expect(gridCommand(press("PageUp"))).toEqual({ do: "page", pages: -1, extend: false });
    expect(gridCommand(press("Home"))).toEqual({
      do: "edge",
      row: null,
      column: "first",
      extend: false,
    });
    expect(gridCommand(press("End", { ctrlKey: true }))).toEqual({
      do: "edge",
      row: "last",
      column: null,
      extend: false,
    });
  });

  it("extend the selection with ⇧, but only along rows", () => {
    expect(gridCommand(press("ArrowUp", { shiftKey: true }))).toMatchObject({
      rows: -1,
      extend: true,
    });
    expect(gridCommand(press("ArrowRight", { shiftKey: true }))).toMatchObject({
      columns: 1,
      extend: false,
    });
    expect(gridCommand(press("End", { ctrlKey: true, shiftKey: true }))).toMatchObject({
      row: "last",
      extend: true,
    });
  });

  it("open, go back, select and copy", () => {
    expect(gridCommand(press("Enter"))).toEqual({ do: "open" });
    expect(gridCommand(press("Escape"))).toEqual({ do: "back" });
    expect(gridCommand(press(" "))).toEqual({ do: "toggle" });
    expect(gridCommand(press("a", { ctrlKey: true }))).toEqual({ do: "all" });
    expect(gridCommand(press("ㅁ", { ctrlKey: true, code: "KeyA" }))).toEqual({ do: "all" });
    expect(gridCommand(press("C", { ctrlKey: true }))).toEqual({ do: "copy" });
    expect(gridCommand(press("c", { metaKey: true }))).toEqual({ do: "copy" });
  });

  it("send letters to the search, Korean ones too", () => {
    expect(gridCommand(press("ㄱ"))).toEqual({ do: "type" });
    expect(gridCommand(press("견"))).toEqual({ do: "type" });
    expect(gridCommand(press("7"))).toEqual({ do: "type" });
  });

  it("send a key that an input method took to the search as well", () => {
    expect(gridCommand(press("Process"))).toEqual({ do: "type" });
  });

  it("leave the page's own keys alone", () => {
    for (const key of ["/", "?", "F1", "F2", "Tab", "Shift"])
      expect(gridCommand(press(key))).toBeNull();
    expect(gridCommand(press("e", { ctrlKey: true }))).toBeNull();
    expect(gridCommand(press("k", { ctrlKey: true }))).toBeNull();
    expect(gridCommand(press("ArrowLeft", { altKey: true }))).toBeNull();
  });

  it("never act while a syllable is being composed", () => {
    expect(gridCommand(press("Enter", { isComposing: true }))).toBeNull();
  });
});
