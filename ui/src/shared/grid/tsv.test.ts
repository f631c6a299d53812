import { describe, expect, it } from "vitest";
import { buildTsv } from "./tsv.ts";

describe("TSV for a spreadsheet", () => {
  it("has a heading line and plain numbers", () => {
    expect(buildTsv(["거래처", "합계"], [["가상물산", -330000]])).toBe(
      "거래처\t합계\r\n가상물산\t-330000",
    );
  });

  it("leaves what is not there empty and keeps zero", () => {
    expect(buildTsv(["a", "b", "c"], [[null, undefined, 0]])).toBe("a\tb\tc\r\n\t\t0");
  });

  it("quotes cells that hold tabs, line ends or quotes", () => {
    expect(buildTsv(["a"], [['2"\t관'], ["위\n아래"]])).toBe('a\r\n"2""\t관"\r\n"위\n아래"');
  });

  it("lets no name run as a formula", () => {
    expect(buildTsv(["a"], [["=1+1"], ["@sum"], ["-cmd"], ["-5"]])).toBe(
      "a\r\n'=1+1\r\n'@sum\r\n'-cmd\r\n-5",
    );
  });
});
