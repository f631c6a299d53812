import type { KeyboardEvent } from "react";
import { isComposing } from "./ime.ts";

/** Of a choice by radio buttons only the chosen one is a stop. */
const FIELDS =
  "input:not([disabled], [type=hidden], [type=radio]:not(:checked)), textarea:not([disabled]), select:not([disabled])";
/** What is written into, and nothing else. */
export const WRITTEN_FIELDS = "input:not([disabled], [type=hidden], [type=radio], [type=checkbox])";

/**
 * Enter goes to the next field and Shift+Enter to the one before; behind the last, `onEnd` runs.
 * Put it on the element that holds the fields; `stops` says which ones it halts at.
 */
export function enterGoesOn(
  event: KeyboardEvent<HTMLElement>,
  onEnd?: () => void,
  stops: string = FIELDS,
): void {
  if (event.key !== "Enter" || event.defaultPrevented || isComposing(event)) return;
  if (!(event.target instanceof HTMLInputElement)) return;
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>(stops)];
  const at = fields.indexOf(event.target);
  if (at === -1) return;
  event.preventDefault();
  const next = fields[at + (event.shiftKey ? -1 : 1)];
  if (next) {
    next.focus();
    if (next instanceof HTMLInputElement) next.select();
  } else if (!event.shiftKey) {
    onEnd?.();
  }
}
