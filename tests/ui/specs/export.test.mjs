// What is exported is what is shown: the same rows in the same order, figures as figures.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { createCompany, importAll } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { showApproval } from "../harness/invoice.mjs";
import { inMonth, makeTrade, partnerOf } from "../harness/trade.mjs";
import { rowsOfCsv, rowsOfWorkbook } from "../harness/workbook.mjs";

const trade = makeTrade();
// A name that a spreadsheet would take for a formula, and one with what CSV must quote.
trade[0].lines[0].item = '=1+1 "따옴표", 쉼표';
const october = trade.filter(inMonth("2026-10"));

let desk;
before(async () => {
  desk = await openDesk();
  await createCompany(desk.page);
  await importAll(desk.page, trade);
  await desk.page.goto(`${desk.server.origin}/#/invoices?from=2026-10-01&to=2026-10-31&sort=total`);
  await desk.page.reload();
  await untilRows(desk.page, october.length);
});
after(() => desk.close());

/** Chooses an entry of the export menu and gives the saved file. */
async function save(entry) {
  // The menu of the export before goes away first: a shortcut is not heard beneath an open menu.
  await desk.page.getByRole("menu").waitFor({ state: "detached" });
  await desk.page.keyboard.press("Control+E");
  await desk.page.getByRole("menuitem", { name: entry }).waitFor();
  const [download] = await Promise.all([
    desk.page.waitForEvent("download"),
    desk.page.getByRole("menuitem", { name: entry }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The exported rows carry what the shown invoices hold, in the list's order. */
function assertSame([heads, ...rows], plainItem) {
  const at = (title) => {
    const index = heads.indexOf(title);
    assert.ok(index >= 0, `a column ${title} in ${heads}`);
    return index;
  };
  const expected = october.toSorted((a, b) => a.total - b.total);
  const body = rows.filter((row) => expected.some(({ approval }) => row[at("승인번호")].replaceAll("-", "") === approval));
  assert.equal(body.length, october.length);
  assert.deepEqual(body.map((row) => Number(row[at("합계금액")])), expected.map(({ total }) => total), "in the list's order");
  for (const [index, invoice] of expected.entries()) {
    const row = body[index];
    const same = body.find((other) => other[at("승인번호")] === showApproval(invoice.approval));
    assert.ok(same, showApproval(invoice.approval));
    assert.equal(Number(same[at("공급가액")]), invoice.supply);
    assert.equal(same[at("세액")], invoice.kind === "03" ? "" : String(invoice.tax));
    assert.equal(same[at("거래처")], partnerOf(invoice).name);
    assert.equal(row[at("작성일자")].length, 10);
    assert.ok(plainItem(same[at("품목")]).startsWith(invoice.lines[0].item), same[at("품목")]);
  }
}

test("the CSV holds the shown rows in the shown order, and no cell starts a formula", async () => {
  const { name, bytes } = await save(/CSV/);
  assert.match(name, /\.csv$/);
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "a mark, so that Excel reads Korean");
  const rows = rowsOfCsv(bytes);
  assert.ok(rows.flat().every((cell) => !cell.startsWith("=")), "no formula");
  assertSame(rows, (item) => item.replace(/^['\t]/, ""));
});

test("the workbook holds the shown rows in the shown order, amounts as numbers", async () => {
  const { name, bytes } = await save(/XLSX/);
  assert.match(name, /\.xlsx$/);
  assertSame(rowsOfWorkbook(bytes), (item) => item);
});
