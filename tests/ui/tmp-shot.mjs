import { cpSync, readdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { call, untilSession } from "./harness/books.mjs";
import { openDesk } from "./harness/desk.mjs";
const only = process.argv[2];
const desk = await openDesk({ demo: true });
const { page, server } = desk;
await untilSession(page);
page.setDefaultTimeout(6000);
async function shoot(name, size, fn) {
  if (only && !name.includes(only)) return;
  await page.setViewportSize(size === "big" ? { width: 1920, height: 1080 } : { width: 1280, height: 800 });
  try {
  await page.goto(`${server.origin}/#/certificates`);
  await page.reload();
  await page.getByTestId("certificate").waitFor();
  await fn();
  await page.evaluate(() => document.fonts.ready);
  } catch (e) { console.log(name, e.message.slice(0, 300)); }
  await page.screenshot({ path: `/tmp/c-${name}.png` });
}
const more = async (name) => { await page.getByRole("button", { name: "더 보기" }).click(); await page.getByRole("menuitem", { name }).click(); await page.locator(".sheet, .dialog").waitFor(); };
await shoot("list", "small", async () => {});
await shoot("big", "big", async () => {});
await shoot("menu", "small", async () => { await page.getByRole("button", { name: "더 보기" }).click(); });
await shoot("test", "small", async () => { await page.getByRole("button", { name: "시험 서명" }).click(); });
await shoot("owner", "small", async () => { await more("소유자 확인"); });
await shoot("export", "small", async () => { await more("PFX로 내보내기"); });
await shoot("copy", "small", async () => { await more("다른 곳에 복사"); });
await shoot("password", "small", async () => { await more("암호 바꾸기"); });
await shoot("reencrypt", "small", async () => { await more("다시 잠그기"); });
await shoot("delete", "small", async () => { await more("사본 지우기"); await page.getByTestId("delete-outlook").waitFor(); });
await shoot("import", "small", async () => { await page.getByRole("button", { name: "가져오기" }).first().click(); });
await shoot("scroll", "small", async () => { await page.getByTestId("copies").scrollIntoViewIfNeeded(); });
await shoot("today", "small", async () => { await page.goto(`${server.origin}/#/`); await page.locator("main svg").first().waitFor(); });
await shoot("expired", "small", async () => { await page.getByTestId("certificate-grid").getByText("만료됨").click(); await page.getByText("만료되었습니다").waitFor(); });
await shoot("broken", "small", async () => { await page.getByTestId("certificate-grid").getByText("쓸 수 없음").click(); await page.getByText("지금은 쓸 수 없습니다").waitFor(); });
// first run and empty
const home = mkdtempSync(join(tmpdir(), "jangbu-ui-"));
const companies = join(server.home, "books/companies");
const id = readdirSync(companies)[0];
if (!only || only === "door") {
  const second = await openDesk({ home });
  await untilSession(second.page);
  await second.page.getByText("찾지 못했습니다").waitFor({ timeout: 5000 }).catch((e) => console.log(e.message));
  await second.page.screenshot({ path: "/tmp/c-door-none.png" });
  await second.browser.close(); await second.server.stop();
  cpSync(join(companies, id, "NPKI"), join(home, "NPKI"), { recursive: true });
  const third = await openDesk({ home });
  await untilSession(third.page);
  await third.page.getByText("나중에 정합니다").waitFor({ timeout: 5000 }).catch((e) => console.log(e.message));
  await third.page.screenshot({ path: "/tmp/c-door.png", fullPage: true });
  await third.close();
}
await desk.close();
