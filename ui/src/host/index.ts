import type { Host } from "./host.ts";
import { openHttpHost } from "./http.ts";

export type { FileKind, Host, HostEvent, PickedInputs, SaveTarget } from "./host.ts";
export { fileNameOf, isErrorView, toErrorView } from "./host.ts";

let current: Host | null = null;

/** Chooses the host by what surrounds the page; called once, before the first render. */
export async function openHost(): Promise<Host> {
  if ("__TAURI_INTERNALS__" in window) {
    const { openTauriHost } = await import("./tauri.ts");
    current = openTauriHost();
  } else {
    current = await openHttpHost();
  }
  return current;
}

/** The host in use. */
export function host(): Host {
  if (current === null) throw new Error("the host is opened before anything is rendered");
  return current;
}
