import type { ErrorView, Event, ImportInput, SavedFile } from "../api/generated.ts";
import { droppedFiles } from "./dropped.ts";
import {
  type FileKind,
  fromCore,
  type Host,
  type HostEvent,
  type PickedInputs,
  toErrorView,
} from "./host.ts";

/** Most files taken in one drop or choice; the core bounds the rest by size. */
const UPLOAD_FILES_MAX = 5_000;
/** Job name of uploads in progress events; it cannot be cancelled by the core. */
export const UPLOAD_JOB = "upload";

type Listener = (event: HostEvent) => void;

function unreachable(reason: unknown): ErrorView {
  return toErrorView(reason, "host.unreachable");
}

async function readAnswer<Response>(answer: globalThis.Response): Promise<Response> {
  const body = (await answer.json().catch(() => null)) as {
    ok?: Response;
    error?: ErrorView;
  } | null;
  if (body?.error) throw toErrorView(body.error);
  if (!answer.ok) throw toErrorView(`HTTP ${answer.status}`, "host.refused");
  return body?.ok as Response;
}

async function rpc(cmd: string, payload: unknown): Promise<unknown> {
  const answer = await fetch("/rpc", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ cmd, payload }),
  }).catch((reason: unknown) => {
    throw unreachable(reason);
  });
  return readAnswer(answer);
}

async function upload(file: File): Promise<ImportInput> {
  const answer = await fetch(`/upload?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/octet-stream" },
    body: file,
  }).catch((reason: unknown) => {
    throw unreachable(reason);
  });
  const body = (await answer.json().catch(() => null)) as {
    upload?: string;
    error?: ErrorView;
  } | null;
  if (body?.error) throw toErrorView(body.error);
  if (!answer.ok || !body?.upload) throw toErrorView(`HTTP ${answer.status}`, "host.refused");
  return { upload: body.upload };
}

/** Hands files over one after another, so that memory holds one at a time. */
async function uploadAll(files: File[], tell: Listener): Promise<PickedInputs> {
  const taken = files.slice(0, UPLOAD_FILES_MAX);
  const inputs: ImportInput[] = [];
  const progress = (done: number, what: string, finished: boolean) =>
    tell({
      type: "progress",
      job: UPLOAD_JOB,
      done,
      total: taken.length,
      stage: "upload",
      what,
      finished,
    });
  try {
    for (const [index, file] of taken.entries()) {
      progress(index, file.name, false);
      inputs.push(await upload(file));
    }
  } finally {
    progress(taken.length, "", true);
  }
  return { inputs, names: taken.map((file) => file.name) };
}

/** Endings of the files that a dialog offers first. */
const ENDINGS: Record<FileKind, string> = {
  invoices: ".xml,.xls,.xlsx,.zip",
  certificates: ".pfx,.p12,.der,.key,.cer,.crt",
};

/** Opens the browser's own file dialog; null when it was closed without a choice. */
function chooseFiles(folder: boolean, kind: FileKind): Promise<File[] | null> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.webkitdirectory = folder;
    input.hidden = true;
    if (!folder) input.accept = ENDINGS[kind];
    const finish = (files: File[] | null) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener("change", () => finish([...(input.files ?? [])]));
    input.addEventListener("cancel", () => finish(null));
    document.body.append(input);
    input.click();
  });
}

function download(file: SavedFile): void {
  if (file.base64 === null) return;
  const bytes = Uint8Array.from(atob(file.base64), (char) => char.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: file.media_type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = file.file_name;
  anchor.click();
  // The download has started once the click was handled; the next task may free the bytes.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

/** Files dragged onto the page: an overlay while they hover, an upload when they are let go. */
function listenForDrops(tell: Listener): () => void {
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const over = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    tell({ type: "drag", over: true });
  };
  const leave = (event: DragEvent) => {
    if (event.relatedTarget === null) tell({ type: "drag", over: false });
  };
  const drop = (event: DragEvent) => {
    if (!carriesFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    tell({ type: "drag", over: false });
    droppedFiles(event.dataTransfer, UPLOAD_FILES_MAX)
      .then((files) => uploadAll(files, tell))
      .then((picked) => {
        if (picked.inputs.length > 0) tell({ type: "inputs_offered", ...picked });
      })
      .catch((reason: unknown) => tell({ type: "offer_failed", error: toErrorView(reason) }));
  };
  window.addEventListener("dragover", over);
  window.addEventListener("dragleave", leave);
  window.addEventListener("drop", drop);
  return () => {
    window.removeEventListener("dragover", over);
    window.removeEventListener("dragleave", leave);
    window.removeEventListener("drop", drop);
  };
}

function listenToCore(tell: Listener): () => void {
  const source = new EventSource("/events");
  source.onopen = () => tell({ type: "connection", online: true });
  source.onerror = () => tell({ type: "connection", online: false });
  source.onmessage = (message) => tell(fromCore(JSON.parse(message.data as string) as Event));
  return () => source.close();
}

/**
 * Gives the one-time token of the address for a session cookie, then takes the token out of the
 * address bar and the history, so that it is neither bookmarked nor shared by accident.
 */
async function startSession(): Promise<void> {
  const address = new URL(window.location.href);
  const token = address.searchParams.get("token");
  if (token === null) return;
  const answer = await fetch("/session", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  }).catch((reason: unknown) => {
    throw unreachable(reason);
  });
  address.searchParams.delete("token");
  window.history.replaceState(null, "", address);
  if (!answer.ok) throw toErrorView(`HTTP ${answer.status}`, "host.session_refused");
}

/** The browser's host: `jangbu serve` on loopback. */
export async function openHttpHost(): Promise<Host> {
  await startSession();
  const listeners = new Set<Listener>();
  const tell: Listener = (event) => {
    for (const listener of listeners) listener(event);
  };
  let stop: (() => void) | null = null;
  return {
    kind: "browser",
    call: rpc,
    subscribe(listener) {
      listeners.add(listener);
      if (stop === null) {
        const parts = [listenToCore(tell), listenForDrops(tell)];
        stop = () => parts.forEach((part) => void part());
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
          stop?.();
          stop = null;
        }
      };
    },
    async pickFiles({ folder, kind = "invoices" }) {
      const files = await chooseFiles(folder, kind);
      if (files === null || files.length === 0) return null;
      return uploadAll(files, tell);
    },
    async pickSave() {
      return { path: null };
    },
    saveFile: download,
  };
}
