// A list longer than a screen: any place of it can be reached at once, and the sums do not move.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, untilSession } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { countOf, gridOf, rowsOf } from "../harness/grid.mjs";
import { won } from "../harness/invoice.mjs";
import { until } from "../harness/until.mjs";

const everything = { filter: {}, sort: [{ column: "written_on", descending: false }] };

let desk;
let page;
let totals;
before(async () => {
  desk = await openDesk({ demo: true });
  page = desk.page;
  await untilSession(page);
  totals = await call(page, "invoice.totals", { filter: {}, ids: null });
  await page.goto(`${desk.server.origin}/#/invoices?period=all&sort=written_on`);
  await page.reload();
  await until(async () => assert.equal(await countOf(page), totals.sales.count + totals.purchases.count));
});
after(() => desk.close());

const rowAt = (index) => gridOf(page).locator(`[role=row][data-row="${index}"]:not([aria-busy])`);

test("Ctrl+End shows the last invoice of a year's books, Ctrl+Home the first", async () => {
  const last = (await countOf(page)) - 1;
  assert.ok(last > 500, "the demo has a year of invoices");
  await rowAt(0).locator("[role=gridcell]").first().click();
  await page.keyboard.press("Control+End");
  await rowAt(last).waitFor();
  const { rows } = await call(page, "invoice.page", {
    ...everything,
    sort: [{ column: "written_on", descending: true }],
    after: null,
    limit: 1,
  });
  await until(async () => assert.equal((await rowsOf(page)).at(-1).written_on, rows[0].written_on));
  await page.keyboard.press("Control+Home");
  await rowAt(0).waitFor();
});

test("a thumb dragged to the middle shows the rows of the middle, in order", async () => {
  const middle = Math.floor((await countOf(page)) / 2);
  await gridOf(page).locator(".grid-scroll").evaluate((frame) => {
    frame.scrollTop = (frame.scrollHeight - frame.clientHeight) / 2;
  });
  await rowAt(middle).waitFor();
  const dates = (await rowsOf(page)).map(({ written_on }) => written_on).filter((date) => date !== "");
  assert.deepEqual(dates.slice(1), dates.slice(1).toSorted());
});

test("the sums are those of all rows, not of the shown ones", async () => {
  const sums = gridOf(page).locator(".grid-foot [data-sum=sales] [data-column=supply]");
  assert.equal((await sums.innerText()).trim(), won(totals.sales.supply_krw));
});

test("only the rows near the shown ones are drawn", async () => {
  const drawn = await gridOf(page).locator("[role=row][data-row]").count();
  assert.ok(drawn < 120, `${drawn} rows are drawn`);
});
