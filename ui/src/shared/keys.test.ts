import { describe, expect, it } from "vitest";
import { actions, isKey, keysOf, PROFILES } from "./keys.ts";

const pressed = (
  code: string,
  key: string,
  held: { ctrl?: boolean; alt?: boolean; shift?: boolean } = {},
) => ({
  code,
  key,
  ctrlKey: held.ctrl ?? false,
  metaKey: false,
  altKey: held.alt ?? false,
  shiftKey: held.shift ?? false,
});

describe("keys", () => {
  it("are known by their place while Korean is on", () => {
    expect(isKey(pressed("KeyK", "ㅏ", { ctrl: true }), "Ctrl+K")).toBe(true);
    expect(isKey(pressed("KeyK", "k"), "Ctrl+K")).toBe(false);
    expect(isKey(pressed("KeyK", "K", { ctrl: true, shift: true }), "Ctrl+K")).toBe(false);
  });

  it("know the slash, function keys and digits", () => {
    expect(isKey(pressed("Slash", "/"), "/")).toBe(true);
    expect(isKey(pressed("F1", "F1"), "F1")).toBe(true);
    expect(isKey(pressed("Digit2", "2", { alt: true }), "Alt+2")).toBe(true);
    expect(isKey(pressed("Escape", "Escape"), "Esc")).toBe(true);
  });

  it.each(PROFILES)("mean one thing each in the profile %s", (profile) => {
    const all = actions.flatMap((action) => keysOf(action, profile));
    expect(all.length).toBeGreaterThanOrEqual(actions.length);
    expect(new Set(all).size).toBe(all.length);
  });
});
