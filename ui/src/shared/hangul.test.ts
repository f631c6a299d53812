import { describe, expect, it } from "vitest";
import { placeOf } from "./hangul.ts";

describe("finding by first consonants", () => {
  it.each([
    ["전자세금계산서", "ㅈㅈㅅㄱ", 0],
    ["전자세금계산서", "세금", 2],
    ["전자세금계산서", "ㅅㄱ", 2],
    ["전자세금계산서", "ㅈㄱㅅ", 7],
    ["거래처", "거래ㅊ", 0],
    ["거래처", "거ㄹ", 0],
    ["설정", "서", 0],
    ["직원·급여", "ㅇㄱ", 1],
    ["Settings", "set", 0],
    ["오늘", "ㅇㄴ", 0],
  ])("%s is found by %s at %d", (text, typed, place) => expect(placeOf(text, typed)).toBe(place));

  it.each([
    ["전자세금계산서", "부가"],
    ["거래처", "ㄱㄱ"],
    ["설정", "섭"],
  ])("%s is not found by %s", (text, typed) => expect(placeOf(text, typed)).toBe(-1));
});
