import type { ErrorView, Event, ImportInput, SavedFile } from "../api/generated.ts";

/** What a host tells the page beside the core's own events. */
export type HostEvent =
  | Exclude<Event, { type: "files_offered" }>
  /** Files are being dragged over the window. */
  | { type: "drag"; over: boolean }
  /** Files or folders to import: dropped, opened with the program, or handed on by a second start. */
  | { type: "inputs_offered"; inputs: ImportInput[]; names: string[] }
  /** The channel to the core was lost or came back. */
  | { type: "connection"; online: boolean }
  /** A dropped or picked file could not be handed over. */
  | { type: "offer_failed"; error: ErrorView };

/** Files the clerk picked, and what to call them on screen. */
export interface PickedInputs {
  inputs: ImportInput[];
  names: string[];
}

/** Which files a dialog offers first. */
export type FileKind = "invoices" | "certificates";

/** Where to write a file: a path on this machine, or null for a browser download. */
export interface SaveTarget {
  path: string | null;
}

/**
 * The program around the page: the window's shell or a loopback HTTP server. Everything the page
 * needs from outside goes through here, so no other module knows which of the two it runs in.
 */
export interface Host {
  readonly kind: "window" | "browser";
  /** Runs a command of the core. Rejects with an `ErrorView`, nothing else. */
  call(cmd: string, payload: unknown): Promise<unknown>;
  /** Listens to events; the answer stops listening. */
  subscribe(listener: (event: HostEvent) => void): () => void;
  /** Lets the clerk choose files or a folder; null when the choice was given up. */
  pickFiles(what: { folder: boolean; kind?: FileKind }): Promise<PickedInputs | null>;
  /** Lets the clerk choose where to save; null when given up. Browsers decide by themselves. */
  pickSave(suggested: string): Promise<SaveTarget | null>;
  /** Finishes a save: a browser downloads the bytes, the window has written them already. */
  saveFile(file: SavedFile): void;
}

/** True when something thrown is the core's own error. */
export function isErrorView(value: unknown): value is ErrorView {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { code?: unknown }).code === "string" &&
    typeof (value as { message?: unknown }).message === "string"
  );
}

/** Makes any failure an `ErrorView`, so that one place can show all of them. */
export function toErrorView(reason: unknown, code = "internal"): ErrorView {
  if (isErrorView(reason)) {
    return { code: reason.code, message: reason.message, params: reason.params ?? {} };
  }
  return { code, message: reason instanceof Error ? reason.message : String(reason), params: {} };
}

/** The last part of a path of either kind of system. */
export function fileNameOf(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}

/** Turns the core's offered paths into inputs; other events pass unchanged. */
export function fromCore(event: Event): HostEvent {
  if (event.type !== "files_offered") return event;
  return {
    type: "inputs_offered",
    inputs: event.paths.map((path) => ({ path })),
    names: event.paths.map(fileNameOf),
  };
}
