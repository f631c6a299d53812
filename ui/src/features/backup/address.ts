/** What the restore screen is asked for: a backup by its folder, or the backups of one company. */
export interface RestoreAddress {
  path?: string;
  company?: string;
}

/** Reads the address; what is not understood is left out. */
export function readRestoreAddress(raw: Record<string, unknown>): RestoreAddress {
  const address: RestoreAddress = {};
  if (typeof raw.path === "string" && raw.path !== "") address.path = raw.path;
  if (typeof raw.company === "string" && raw.company !== "") address.company = raw.company;
  return address;
}
