// What is driven and by what: the program as built, and the system's own browser.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's top folder. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The terminal program that serves the page; `cargo build -p jangbu-cli` makes it. */
export const program = process.env.JANGBU_BIN ?? `${root}target/debug/jangbu`;

/** Debian's browser. Nothing here downloads one. */
export const browser = process.env.JANGBU_CHROMIUM ?? "/usr/bin/chromium";

for (const needed of [program, browser]) {
  if (!existsSync(needed)) throw new Error(`${needed} is missing; \`cargo xtask test\` builds or installs it`);
}
