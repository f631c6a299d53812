import { describe, expect, it } from "vitest";
import type { CompanySummary } from "../../api/generated.ts";
import { holderOf } from "./holder.ts";
import { wayAfter } from "./opening.ts";

const params = {
  owner: "kim",
  host: "office-2",
  program: "window",
  pid: "812",
  since: "2026-11-21T09:12:00+09:00",
  reach: "other_machine",
};
const company: CompanySummary = {
  id: "a",
  name: "가상상사",
  business_number: "123-45-67891",
  representative: null,
  path: "/books/a",
  protection: "keyring",
  demo: false,
  open: false,
  opened_at_ms: null,
};
const failed = (code: string) => ({ code, params: {}, message: "" });

describe("the holder of a locked book", () => {
  it("is read from the error, and may be overruled only on another machine", () => {
    const there = holderOf({ code: "book.locked", params, message: "" });
    expect(there).toMatchObject({ owner: "kim", host: "office-2", since: "2026-11-21 09:12" });
    expect(there?.elsewhere).toBe(true);
    const here = holderOf({
      code: "book.locked",
      params: { ...params, reach: "same_machine" },
      message: "",
    });
    expect(here?.elsewhere).toBe(false);
  });

  it("is nobody for other errors", () => expect(holderOf(failed("book.damaged"))).toBeNull());
});

describe("the way offered after a failure", () => {
  it("is the recovery key when the keyring is gone", () => {
    expect(wayAfter(company, failed("key.keyring_unavailable"))).toBe("recovery");
    expect(wayAfter(company, failed("book.wrong_key"))).toBe("recovery");
  });

  it("stays the usual one when the key was not the reason", () => {
    expect(wayAfter(company, failed("book.locked"))).toBe("keyring");
    expect(wayAfter({ ...company, protection: "passphrase" }, null)).toBe("passphrase");
  });
});
