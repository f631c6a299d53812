import { describe, expect, it } from "vitest";
import type { LineView, PartyView } from "../../../api/generated.ts";
import { bearsTax, emailsOf, FORM_ROWS_MIN, formLines, hasLargeSums, markOf } from "./formShape.ts";

const line = (number: number): LineView => ({
  number,
  supplied_on: "2026-11-06",
  item: "골판지 상자",
  specification: null,
  quantity: "500",
  unit_price: "1,200",
  supply_krw: 600_000,
  tax_krw: 60_000,
  note: null,
});

describe("the form", () => {
  it("draws at least four lines, the missing ones blank", () => {
    const lines = formLines([line(1)]);
    expect(lines).toHaveLength(FORM_ROWS_MIN);
    expect(lines[0]).toMatchObject({ month: "11", day: "06", supply: 600_000, specification: "" });
    expect(lines[3]).toMatchObject({ item: "", supply: null });
  });

  it("draws all ninety-nine lines when they are written", () => {
    const lines = formLines(Array.from({ length: 99 }, (_, i) => line(i + 1)));
    expect(lines).toHaveLength(99);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(99);
  });

  it("gives large sums wider columns", () => {
    expect(hasLargeSums([line(1)])).toBe(false);
    expect(hasLargeSums([line(1), { ...line(2), supply_krw: -2_000_000_000 }])).toBe(true);
    expect(hasLargeSums([{ ...line(1), unit_price: "1,234,567.89" }])).toBe(true);
  });

  it("has a tax column only where tax is borne", () => {
    expect(bearsTax("tax")).toBe(true);
    expect(bearsTax("amended_tax")).toBe(true);
    expect(bearsTax("exempt")).toBe(false);
    expect(bearsTax("amended_exempt")).toBe(false);
  });

  it("prints the variety unless it is the general one", () => {
    expect(markOf("general")).toBeNull();
    expect(markOf("zero_rated")).toBe("zero_rated");
  });

  it("writes each mail address once", () => {
    const contact = { department: null, person: null, phone: null };
    const party = {
      contacts: [
        { ...contact, email: "a@x.example" },
        { ...contact, email: null },
        { ...contact, email: "a@x.example" },
      ],
    } as unknown as PartyView;
    expect(emailsOf(party)).toEqual(["a@x.example"]);
  });
});
