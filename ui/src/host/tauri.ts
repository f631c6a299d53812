import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Event } from "../api/generated.ts";
import { fileNameOf, fromCore, type Host, type HostEvent, toErrorView } from "./host.ts";

type ShellEvent = Event | { type: "drag"; over: boolean };

async function rpc<Response>(cmd: string, payload: unknown): Promise<Response> {
  try {
    return await invoke<Response>("rpc", { cmd, payload });
  } catch (reason) {
    throw toErrorView(reason);
  }
}

/** The window's shell: one IPC command, one event channel, native file dialogs. */
export function openTauriHost(): Host {
  return {
    kind: "window",
    call: rpc,
    subscribe(listener) {
      const pending = listen<ShellEvent>("jangbu", ({ payload }) => {
        listener(payload.type === "drag" ? payload : (fromCore(payload) as HostEvent));
      });
      return () => {
        void pending.then((stop) => stop());
      };
    },
    async pickFiles({ folder, kind = "invoices" }) {
      const picked = await rpc<{ paths: string[] | null }>("host.pick_files", {
        multiple: true,
        folder,
        kind,
      });
      const paths = picked.paths ?? [];
      if (paths.length === 0) return null;
      return { inputs: paths.map((path) => ({ path })), names: paths.map(fileNameOf) };
    },
    async pickSave(suggested) {
      const picked = await rpc<{ path: string | null }>("host.pick_save", { suggested });
      return picked.path === null ? null : { path: picked.path };
    },
    saveFile() {
      // The core has written the file to the chosen path.
    },
  };
}
