import { oneOf, useSetting } from "../shared/useSetting.ts";

export type Fold = "open" | "folded";

const readFold = oneOf<Fold>(["open", "folded"]);

/** Whether the rail shows words or only drawings; remembered. */
export function useFold(): [Fold, (next: Fold) => void] {
  return useSetting<Fold>("frame.rail", "open", readFold);
}
