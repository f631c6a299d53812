import { useSyncExternalStore } from "react";
import { call } from "../api/client.ts";
import { toErrorView } from "../host/index.ts";
import { formatSize } from "./format.ts";
import { t } from "./i18n.ts";
import { showProblem } from "./problems.ts";
import { showToast } from "./toasts.ts";

/** Whether a backup that the clerk asked for is being made; it goes on behind other screens. */
let running = false;
const listeners = new Set<() => void>();

function setRunning(next: boolean): void {
  running = next;
  for (const listener of listeners) listener();
}

export function useBackupRunning(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => running,
  );
}

/** Makes a backup of the open company and says what came of it. */
export async function backUpNow(): Promise<void> {
  if (running) return;
  setRunning(true);
  try {
    const made = await call("backup.create", { job: `backup-${crypto.randomUUID()}` });
    const { invoices, size_bytes } = made.backup;
    showToast({ text: t("backup.made", { invoices, size: formatSize(size_bytes) }) });
    if (made.second_problem) showToast({ kind: "problem", text: t("backup.second_failed") });
  } catch (reason) {
    showProblem(toErrorView(reason));
  }
  setRunning(false);
}
