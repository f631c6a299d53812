import type { BusinessStateView } from "../api/generated.ts";
import { standingOf } from "./remotes.ts";
import { State } from "./State.tsx";

/** How a business stands, as a mark and a word. */
export function Standing({ state }: { state: BusinessStateView | null }) {
  const { kind, word } = standingOf(state);
  return <State kind={kind}>{word}</State>;
}
