import { describe, expect, it } from "vitest";
import type { InvoiceFilter } from "../api/generated.ts";
import { filterOfSearch, readInvoiceSearch, searchOfFilter } from "./invoiceSearch.ts";

const everything: InvoiceFilter = {
  from: "2026-01-01",
  to: "2026-01-31",
  direction: "sale",
  kinds: ["tax", "amended_tax"],
  varieties: ["zero_rated"],
  partner: 7,
  total_min_krw: 0,
  total_max_krw: 1_500_000,
  text: "상자",
  has_warnings: false,
  looked_at: true,
  import: 3,
};

describe("an invoice filter in the address", () => {
  it("comes back as it went", () => {
    expect(filterOfSearch(searchOfFilter(everything))).toEqual(everything);
    expect(readInvoiceSearch({ ...searchOfFilter(everything) })).toEqual(
      searchOfFilter(everything),
    );
  });

  it("says nothing where nothing narrows", () =>
    expect(searchOfFilter(filterOfSearch({}))).toEqual({}));

  it("leaves out what it does not understand", () =>
    expect(
      readInvoiceSearch({
        from: "yesterday",
        dir: "both",
        kinds: ["x"],
        min: 1.5,
        warn: "yes",
        q: "",
        other: 1,
      }),
    ).toEqual({}));
});
