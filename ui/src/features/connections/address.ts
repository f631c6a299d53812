import type { RemoteSystem } from "../../api/generated.ts";

export const SERVICES: readonly RemoteSystem[] = ["hometax", "nts", "popbill"];
export const TABS = ["state", "alerts", "calls", "log"] as const;
export type TabName = (typeof TABS)[number];

/** The address of 연동: which tab, and which calls. */
export interface ConnectionsAddress {
  tab?: TabName;
  service?: RemoteSystem;
  failures?: boolean;
}

/** Reads the address; what is not understood is left out. */
export function readConnectionsAddress(raw: Record<string, unknown>): ConnectionsAddress {
  const address: ConnectionsAddress = {};
  const tab = TABS.find((name) => name === raw.tab);
  if (tab && tab !== "state") address.tab = tab;
  const service = SERVICES.find((name) => name === raw.service);
  if (service) address.service = service;
  if (raw.failures === true) address.failures = true;
  return address;
}
