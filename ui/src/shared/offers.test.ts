import { describe, expect, it } from "vitest";
import { isOfCertificates } from "./offers.ts";

describe("what was dropped", () => {
  it("is for the certificates when it is all of their kind", () => {
    expect(isOfCertificates(["signCert.der", "signPri.key"], false)).toBe(true);
    expect(isOfCertificates(["가상상사.PFX"], false)).toBe(true);
    expect(isOfCertificates(["가상상사.pfx", "매입.xml"], false)).toBe(false);
    expect(isOfCertificates([], true)).toBe(false);
  });

  it("is for them as a folder only on their own screen", () => {
    expect(isOfCertificates(["NPKI"], true)).toBe(true);
    expect(isOfCertificates(["NPKI"], false)).toBe(false);
    expect(isOfCertificates(["cn=가상상사(주),ou=RA,o=yessign,c=kr"], true)).toBe(true);
    expect(isOfCertificates(["매입.xlsx"], true)).toBe(false);
  });
});
