// `jangbu serve` on books of its own, in a folder that exists for one test file.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { program } from "./paths.mjs";

/** Longest time for the program to say where it listens, with the demo made first, and to end. */
const START_MAX_MS = 60_000;
const END_MAX_MS = 15_000;

/** Nobody's settings, and a keyring only where asked for: what a test sees does not depend on who runs it. */
function surroundings(home, keyring) {
  const folder = (name) => ({ [`XDG_${name}_HOME`]: join(home, name.toLowerCase()) });
  return {
    PATH: process.env.PATH,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    LANG: "C.UTF-8",
    ...(keyring
      ? { ...folder("DATA"), ...folder("CONFIG"), ...folder("CACHE") }
      : { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(home, "no-bus")}` }),
  };
}

/** Unlocks a real keyring on the bus around it, says its own number, and becomes the program. */
const WITH_KEYRING = `eval "$(printf pass | gnome-keyring-daemon --unlock --components=secrets)" && echo "$$" && exec "$@"`;
const KEYRING = ["dbus-run-session", "--", "sh", "-c", WITH_KEYRING, "sh"];

/**
 * Starts the program; `close` ends it and removes its folder. With `keyring` it stands on a bus of
 * its own with a real keyring daemon, whose entries are files below `home`.
 */
export async function serve({ home = mkdtempSync(join(tmpdir(), "jangbu-ui-")), demo = false, keyring = false } = {}) {
  const words = [program, "--data-dir", join(home, "books"), "serve", ...(demo ? ["--demo"] : [])];
  const [head, ...rest] = keyring ? [...KEYRING, ...words] : words;
  const child = spawn(head, rest, { env: surroundings(home, keyring), stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  child.stderr.on("data", (chunk) => said.push(chunk));
  const { url, pid } = await announced(child, said, keyring).catch((reason) => {
    child.kill("SIGKILL");
    throw reason;
  });
  return {
    home,
    url,
    origin: new URL(url).origin,
    /** What the program has written to its log so far. */
    log: () => Buffer.concat(said).toString(),
    /** Ends the program as Ctrl+C does; the books stay for another start on `home`. */
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      process.kill(pid, "SIGTERM");
      await once(child, "exit", { signal: AbortSignal.timeout(END_MAX_MS) }).catch(() => process.kill(pid, "SIGKILL"));
    },
    async close() {
      await this.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What the program says when it is ready; before it, with a keyring around it, its process number. */
async function announced(child, said, keyring) {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`jangbu serve ended: ${Buffer.concat(said)}`);
    return value;
  };
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`jangbu serve is not ready: ${Buffer.concat(said)}`)), START_MAX_MS).unref();
  });
  late.catch(() => {});
  const pid = keyring ? Number(await Promise.race([next(), late])) : child.pid;
  return { url: JSON.parse(await Promise.race([next(), late])).url, pid };
}
