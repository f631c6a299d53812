import type { KeyboardEvent } from "react";

/**
 * True while a syllable is being composed: the key belongs to the input method, not to us. WebKit
 * ends the composition before it sends the Enter, which then carries the code 229.
 */
export function isComposing(event: KeyboardEvent | globalThis.KeyboardEvent): boolean {
  const native = "nativeEvent" in event ? event.nativeEvent : event;
  return native.isComposing || native.keyCode === 229;
}
