import { STANDINGS, type StandingName } from "./standings.ts";

/** The list's address: what is looked for, how partners stand, which one is shown. */
export interface PartnersAddress {
  q?: string;
  state?: StandingName;
  partner?: number;
}

/** Reads the address; what is not understood is left out. */
export function readPartnersAddress(raw: Record<string, unknown>): PartnersAddress {
  const address: PartnersAddress = {};
  if (typeof raw.q === "string" && raw.q !== "") address.q = raw.q;
  const state = STANDINGS.find((name) => name === raw.state);
  if (state) address.state = state;
  if (typeof raw.partner === "number" && Number.isSafeInteger(raw.partner)) {
    address.partner = raw.partner;
  }
  return address;
}

/** The address without what is undefined. */
export function tidy(
  address: {
    [Name in keyof PartnersAddress]?: PartnersAddress[Name] | undefined;
  },
): PartnersAddress {
  return Object.fromEntries(Object.entries(address).filter(([, part]) => part !== undefined));
}
