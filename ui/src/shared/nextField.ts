import type { KeyboardEvent } from "react";
import { isComposing } from "./ime.ts";

const FIELDS =
  "input:not([disabled]):not([type=hidden]), textarea:not([disabled]), select:not([disabled])";

/**
 * Enter goes to the next field and Shift+Enter to the one before; behind the last, `onEnd` runs.
 * Put it on the element that holds the fields.
 */
export function enterGoesOn(event: KeyboardEvent<HTMLElement>, onEnd?: () => void): void {
  if (event.key !== "Enter" || event.defaultPrevented || isComposing(event)) return;
  if (!(event.target instanceof HTMLInputElement)) return;
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>(FIELDS)];
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
