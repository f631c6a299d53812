import { describe, expect, it } from "vitest";
import { fillText, findText, particle } from "./text.ts";

describe("the particle behind a word", () => {
  it.each([
    ["장부", "을/를", "를"],
    ["파일", "을/를", "을"],
    ["(주)가상물산", "은/는", "은"],
    ["예시상사(주)", "이/가", "가"],
    ["엑셀", "으로/로", "로"],
    ["목록", "으로/로", "으로"],
    ["3", "을/를", "을"],
    ["2", "이/가", "가"],
  ])("%s takes, of %s, %s", (word, pair, fits) => expect(particle(word, pair)).toBe(fits));
});

describe("a text", () => {
  it("holds its parameters, numbers with separators", () =>
    expect(fillText("{count}건 {what}", { count: 12_345, what: "매출" }, "ko")).toBe(
      "12,345건 매출",
    ));

  it("takes particles in Korean only", () => {
    expect(fillText("{name+을/를} 엽니다", { name: "장부" }, "ko")).toBe("장부를 엽니다");
    expect(fillText("open {name+을/를}", { name: "Book" }, "en")).toBe("open Book");
  });

  it("counts one and many", () => {
    expect(fillText("{n} {n|file|files}", { n: 1 }, "en")).toBe("1 file");
    expect(fillText("{n} {n|file|files}", { n: 2 }, "en")).toBe("2 files");
  });

  it("says names that come from the core in words", () => {
    const words = (group: string, value: string) =>
      group === "field" && value === "note" ? "비고" : undefined;
    expect(fillText("{f@field+이/가} 길다", { f: "note" }, "ko", words)).toBe("비고가 길다");
    expect(fillText("{f@field}", { f: "note, other" }, "ko", words)).toBe("비고, other");
  });

  it("leaves a hole visible when its parameter is missing", () =>
    expect(fillText("{missing}", {}, "ko")).toBe("{missing}"));

  it("is found by a code with dots, nested or flat", () => {
    const tree = { errors: { "book.wrong_key": { what: "a" }, id: { length: "b" } } };
    expect(findText(tree, "errors.book.wrong_key.what")).toBe("a");
    expect(findText(tree, "errors.id.length")).toBe("b");
    expect(findText(tree, "errors.id")).toBeUndefined();
    expect(findText(tree, "errors.none.what")).toBeUndefined();
  });
});
