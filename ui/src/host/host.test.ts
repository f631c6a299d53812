import { describe, expect, it } from "vitest";
import { fileNameOf, fromCore, toErrorView } from "./host.ts";

describe("what comes from outside", () => {
  it("offers files by their names, whatever system wrote the path", () => {
    expect(fileNameOf("/home/user/받은 파일/매입.xls")).toBe("매입.xls");
    expect(fileNameOf("C:\\Users\\user\\매입.xls")).toBe("매입.xls");
    expect(fromCore({ type: "files_offered", paths: ["/a/b.xml"] })).toEqual({
      type: "inputs_offered",
      inputs: [{ path: "/a/b.xml" }],
      names: ["b.xml"],
    });
  });

  it("passes other events unchanged", () => {
    const changed = { type: "changed", tags: ["invoice"] } as const;
    expect(fromCore({ ...changed, tags: [...changed.tags] })).toEqual(changed);
  });

  it("becomes an error that can be shown, whatever was thrown", () => {
    const view = { code: "book.locked", message: "locked", params: { pid: "1" } };
    expect(toErrorView(view)).toEqual(view);
    expect(toErrorView(new Error("boom"))).toEqual({
      code: "internal",
      message: "boom",
      params: {},
    });
    expect(toErrorView("odd", "host.unreachable").code).toBe("host.unreachable");
  });
});
