import { describe, expect, it } from "vitest";
import type { CertificateRow } from "../../api/generated.ts";
import { signing } from "./CertificateStep.tsx";

const row = (id: string, part: Partial<CertificateRow>) =>
  ({
    id,
    usable: true,
    state: "valid",
    business_number: null,
    suits_tax_invoices: false,
    ...part,
  }) as CertificateRow;

describe("certificates offered at first run", () => {
  it("are those that can sign now, this business's and the usual kinds first", () => {
    const rows = [
      row("person", {}),
      row("expired", { state: "expired", suits_tax_invoices: true }),
      row("broken", { usable: false, suits_tax_invoices: true }),
      row("usual", { suits_tax_invoices: true }),
      row("ours", { business_number: "123-45-67891" }),
    ];
    expect(signing(rows, "123-45-67891").map(({ id }) => id)).toEqual(["ours", "usual", "person"]);
  });
});
