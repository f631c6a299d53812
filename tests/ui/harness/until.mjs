// Waiting by asking again, bounded: for what the browser's own waiting cannot say.
import { PATIENCE_MS } from "./desk.mjs";

const STEP_MS = 50;

/** Asks until `check` no longer throws; then gives its answer. After the time is up, its last complaint. */
export async function until(check, patience = PATIENCE_MS) {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (complaint) {
      if (performance.now() > end) throw complaint;
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
  }
}
