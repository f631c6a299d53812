// One browser page on one fresh `jangbu serve`, and what must never happen on it.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { browser as executablePath } from "./paths.mjs";
import { serve } from "./server.mjs";

/** Longest time for anything a person would wait for; never a fixed pause. */
export const PATIENCE_MS = 60_000;

/** Opens the page. `close` ends everything and fails if the page complained meanwhile. */
export async function openDesk({ demo = false, keyring = false, home, size = { width: 1280, height: 800 }, ...look } = {}) {
  const server = await serve({ demo, keyring, home });
  // Without a locale the browser gives a file with a Korean name the name "download".
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  const browser = await chromium.launch({ executablePath, env, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext({
    viewport: size,
    locale: "ko-KR",
    timezoneId: "Asia/Seoul",
    acceptDownloads: true,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...look,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints = listen(page, server.origin);
  await page.goto(server.url);
  return {
    server,
    browser,
    context,
    page,
    complaints,
    async close() {
      await browser.close();
      await server.close();
      assert.deepEqual(complaints, [], "the page complained");
    },
  };
}

/** Runs `body` on a fresh desk and ends it whatever happens. */
export async function onDesk(options, body) {
  const desk = await openDesk(options);
  try {
    await body(desk);
  } catch (error) {
    await desk.browser.close();
    await desk.server.close();
    throw error;
  }
  await desk.close();
}

/** Errors, refused content and anything asked of another machine. */
function listen(page, origin) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !expected(message)) complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith("http") && asked !== origin) complaints.push(`left the machine: ${request.url()}`);
  });
  return complaints;
}

/** A refused command answers with a status that the browser prints by itself; the page handles it. */
function expected(message) {
  return /Failed to load resource/.test(message.text()) && /\/(rpc|upload|session)\b/.test(message.location().url);
}
