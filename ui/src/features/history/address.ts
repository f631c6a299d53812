/** What the history screen is asked for: to check the chain at once. */
export interface HistoryAddress {
  verify?: boolean;
}

/** Reads the address; what is not understood is left out. */
export function readHistoryAddress(raw: Record<string, unknown>): HistoryAddress {
  return raw.verify === true ? { verify: true } : {};
}
