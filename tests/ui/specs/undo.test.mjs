// What was done stays written, can be taken back and done again, and never by a slip of the hand.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, createCompany, importAll } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { go, toast } from "../harness/hold.mjs";
import { makeInvoice } from "../harness/invoice.mjs";
import { until } from "../harness/until.mjs";

let desk;
let page;
before(async () => {
  desk = await openDesk();
  page = desk.page;
  await createCompany(page);
  await importAll(page, [makeInvoice({ writtenOn: "2026-10-01" })]);
  await importAll(page, [makeInvoice({ writtenOn: "2026-10-02" }), makeInvoice({ writtenOn: "2026-10-03" })]);
});
after(() => desk.close());

const acts = () => page.getByTestId("acts").locator("tbody tr");
const list = (count) => go(desk, "/invoices?period=all").then(() => untilRows(page, count));

test("Ctrl+Z takes the last import back, says so, and the toast does it again", async () => {
  await list(3);
  await page.keyboard.press("Control+z");
  await toast(page, "파일 가져오기를 되돌렸습니다").waitFor();
  await untilRows(page, 1);
  await toast(page, "되돌렸습니다").getByRole("button", { name: "다시 하기" }).click();
  await toast(page, "파일 가져오기를 다시 했습니다").waitFor();
  await untilRows(page, 3);
});

test("Ctrl+Z in a field is the field's own, and takes nothing out of the book", async () => {
  await list(3);
  await page.getByTestId("search-field").fill("유지");
  await untilRows(page, 3);
  await page.getByTestId("search-field").press("Control+z");
  await go(desk, "/history");
  await acts().first().waitFor();
  await list(3);
});

test("the history lists every act, newest first, and an act can be taken back and done again there", async () => {
  await go(desk, "/history");
  const import2 = acts().filter({ hasText: "세금계산서 2건 더함" }).first();
  await import2.waitFor();
  assert.equal(await acts().last().getAttribute("data-kind"), "create");
  assert.equal(await acts().last().getByRole("button").count(), 0, "making the book has no way back");
  const standing = acts().filter({ has: page.getByRole("button", { name: /되돌리기$/ }) }).last();
  await standing.getByRole("button", { name: /되돌리기$/ }).click();
  await toast(page, "되돌렸습니다").first().waitFor();
  await list(2);
  await go(desk, "/history");
  await acts().first().getByRole("button", { name: /다시 하기$/ }).click();
  await toast(page, "다시 했습니다").first().waitFor();
  await list(3);
});

test("the check of the history names its length and finds nothing wrong", async () => {
  await go(desk, "/history");
  await page.getByRole("button", { name: "이력 검사" }).click();
  const verdict = page.getByTestId("audit-verdict");
  const { head } = await call(page, "audit.log", { before_act: null, limit: 1 });
  await verdict.getByText(`변경 ${head.seq.toLocaleString("ko-KR")}개가 빠짐없이 이어져 있습니다`).waitFor();
  assert.equal(await page.getByTestId("head-hash").innerText(), head.hash);
  for (const theme of ["light", "dark"]) {
    await call(page, "settings.write", { key: "appearance.theme", value: theme });
    await page.reload();
    await acts().first().waitFor();
    assert.deepEqual(await seriousFindings(page), [], theme);
  }
});

test("an invoice, a partner and an import each show their own history", async () => {
  await list(3);
  await until(async () => assert.ok((await page.locator(".beside .change-list li").count()) > 0));
  await page.locator(".beside .change-list").getByText("파일에서 가져왔습니다").first().waitFor();
  await go(desk, "/partners");
  await page.getByTestId("partners-page").getByRole("button", { name: "이력", exact: true }).click();
  await page.getByRole("dialog").locator(".change-list li").first().waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.keyboard.press("Escape");
  await go(desk, "/import");
  await page.getByRole("button", { name: /가져오기의 이력$/ }).first().click();
  await page.getByRole("dialog").locator(".change-list li").first().waitFor();
});
