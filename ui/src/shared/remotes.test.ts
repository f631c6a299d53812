import { describe, expect, it } from "vitest";
import ko from "../locales/ko/errors.json";
import { codeText, failureText } from "./remotes.ts";

describe("what went wrong with a remote", () => {
  it("names the remote", () => {
    expect(failureText("remote.rejected", "hometax")).toBe(
      "홈택스에서 요청을 받아 주지 않았습니다.",
    );
  });

  it("leaves no place open for any code, whoever it was", () => {
    const codes = Object.keys(ko).filter((code) => code.startsWith("remote."));
    const open = codes.filter((code) => failureText(code, null).includes("{service"));
    expect(codes.length).toBeGreaterThan(10);
    expect(open).toEqual([]);
  });

  it("says a code that it has no words for", () => {
    expect(codeText("remote.of_tomorrow")).toBe("remote.of_tomorrow");
  });
});
