// What stays the same on every screen: the palette, language, theme, Back, and who can use it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createCompany, importAll } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { won } from "../harness/invoice.mjs";
import { makeTrade, partnerOf } from "../harness/trade.mjs";
import { until } from "../harness/until.mjs";

const trade = makeTrade();

let desk;
let page;
before(async () => {
  desk = await openDesk();
  page = desk.page;
  await createCompany(page);
  await importAll(page, trade);
  await page.reload();
});
after(() => desk.close());

async function go(address) {
  await page.goto(`${desk.server.origin}/#${address}`);
  await page.getByTestId("status-bar").waitFor();
}

const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const palette = () => page.getByTestId("palette");

async function find(text) {
  await page.keyboard.press("Control+K");
  await palette().getByRole("combobox").fill(text);
}

test("Ctrl+K finds a screen by its first consonants and goes there by Enter", async () => {
  await go("/");
  await find("ㄱㄹㅊ");
  await palette().getByRole("option", { name: /거래처/ }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "거래처", exact: true }).waitFor();
  assert.match(page.url(), /#\/partners/);
});

test("Ctrl+K finds an invoice by its item and opens it", async () => {
  const wanted = trade.find(({ lines }) => lines[0].item === "현장 교육");
  await go("/");
  await find("현장 교육");
  const option = palette().getByRole("option").filter({ hasText: won(wanted.total) });
  await option.click();
  await until(async () =>
    assert.equal((await page.getByTestId("invoice-form").locator(".form-total").innerText()).trim(), won(wanted.total)));
});

test("Ctrl+K finds a partner and shows that partner's invoices", async () => {
  const theirs = trade.filter((invoice) => partnerOf(invoice).name === "한빛제지");
  await go("/");
  await find("한빛");
  await palette().getByRole("option", { name: /한빛제지/ }).first().click();
  await untilRows(page, theirs.length);
});

test("each part of the settings has an address, a place in the side list and a name in the palette", async () => {
  const parts = { general: "일반", keys: "보안과 키", backup: "백업", look: "화면", language: "언어", shortcuts: "단축키", about: "정보" };
  await go("/settings");
  const links = await page.getByRole("navigation", { name: "설정 갈래" }).getByRole("link").allInnerTexts();
  assert.deepEqual(links.map((text) => text.trim()), Object.values(parts));
  for (const [id, name] of Object.entries(parts)) {
    await go(`/settings/${id}`);
    await page.getByTestId(`settings-${id}`).waitFor();
    await go("/");
    await find(name);
    await palette().getByRole("option", { name: new RegExp(`^${name} 설정$`) }).click();
    await page.getByTestId(`settings-${id}`).waitFor();
  }
});

test("the palette does what the keys do: it goes to the list and opens its export", async () => {
  await go("/");
  await find("내보내기");
  await palette().getByRole("option", { name: /보이는 목록 내보내기/ }).click();
  await page.getByRole("menu", { name: "내보내기" }).waitFor();
  await page.keyboard.press("Escape");
  assert.match(page.url(), /#\/invoices/);
});

test("Esc closes the palette and leaves everything as it was", async () => {
  await go("/partners");
  await find("설정");
  await page.keyboard.press("Escape");
  await palette().waitFor({ state: "detached" });
  assert.match(page.url(), /#\/partners/);
});

test("the theme turns from light to dark, and is kept when the page is opened again", async () => {
  await go("/");
  const before = await ground();
  await page.getByRole("button", { name: /어둡게 보기|밝게 보기/ }).click();
  await until(async () => assert.notEqual(await ground(), before));
  const after = await ground();
  await page.reload();
  await until(async () => assert.equal(await ground(), after));
});

test("the language turns at once, and is kept when the page is opened again", async () => {
  await go("/settings");
  await find("English");
  await palette().getByRole("option", { name: /English/ }).first().click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.reload();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  await find("한국어");
  await palette().getByRole("option", { name: /한국어/ }).first().click();
  await page.getByRole("heading", { name: "설정" }).waitFor();
});

test("Back returns through the screens in the order they were seen", async () => {
  await go("/");
  await page.getByRole("link", { name: /거래처/ }).click();
  await page.getByRole("heading", { name: "거래처", exact: true }).waitFor();
  await page.getByRole("link", { name: /설정/ }).click();
  await page.getByRole("heading", { name: "설정" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "거래처", exact: true }).waitFor();
});

test("nothing scrolls sideways in a window of 1280 pixels", async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const address of ["/", "/invoices?period=all", "/partners", "/import", "/settings", "/settings/keys", "/settings/backup", "/settings/shortcuts", "/history", "/restore", "/certificates", "/ledger"]) {
    await go(address);
    await page.locator("main h1, main h2").first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, address);
  }
});

test("an address nobody knows says so and leads home", async () => {
  await go("/no-such-screen");
  await page.getByText("없는 주소입니다").waitFor();
  await page.getByRole("link", { name: "오늘로 가기" }).or(page.getByRole("button", { name: "오늘로 가기" })).click();
  await page.getByRole("heading", { name: "오늘" }).first().waitFor();
});
