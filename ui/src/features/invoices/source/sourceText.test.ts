import { describe, expect, it } from "vitest";
import { columnLetters, findInLines, linesOf, rowsOfLocator } from "./sourceText.ts";

describe("a source document", () => {
  it("keeps its own lines, whatever ends them", () => {
    expect(linesOf("<a>\r\n<b/>\n</a>")).toEqual(["<a>", "<b/>", "</a>"]);
    expect(linesOf("<a/>\n")).toEqual(["<a/>"]);
  });

  it("is broken between elements when it is one long line", () => {
    const long = `<a>${"<b>1</b>".repeat(60)}</a>`;
    expect(linesOf(long).length).toBe(62);
    expect(linesOf(long).join("")).toBe(long);
  });

  it("numbers the found places through all lines, in any letter case", () => {
    const { lines, count } = findInLines(["<Name>상자 상자</Name>", "<x/>", "name"], "name");
    expect(count).toBe(3);
    expect(lines[0]?.filter((piece) => piece.found !== null).map((piece) => piece.text)).toEqual([
      "Name",
      "Name",
    ]);
    expect(lines[2]).toEqual([{ text: "name", found: 2 }]);
    expect(lines[1]).toEqual([{ text: "<x/>", found: null }]);
  });

  it("loses no letter when it is cut", () => {
    const line = "가나다가나다";
    expect(
      findInLines([line], "나")
        .lines[0]?.map((piece) => piece.text)
        .join(""),
    ).toBe(line);
    expect(findInLines([line], "").lines[0]).toEqual([{ text: line, found: null }]);
  });
});

describe("a workbook", () => {
  it("has the rows that the locator names", () => {
    expect([...rowsOfLocator("세금계산서!7-8행")]).toEqual([7, 8]);
    expect([...rowsOfLocator("세금계산서!12행")]).toEqual([12]);
    expect([...rowsOfLocator("세금계산서!7, 9-10행")]).toEqual([7, 9, 10]);
    expect(rowsOfLocator(null).size).toBe(0);
  });

  it("names its columns as spreadsheets do", () => {
    expect([0, 25, 26, 32, 701, 702].map(columnLetters)).toEqual([
      "A",
      "Z",
      "AA",
      "AG",
      "ZZ",
      "AAA",
    ]);
  });
});
