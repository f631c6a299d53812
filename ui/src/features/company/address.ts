/** What the company screen is asked for: the form for a new company, or one to open. */
export interface CompanyAddress {
  create?: boolean;
  open?: string;
}

/** Reads the address; what is not understood is left out. */
export function readCompanyAddress(raw: Record<string, unknown>): CompanyAddress {
  const address: CompanyAddress = {};
  if (raw.create === true) address.create = true;
  if (typeof raw.open === "string" && raw.open !== "") address.open = raw.open;
  return address;
}
