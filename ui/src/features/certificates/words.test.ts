import { describe, expect, it } from "vitest";
import type { ChainView } from "../../api/generated.ts";
import { keptText } from "../../shared/kept.ts";
import { chainChecks, commonName, ownerCheck } from "./pane/Checks.tsx";
import { passedOf } from "./pane/Life.tsx";
import { topOf } from "./sheets/CopyElsewhere.tsx";
import { fileNameFor } from "./sheets/ExportPfx.tsx";
import { isArchive } from "./sheets/ImportSheet.tsx";
import { leftText, stateOf } from "./words.ts";

const life = { state: "valid", notice: null, days_left: 90, usable: true } as const;

describe("a certificate's state", () => {
  it.each([
    [{}, "good", "쓸 수 있음"],
    [{ notice: 30, days_left: 29 }, "look", "29일 남음"],
    [{ notice: 1, days_left: 1 }, "bad", "1일 남음"],
    [{ notice: 1, days_left: 0 }, "bad", "오늘까지"],
    [{ state: "expired", days_left: -2 }, "bad", "만료됨"],
    [{ state: "not_yet" }, "waiting", "아직 아님"],
    [{ usable: false }, "bad", "쓸 수 없음"],
  ] as const)("is told by a sign and a word: %o", (part, kind, word) =>
    expect(stateOf({ ...life, ...part })).toEqual({ kind, word }),
  );

  it("counts the days either way", () => {
    expect(leftText({ state: "expired", days_left: -36 })).toBe("36일 지남");
    expect(leftText({ state: "not_yet", days_left: 400 })).toBe("");
  });

  it("is drawn within its bar, whatever the days", () => {
    expect(passedOf("2026-01-01", "2026-01-11", "2026-01-06")).toBeCloseTo(0.5);
    expect(passedOf("2026-01-01", "2026-01-11", "2025-01-01")).toBe(0);
    expect(passedOf("2026-01-01", "2026-01-11", "2027-01-01")).toBe(1);
    expect(passedOf("2026-01-01", "2026-01-01", "2026-01-01")).toBe(1);
  });
});

const chain: ChainView = {
  good: false,
  trust: "unknown_root",
  missing_issuer: null,
  steps: [
    { name: "cn=가상상사,o=yessign", valid_from: "", valid_until: "", problems: [] },
    { name: "cn=KISA RootCA 4,o=KISA", valid_from: "", valid_until: "", problems: [] },
  ],
  uses_sha1: false,
  revocation: "not_checked",
  not_checked: "no_list",
  revocation_at: null,
};
const verdicts = (view: ChainView) =>
  chainChecks(view, "금융결제원").map(({ id, verdict }) => [id, verdict]);

describe("what was checked", () => {
  it("never calls good what was not checked", () =>
    expect(verdicts(chain)).toEqual([
      ["chain", "open"],
      ["revocation", "open"],
    ]));

  it("names the root that nobody has said to trust", () =>
    expect(chainChecks(chain, "금융결제원")[0]?.text).toContain("KISA RootCA 4"));

  it("is good where the path is trusted and a list was given", () =>
    expect(
      verdicts({ ...chain, trust: "trusted", revocation: "not_revoked", not_checked: null }),
    ).toEqual([
      ["chain", "good"],
      ["revocation", "good"],
    ]));

  it("tells what is wrong on the way, but not twice that the certificate has expired", () => {
    const [leaf, root] = chain.steps as [ChainView["steps"][number], ChainView["steps"][number]];
    const steps = [
      { ...leaf, problems: ["expired", "signature"] as ChainView["steps"][number]["problems"] },
      { ...root, problems: ["expired"] as ChainView["steps"][number]["problems"] },
    ];
    expect(verdicts({ ...chain, steps, revocation: "revoked", not_checked: null })).toEqual([
      ["signature-0", "bad"],
      ["expired-1", "bad"],
      ["chain", "open"],
      ["revocation", "bad"],
    ]);
  });

  it("holds the number it names against the company's", () => {
    expect(ownerCheck("123-45-67891", "123-45-67891").verdict).toBe("good");
    expect(ownerCheck("123-45-67891", "999-88-00014").verdict).toBe("look");
    expect(ownerCheck(null, "123-45-67891").verdict).toBe("open");
  });

  it("calls an issuer by its common name, or by what it has", () => {
    expect(commonName("cn=Jangbu Test CA (worth nothing),ou=x,c=kr")).toBe(
      "Jangbu Test CA (worth nothing)",
    );
    expect(commonName("ou=x,c=kr")).toBe("ou=x,c=kr");
  });
});

describe("names of files and folders", () => {
  it("are those of PKCS#12 by their ending", () => {
    expect(["a.PFX", "b.p12 ", "c.der", "NPKI", ""].map(isArchive)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("hold no letter that a system refuses", () =>
    expect(fileNameFor('가상/상사: "본점"', "2026-12-31")).toBe(
      "가상_상사_ _본점__2026-12-31.pfx",
    ));

  it("lead from the folder that was searched to its drive", () => {
    expect(topOf("/media/usb/NPKI")).toBe("/media/usb");
    expect(topOf("E:\\NPKI")).toBe("E:\\");
    expect(topOf("/NPKI")).toBe("/");
    expect(topOf("/media/usb")).toBe("/media/usb");
  });
});

describe("a remembered password", () => {
  it("says until when and where it is kept", () => {
    const until = "2026-11-26T18:30:00+09:00";
    expect(keptText({ until, kept_in: "keyring" })).toBe("2026-11-26 18:30까지, 키링");
    expect(keptText({ until: null, kept_in: "memory" })).toBe("회사를 닫을 때까지, 메모리");
  });
});
