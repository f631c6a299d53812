// One document: the official form, what stands beside it, and its source with what is secret masked.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { createCompany, importAll } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { makeInvoice, showApproval, trading, us, won, xmlOf } from "../harness/invoice.mjs";
import { until } from "../harness/until.mjs";

// An impossible resident number: its day of birth does not exist.
const person = { number: "9913320000000", name: "김시험", person: "김시험" };
const plain = makeInvoice({
  writtenOn: "2026-10-31",
  note: "10월분",
  lines: [
    { item: "유지보수 용역", supply: 1_000_000 },
    { item: "서버 임대", supply: 100_001 },
  ],
});
const toPerson = makeInvoice({ writtenOn: "2026-10-30", buyer: person, lines: [{ item: "수리", supply: 70_000 }] });
const bought = makeInvoice({ writtenOn: "2026-10-29", supplier: trading, buyer: us, lines: [{ item: "부품", supply: 55_000 }] });
const all = [plain, toPerson, bought];

let desk;
let page;
before(async () => {
  desk = await openDesk({ size: { width: 1920, height: 1080 } });
  page = desk.page;
  await createCompany(page);
  await importAll(page, all);
});
after(() => desk.close());

const form = () => page.getByTestId("invoice-form");

async function show(invoice) {
  await page.goto(`${desk.server.origin}/#/invoices?period=all&sort=-written_on`);
  await page.reload();
  await untilRows(page, all.length);
  await page.locator("[data-row] [data-column=written_on]").filter({ hasText: invoice.writtenOn }).click();
  await form().getByText(showApproval(invoice.approval)).waitFor();
}

test("the form of a sale is the supplier's copy with both parties, every line and the sums", async () => {
  await show(plain);
  const text = (await form().innerText()).replace(/\s+/g, " ");
  for (const written of [
    "전자세금계산서",
    "공급자 보관용",
    showApproval(plain.approval),
    "123-45-67891",
    us.name,
    us.person,
    "999-88-00014",
    trading.name,
    trading.person,
    "서울특별시 가상구 시험로 1",
    "2026-10-31",
    "10월분",
    "유지보수 용역",
    "서버 임대",
    won(plain.lines[1].supply),
    won(plain.supply),
    won(plain.tax),
    won(plain.total),
    "청구",
  ]) {
    assert.ok(text.includes(written), `${written} in ${text}`);
  }
});

test("the form of a purchase is the buyer's copy, in another colour", async () => {
  await show(plain);
  const red = await form().evaluate((node) => getComputedStyle(node.querySelector("table, header")).borderTopColor);
  await show(bought);
  assert.match(await form().innerText(), /공급받는자 보관용/);
  const blue = await form().evaluate((node) => getComputedStyle(node.querySelector("table, header")).borderTopColor);
  assert.notEqual(red, blue);
});

test("a resident number is masked in the form, in the list and in the source", async () => {
  await show(toPerson);
  assert.match(await form().innerText(), /991332-0\*{6}/);
  await page.getByRole("button", { name: "원본 보기" }).first().click();
  const source = page.getByTestId("source-content");
  await source.getByText("991332").first().waitFor();
  assert.match(await source.innerText(), /9913320?\*{6,}|991332-?0?\*{6,}/);
  await page.getByText("주민등록번호는 가려서 보여 줍니다").waitFor();
  assert.ok(!(await page.content()).includes(person.number), "the whole number is nowhere on the page");
  assert.ok(!desk.server.log().includes(person.number), "nor in the log");
});

test("the source is shown by lines and searched", async () => {
  await show(plain);
  await page.getByRole("button", { name: "원본 보기" }).first().click();
  const lines = page.getByTestId("source-content").locator("li");
  await lines.first().waitFor();
  assert.equal(await lines.count(), xmlOf(plain).trimEnd().split("\n").length);
  await page.getByRole("searchbox", { name: "원본에서 찾기" }).fill("서버 임대");
  await page.getByText("1 / 1", { exact: true }).waitFor();
});

test("the saved source is the file as it came, byte for byte", async () => {
  await show(plain);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "원본 저장" }).first().click(),
  ]);
  assert.deepEqual(await readFile(await download.path()), Buffer.from(xmlOf(plain)));
});

test("the approval number is copied by one button", async () => {
  await show(plain);
  await page.getByRole("button", { name: "승인번호 복사" }).click();
  await until(async () =>
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), showApproval(plain.approval)));
});

test("up and down walk through the documents from within the document", async () => {
  await show(plain);
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await form().getByText(showApproval(toPerson.approval)).waitFor();
  await page.keyboard.press("ArrowUp");
  await form().getByText(showApproval(plain.approval)).waitFor();
});
