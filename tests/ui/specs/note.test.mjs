// The clerk's own word on an invoice: a note, and that what is odd may stand.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { createCompany, importAll } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { go, toast } from "../harness/hold.mjs";
import { makeInvoice, showApproval } from "../harness/invoice.mjs";
import { until } from "../harness/until.mjs";

// Its tax is not a tenth of its supply: odd, and legal.
const odd = makeInvoice({ writtenOn: "2026-10-02", lines: [{ item: "반올림", supply: 237_000, tax: 23_702 }] });
const plain = makeInvoice({ writtenOn: "2026-10-01" });

let desk;
let page;
before(async () => {
  desk = await openDesk();
  page = desk.page;
  await createCompany(page);
  await importAll(page, [odd, plain]);
});
after(() => desk.close());

const beside = (name) => page.locator(".beside").getByRole("region", { name });
const badge = () => page.getByRole("link", { name: /전자세금계산서/ });

test("what is odd is counted until it was looked at, and again when the mark is taken away", async () => {
  await go(desk, "/invoices?warn=true&looked=false");
  await untilRows(page, 1);
  await badge().getByText("확인할 것 1건").waitFor({ state: "attached" });
  await beside("확인할 것").getByRole("button", { name: "확인함으로 표시" }).click();
  await toast(page, "확인함으로 표시했습니다").waitFor();
  await page.getByText("조건에 맞는 세금계산서가 없습니다").waitFor();
  await until(async () => assert.equal(await badge().getByText("확인할 것").count(), 0));
  await go(desk, "/invoices?warn=true&looked=true");
  const [row] = await untilRows(page, 1);
  assert.equal(row.state, "확인함");
  await beside("확인할 것").getByText(/^확인함 \d{4}-/).waitFor();
  await beside("확인할 것").getByRole("button", { name: "표시 지우기" }).click();
  await badge().getByText("확인할 것 1건").waitFor({ state: "attached" });
});

test("a note is written by the keyboard, found by its words, and taken back by Ctrl+Z", async () => {
  await go(desk, "/invoices?period=all");
  await untilRows(page, 2);
  // Nothing else was written on this one: its history holds the note alone.
  await page.locator("[data-row] [data-column=written_on]").filter({ hasText: plain.writtenOn }).click();
  await page.getByTestId("invoice-form").getByText(showApproval(plain.approval)).waitFor();
  await beside("메모").getByRole("button", { name: "메모 쓰기" }).click();
  await page.getByRole("textbox", { name: "메모" }).fill("거래처에 다시 물어보기");
  assert.deepEqual(await seriousFindings(page), []);
  await page.keyboard.press("Control+Enter");
  await beside("메모").getByText("거래처에 다시 물어보기").waitFor();
  await page.locator(".beside .change-list").getByText("메모·확인을 고쳤습니다").waitFor();
  await page.getByTestId("search-field").fill("물어보기");
  const [row] = await untilRows(page, 1);
  assert.match(row.state, /메모 있음/);
  await page.getByTestId("invoice-grid").locator("[data-row='0'] [data-column=partner]").click();
  await page.keyboard.press("Control+z");
  await toast(page, "메모·확인을 되돌렸습니다").waitFor();
  await page.getByText("조건에 맞는 세금계산서가 없습니다").waitFor();
});

test("Esc leaves a note as it was", async () => {
  await go(desk, "/invoices?period=all");
  await untilRows(page, 2);
  await beside("메모").getByRole("button", { name: "메모 쓰기" }).click();
  await page.getByRole("textbox", { name: "메모" }).fill("쓰다 만 것");
  await page.keyboard.press("Escape");
  await beside("메모").getByRole("button", { name: "메모 쓰기" }).waitFor();
  assert.equal(await page.getByText("쓰다 만 것").count(), 0);
});
