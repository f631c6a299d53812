/** The address of the collecting screen: which run is shown, and whether the plan is open. */
export interface CollectAddress {
  run?: number;
  plan?: boolean;
}

/** Reads the address; what is not understood is left out. */
export function readCollectAddress(raw: Record<string, unknown>): CollectAddress {
  const address: CollectAddress = {};
  if (typeof raw.run === "number" && Number.isSafeInteger(raw.run)) address.run = raw.run;
  if (raw.plan === true) address.plan = true;
  return address;
}
