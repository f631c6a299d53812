/**
 * What a key means in a grid. Pure, so that every combination can be tried without a browser.
 */
export type GridCommand =
  /** To a place: `row` and `column` are absolute or by steps; `extend` keeps the pivot. */
  | { do: "move"; rows: number; columns: number; extend: boolean }
  | { do: "page"; pages: number; extend: boolean }
  | { do: "edge"; row: "first" | "last" | null; column: "first" | "last" | null; extend: boolean }
  | { do: "open" }
  | { do: "back" }
  | { do: "toggle" }
  | { do: "range" }
  | { do: "all" }
  | { do: "copy" }
  | { do: "menu" }
  /** The key goes on to the search field, which gets the focus before the letter is written. */
  | { do: "type" };

/** The parts of a keyboard event that decide. */
export interface KeyPress {
  key: string;
  /** The key's place, for chords while the Korean layout is on. */
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing?: boolean;
}

const STEPS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The command of a key, or null when the key is not the grid's. */
export function gridCommand(press: KeyPress): GridCommand | null {
  if (press.isComposing) return null;
  const ctrl = press.ctrlKey || press.metaKey;
  if (press.altKey) return press.key === "ArrowDown" ? { do: "menu" } : null;
  return movement(press, ctrl) ?? (ctrl ? chord(press) : plain(press));
}

function movement(press: KeyPress, ctrl: boolean): GridCommand | null {
  const extend = press.shiftKey;
  const step = STEPS[press.key];
  if (step) {
    const [rows, columns] = step;
    if (!ctrl) return { do: "move", rows, columns, extend: extend && rows !== 0 };
    if (rows !== 0) return { do: "edge", row: rows < 0 ? "first" : "last", column: null, extend };
    return { do: "edge", row: null, column: columns < 0 ? "first" : "last", extend: false };
  }
  if (press.key === "PageUp" || press.key === "PageDown") {
    return ctrl ? null : { do: "page", pages: press.key === "PageUp" ? -1 : 1, extend };
  }
  if (press.key === "Home" || press.key === "End") {
    const side = press.key === "Home" ? "first" : "last";
    return {
      do: "edge",
      row: ctrl ? side : null,
      column: ctrl ? null : side,
      extend: ctrl && extend,
    };
  }
  return null;
}

function chord(press: KeyPress): GridCommand | null {
  const key = latinOf(press);
  if (key === "a" && !press.shiftKey) return { do: "all" };
  if (key === "c" && !press.shiftKey) return { do: "copy" };
  if (key === " ") return { do: "toggle" };
  return null;
}

function plain(press: KeyPress): GridCommand | null {
  if (press.key === "Enter") return press.shiftKey ? null : { do: "open" };
  if (press.key === "Escape") return { do: "back" };
  if (press.key === " ") return press.shiftKey ? { do: "range" } : { do: "toggle" };
  if (press.key === "ContextMenu" || (press.key === "F10" && press.shiftKey)) return { do: "menu" };
  // `/` and `?` belong to the page; everything else that writes a letter goes to the search.
  const writes = [...press.key].length === 1 && press.key !== "/" && press.key !== "?";
  return writes || press.key === "Process" ? { do: "type" } : null;
}

/** Ctrl+A is `ㅁ` under the Korean layout; the key's place still says A. */
function latinOf(press: KeyPress): string {
  const byPlace = /^Key([A-Z])$/.exec(press.code ?? "")?.[1];
  return (/^[\x20-\x7e]$/.test(press.key) ? press.key : (byPlace ?? press.key)).toLowerCase();
}
