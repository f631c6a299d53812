// `jangbu serve` on books of its own, in a folder that exists for one test file.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { program } from "./paths.mjs";

/** Longest time for the program to say where it listens, and to end. */
const START_MAX_MS = 30_000;
const END_MAX_MS = 15_000;

/** No keyring and nobody's settings: what a test sees does not depend on who runs it. */
function surroundings(home) {
  return {
    PATH: process.env.PATH,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(home, "no-bus")}`,
    LANG: "C.UTF-8",
  };
}

/** Starts the program; `close` ends it and removes its folder. */
export async function serve({ home = mkdtempSync(join(tmpdir(), "jangbu-ui-")), demo = false } = {}) {
  const args = ["--data-dir", join(home, "books"), "serve", ...(demo ? ["--demo"] : [])];
  const child = spawn(program, args, { env: surroundings(home), stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  child.stderr.on("data", (chunk) => said.push(chunk));
  const url = await firstLine(child, said).catch((reason) => {
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
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit", { signal: AbortSignal.timeout(END_MAX_MS) }).catch(() => child.kill("SIGKILL"));
    },
    async close() {
      await this.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function firstLine(child, said) {
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(START_MAX_MS);
  const ended = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`jangbu serve ended with ${code}: ${Buffer.concat(said)}`);
  });
  const [line] = await Promise.race([once(lines, "line", { signal }), ended]);
  ended.catch(() => {});
  return JSON.parse(line).url;
}
