// No screen has a serious or critical finding, in light and in dark.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, createCompany, importAll } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { chooseFiles } from "../harness/importing.mjs";
import { fileOf, makeInvoice } from "../harness/invoice.mjs";
import { makeTrade } from "../harness/trade.mjs";

const trade = makeTrade();

let desk;
let page;
before(async () => {
  desk = await openDesk();
  page = desk.page;
});
after(() => desk.close());

async function show(address) {
  await page.goto(`${desk.server.origin}/#${address}`);
  await page.reload();
  await page.locator("main").first().waitFor();
}

const list = () => untilRows(page, trade.length);

/** Each screen, and how to bring it to the state that is looked at. */
const screens = {
  "the list with a document beside it": async () => {
    await show("/invoices?period=all");
    await list();
    await page.getByTestId("invoice-form").waitFor();
  },
  "the list with everything selected": async () => {
    await show("/invoices?period=all");
    await list();
    await page.locator("[data-row='0'] [role=gridcell]").first().click();
    await page.keyboard.press("Control+A");
    await page.locator("[data-sum='picked-sales']").waitFor();
  },
  "a list without a match": async () => {
    await show("/invoices?q=없는말");
    await page.getByText("조건에 맞는 세금계산서가 없습니다").waitFor();
  },
  "a document's source": async () => {
    await show("/invoices?period=all");
    await list();
    await page.getByRole("button", { name: "원본 보기" }).first().click();
    await page.getByTestId("source-content").locator("li").first().waitFor();
  },
  "a dry run with findings": async () => {
    await show("/import");
    const wrong = fileOf(makeInvoice(), (xml) => xml.replace(/<TaxTotalAmount>\d+/, "<TaxTotalAmount>많음"));
    await chooseFiles(page, [fileOf(makeInvoice()), wrong]);
  },
  today: () => show("/"),
  partners: () => show("/partners"),
  import: () => show("/import"),
  settings: () => show("/settings"),
  "a screen of a later version": () => show("/ledger"),
  companies: () => show("/company"),
  palette: async () => {
    await show("/");
    await page.keyboard.press("Control+K");
    await page.getByTestId("palette").waitFor();
  },
};

test("first run has no serious finding in light or dark", async () => {
  await page.getByText("장부를 시작합니다").waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await seriousFindings(page), [], colorScheme);
  }
  await createCompany(page);
  await importAll(page, trade);
});

for (const theme of ["light", "dark"]) {
  for (const [name, prepare] of Object.entries(screens)) {
    test(`${name} has no serious finding in ${theme}`, async () => {
      await call(page, "settings.write", { key: "appearance.theme", value: theme });
      await prepare();
      assert.deepEqual(await seriousFindings(page), []);
    });
  }
}
