import { call } from "../api/client.ts";
import { toErrorView } from "../host/index.ts";
import { showProblem } from "./problems.ts";
import { aNumber, useSetting } from "./useSetting.ts";

/** Minutes without use before a book locks, where the clerk has said nothing. */
const IDLE_MINUTES = 10;

/** Closes the book and wipes its keys; the door then shows its company. */
export function lockNow(): void {
  call("company.lock", {}).catch((reason: unknown) => showProblem(toErrorView(reason)));
}

/** Minutes without use before the book locks; 0 is never, which a demo company begins with. */
export function useIdleMinutes(demo: boolean): [number, (next: number) => void] {
  return useSetting("lock.idle_minutes", demo ? 0 : IDLE_MINUTES, aNumber);
}
