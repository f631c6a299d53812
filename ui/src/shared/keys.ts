import { useEffect, useRef } from "react";
import { isComposing } from "./ime.ts";

/** What can be done by a key anywhere. Only acts of this version stand here. */
export const actions = [
  "find",
  "keys",
  "import",
  "export",
  "search",
  "code_help",
  "go_today",
  "go_invoices",
  "go_partners",
  "go_certificates",
  "go_history",
  "go_settings",
  "undo",
  "back_up",
  "lock",
  "theme",
  "rail",
  "back",
] as const;
export type Action = (typeof actions)[number];

export const PROFILES = ["default", "douzone", "ecount", "excel"] as const;
export type KeyProfile = (typeof PROFILES)[number];

/** Keys as they are written: modifiers in the order Ctrl, Alt, Shift, then the key. */
type Keys = readonly string[];

const ordinary: Readonly<Record<Action, Keys>> = {
  find: ["Ctrl+K"],
  keys: ["F1"],
  import: ["Ctrl+I"],
  export: ["Ctrl+E"],
  search: ["/", "Ctrl+F"],
  code_help: ["F2"],
  go_today: ["Alt+1"],
  go_invoices: ["Alt+2"],
  go_partners: ["Alt+3"],
  go_certificates: ["Alt+8"],
  go_history: ["Alt+9"],
  go_settings: ["Alt+0"],
  undo: ["Ctrl+Z"],
  back_up: ["Ctrl+Shift+B"],
  lock: ["Ctrl+L"],
  theme: ["Ctrl+Shift+L"],
  rail: ["Ctrl+B"],
  back: ["Esc"],
};

/** One table: each profile is the ordinary keys with what its users have in their fingers. */
const table: Readonly<Record<KeyProfile, Readonly<Partial<Record<Action, Keys>>>>> = {
  default: {},
  douzone: { search: ["F3", "Ctrl+F"], export: ["Ctrl+E", "F6"], find: ["Ctrl+K", "F12"] },
  ecount: { search: ["F3", "/", "Ctrl+F"], import: ["Ctrl+I", "F10"] },
  excel: {
    search: ["Ctrl+F"],
    code_help: ["Alt+Down", "F2"],
    find: ["Alt+Q", "Ctrl+K"],
    export: ["F12", "Ctrl+E"],
  },
};

let profile: KeyProfile = "default";

/** Chooses the profile for all keys from now on. */
export function chooseProfile(next: KeyProfile): void {
  profile = next;
}

/** The keys of an action, the first one shown on buttons. */
export function keysOf(action: Action, of: KeyProfile = profile): Keys {
  return table[of][action] ?? ordinary[action];
}

/** The first key of an action, as shown beside its button. */
export function keyHint(action: Action): string | undefined {
  return keysOf(action)[0];
}

type KeyLike = Pick<
  globalThis.KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"
>;

const CODES: Readonly<Record<string, string>> = {
  "/": "Slash",
  Esc: "Escape",
  Down: "ArrowDown",
};

/**
 * Whether an event is the written key. Letters are known by their place on the keyboard, because
 * with Korean on, `key` is a jamo or `Process`.
 */
export function isKey(event: KeyLike, written: string): boolean {
  const parts = written.split("+");
  const name = parts.at(-1) ?? "";
  const code =
    CODES[name] ??
    (/^[A-Z]$/.test(name) ? `Key${name}` : /^\d$/.test(name) ? `Digit${name}` : name);
  const wants = (modifier: string) => parts.includes(modifier);
  return (
    (event.code === code || event.key === code) &&
    (event.ctrlKey || event.metaKey) === wants("Ctrl") &&
    event.altKey === wants("Alt") &&
    event.shiftKey === wants("Shift")
  );
}

/** Whether an event asks for the action in the chosen profile. */
export function isAction(event: KeyLike, action: Action): boolean {
  return keysOf(action).some((written) => isKey(event, written));
}

function isTyping(event: globalThis.KeyboardEvent): boolean {
  const place = event.target;
  return (
    place instanceof HTMLElement &&
    (place.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(place.tagName))
  );
}

/** True for keys that put a letter into a field. */
function isLetter(event: globalThis.KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
}

/** Handlers on screen now, the latest last; 찾기 reaches through them what the keys reach. */
const handlers = new Map<Action, (() => void)[]>();
/** An action asked for before its screen stood: the first handler to come answers it. */
let wished: Action | null = null;

/** Does what the action's key would do here; asked too early, as soon as its screen stands. */
export function runAction(action: Action): void {
  const handler = handlers.get(action)?.at(-1);
  wished = handler ? null : action;
  handler?.();
}

function listenFor(action: Action, handler: () => void): () => void {
  handlers.set(action, [...(handlers.get(action) ?? []), handler]);
  if (wished === action) runAction(action);
  return () =>
    void handlers.set(
      action,
      (handlers.get(action) ?? []).filter((known) => known !== handler),
    );
}

/** Actions whose keys a field needs for its own text. */
const OF_TEXTS: readonly Action[] = ["undo"];

/**
 * Does something when the action's key is pressed anywhere. Keys that write letters do nothing in
 * a field, keys of a composition nothing at all, and a layer above (a dialog) keeps its keys.
 */
export function useAction(action: Action, act: () => void, enabled = true): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!enabled) return;
    const handle = () => latest.current();
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event) || !isAction(event, action)) return;
      if ((isLetter(event) || OF_TEXTS.includes(action)) && isTyping(event)) return;
      if (document.querySelector(".veil") && action !== "keys") return;
      event.preventDefault();
      handle();
    };
    const forget = listenFor(action, handle);
    window.addEventListener("keydown", listen);
    return () => {
      forget();
      window.removeEventListener("keydown", listen);
    };
  }, [action, enabled]);
}
