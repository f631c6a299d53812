import { describe, expect, it } from "vitest";
import type { PartnerRow, StandingView } from "../../api/generated.ts";
import { EVERYTHING, selectOnly, toggle } from "../../shared/grid/selection.ts";
import { readPartnersAddress } from "./address.ts";
import { numbersOf } from "./source.ts";
import { standingText, standsSo, taxTypeText } from "./standings.ts";

const closed: StandingView = {
  state: "closed",
  closed_on: "2026-10-31",
  tax_type: "general",
  found_at: "2026-11-20T09:00:00+09:00",
  checked_at: "2026-11-21T09:00:00+09:00",
  checked_by: "nts",
};
const row = (id: number, number: string) => ({ id, number }) as PartnerRow;

describe("the list's address", () => {
  it("keeps what it understands", () => {
    expect(readPartnersAddress({ q: "가상", state: "closed", partner: 7 })).toEqual({
      q: "가상",
      state: "closed",
      partner: 7,
    });
    expect(readPartnersAddress({ q: "", state: "bankrupt", partner: "7" })).toEqual({});
  });
});

describe("how a partner stands", () => {
  it("that nobody asked about is a state of its own", () => {
    expect(standsSo(null, "unknown")).toBe(true);
    expect(standsSo(closed, "unknown")).toBe(false);
    expect(standsSo(closed, "closed")).toBe(true);
    expect(standsSo(closed, "shut")).toBe(true);
    expect(standsSo({ ...closed, state: "active" }, "shut")).toBe(false);
    expect(standsSo(null, "shut")).toBe(false);
  });

  it("is a word, with the day it closed", () => {
    expect(standingText(null)).toBe("아직 조회 안 함");
    expect(standingText(closed)).toBe("폐업 (폐업일 2026-10-31)");
  });

  it("names the taxpayer's kind, and a code without words as it came", () => {
    expect(taxTypeText("general")).toBe("일반과세자");
    expect(taxTypeText("42")).toBe("42");
    expect(taxTypeText(null)).toBeNull();
  });
});

describe("whom to ask about", () => {
  const rows = [row(1, "123-45-67891"), row(2, ""), row(3, "220-81-62517")];

  it("is who is selected and has a number", () =>
    expect(numbersOf(rows, selectOnly([1, 2]))).toEqual(["123-45-67891"]));

  it("is never a person, whose number is masked", () =>
    expect(numbersOf([row(4, "991332-*******")], EVERYTHING)).toEqual([]));

  it("is everybody but those taken out", () =>
    expect(numbersOf(rows, toggle(EVERYTHING, 1))).toEqual(["220-81-62517"]));
});
