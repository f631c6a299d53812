import { describe, expect, it } from "vitest";
import { strengthOf } from "./strength.ts";

describe("the strength hint", () => {
  it.each([
    ["", "none"],
    ["짧은암호", "short"],
    ["aaaaaaaaaaaaaaaaaaaa", "plain"],
    ["abcdefghijklmnop", "plain"],
    ["1234567890123", "fair"],
    ["가을 장부 열쇠 넷", "short"],
    ["늦가을 감나무 아래 파란 자전거", "fair"],
    ["늦가을 감나무 아래 파란 자전거 두 대", "good"],
  ] as const)("for %j is %s", (passphrase, strength) =>
    expect(strengthOf(passphrase)).toBe(strength),
  );
});
