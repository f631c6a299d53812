// The invoice list: rows, sums, order, filters, search and the keyboard, on books counted by hand.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { call, createCompany, importAll } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { footOf, gridOf, headOf, rowsOf, untilRows } from "../harness/grid.mjs";
import { showApproval, showSums, won } from "../harness/invoice.mjs";
import { inMonth, isSale, makeTrade, partnerOf } from "../harness/trade.mjs";
import { until } from "../harness/until.mjs";

const trade = makeTrade();
const sales = trade.filter(isSale);
const purchases = trade.filter((invoice) => !isSale(invoice));

let desk;
let page;
before(async () => {
  desk = await openDesk({ size: { width: 1920, height: 1080 } });
  page = desk.page;
  await createCompany(page);
  await importAll(page, trade);
});
after(() => desk.close());

/** The whole list, read afresh, without a document beside it. */
async function openAll() {
  await call(page, "settings.write", { key: "invoices.pane", value: "closed" });
  await page.goto(`${desk.server.origin}/#/invoices?period=all`);
  await page.reload();
  return untilRows(page, trade.length);
}

const amount = (text) => Number(text.replaceAll(",", ""));

beforeEach(openAll);

test("every imported invoice is a row with its own figures", async () => {
  const rows = await rowsOf(page);
  for (const invoice of trade) {
    const row = rows.find(({ total, written_on, item }) =>
      total === won(invoice.total) && written_on === invoice.writtenOn && item.startsWith(invoice.lines[0].item));
    assert.ok(row, `${invoice.writtenOn} ${invoice.lines[0].item}`);
    assert.equal(row.supply, won(invoice.supply));
    assert.equal(row.partner, partnerOf(invoice).name);
    assert.equal(row.tax, invoice.kind === "03" ? "" : won(invoice.tax), "an exempt invoice has no tax");
  }
});

test("the footer adds sales and purchases up to the won, apart", async () => {
  assert.deepEqual(await footOf(page, "sales"), showSums(sales));
  assert.deepEqual(await footOf(page, "purchases"), showSums(purchases));
});

/** What a column sorts by, from the cell's text; amounts by value, blank first or last together. */
const keyOf = { supply: amount, tax: amount, total: amount };

test("every column whose heading sorts orders the rows, and turns on the second click", async () => {
  const heads = await gridOf(page).locator("[role=columnheader][aria-sort]").evaluateAll((cells) =>
    cells.map((cell) => cell.dataset.column));
  assert.ok(heads.length >= 8, `sortable columns shown: ${heads}`);
  for (const column of heads) {
    await openAll();
    const head = headOf(page, column);
    const seen = new Set();
    for (let click = 0; click < 2; click += 1) {
      await head.click();
      const direction = await until(async () => {
        const now = await head.getAttribute("aria-sort");
        assert.match(now, /ascending|descending/);
        assert.ok(!seen.has(now), `${column} turns`);
        return now;
      });
      seen.add(direction);
      await until(async () => assertOrdered(await untilRows(page, trade.length), column, direction));
    }
  }
});

function assertOrdered(rows, column, direction) {
  const key = keyOf[column] ?? ((text) => text);
  const values = rows.map((row) => row[column]).filter((text) => text !== "").map(key);
  assert.equal(rows.length, trade.length);
  if (column === "direction" || column === "kind") return assertGrouped(values, column);
  const ordered = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (direction === "descending") ordered.reverse();
  assert.deepEqual(values, ordered, `${column} ${direction}`);
}

/** Codes sort by their number, not by the word shown; equal words stand together all the same. */
function assertGrouped(values, column) {
  const groups = values.filter((value, at) => at === 0 || value !== values[at - 1]);
  assert.equal(groups.length, new Set(groups).size, `${column} stands together: ${values}`);
}

test("a shift-click adds a second sort key and numbers both", async () => {
  await headOf(page, "partner").click();
  await until(async () => assert.equal(await headOf(page, "partner").getAttribute("aria-sort"), "ascending"));
  await headOf(page, "total").click({ modifiers: ["Shift"] });
  await until(async () => {
    const rows = await untilRows(page, trade.length);
    const direction = await headOf(page, "total").getAttribute("aria-sort");
    assert.match(direction, /ascending|descending/);
    const sign = direction === "ascending" ? 1 : -1;
    const ordered = rows.toSorted((a, b) =>
      a.partner < b.partner ? -1 : a.partner > b.partner ? 1 : sign * (amount(a.total) - amount(b.total)));
    assert.deepEqual(rows, ordered);
  });
  assert.match(await headOf(page, "partner").innerText(), /1/);
  assert.match(await headOf(page, "total").innerText(), /2/);
});

/** Opens a filter's chip and gives its popover. */
async function chip(label) {
  await page.getByRole("button", { name: new RegExp(`^${label} `) }).first().click();
  return page.getByRole("dialog", { name: label });
}

/** Waits until the list holds exactly what `keep` keeps, and its sums say the same. */
async function expectOnly(keep) {
  const kept = trade.filter(keep);
  assert.ok(kept.length > 0 && kept.length < trade.length, "the filter tells some from others");
  await untilRows(page, kept.length);
  await until(async () => {
    assert.deepEqual(await footOf(page, "sales"), showSums(kept.filter(isSale)));
    assert.deepEqual(await footOf(page, "purchases"), showSums(kept.filter((invoice) => !isSale(invoice))));
  });
}

test("the direction's chip keeps purchases alone, and its cross brings all back", async () => {
  await (await chip("구분")).getByRole("option", { name: "매입" }).or(page.getByRole("radio", { name: "매입" })).first().click();
  await expectOnly((invoice) => !isSale(invoice));
  await page.getByRole("button", { name: "구분 지우기" }).click();
  await untilRows(page, trade.length);
});

test("the partner's chip finds a partner by first consonants and keeps its invoices", async () => {
  const popover = await chip("거래처");
  await popover.getByRole("searchbox").or(popover.getByRole("combobox")).or(popover.getByRole("textbox")).first().fill("ㅁㅇㅇㅅ");
  await popover.getByRole("option", { name: /모의인쇄/ }).first().waitFor();
  await page.keyboard.press("Enter");
  await expectOnly((invoice) => partnerOf(invoice).name === "모의인쇄");
});

test("the amount's chip takes 백만-style figures", async () => {
  const popover = await chip("금액");
  await popover.getByLabel("최소 합계금액").fill("100만");
  await popover.getByLabel("최대 합계금액").fill("150만");
  await popover.getByRole("button", { name: "적용" }).click();
  await expectOnly(({ total }) => total >= 1_000_000 && total <= 1_500_000);
});

test("the period's chip takes days as they are typed at a number pad", async () => {
  const popover = await chip("기간");
  await popover.getByText("2기 예정", { exact: true }).waitFor();
  await popover.getByLabel("부터").fill("20261101");
  await popover.getByLabel("까지").fill("20261130");
  await popover.getByRole("button", { name: "적용" }).click();
  await expectOnly(inMonth("2026-11"));
});

test("the days of the address narrow rows and sums alike, and Back brings the wider list again", async () => {
  const october = trade.filter(inMonth("2026-10"));
  await page.goto(`${desk.server.origin}/#/invoices?from=2026-10-01&to=2026-10-31`);
  await untilRows(page, october.length);
  assert.deepEqual(await footOf(page, "sales"), showSums(october.filter(isSale)));
  assert.deepEqual(await footOf(page, "purchases"), showSums(october.filter((invoice) => !isSale(invoice))));
  await page.goBack();
  await untilRows(page, trade.length);
});

const searches = [
  ["one syllable", "롤"],
  ["two syllables", "전력"],
  ["three syllables", "계측기"],
  ["six syllables with a space", "유지보수 용역"],
  ["a partner's name from its middle", "빛제"],
  ["a note", "11월분"],
];

for (const [what, text] of searches) {
  test(`the search finds ${what} inside items, partners and notes: ${text}`, async () => {
    const found = trade.filter((invoice) =>
      [invoice.note, partnerOf(invoice).name, ...invoice.lines.map(({ item }) => item)].some((place) => place.includes(text)));
    assert.ok(found.length > 0 && found.length < trade.length, "the search tells some from others");
    await page.getByTestId("search-field").fill(text);
    const rows = await untilRows(page, found.length);
    const totals = found.map(({ total }) => won(total)).toSorted();
    assert.deepEqual(rows.map(({ total }) => total).toSorted(), totals);
    await until(async () => assert.deepEqual(await footOf(page, "sales"), showSums(found.filter(isSale))));
  });
}

test("a search that finds nothing offers to clear it", async () => {
  await page.getByTestId("search-field").fill("없는말");
  await untilRows(page, 0);
  await page.getByText("조건에 맞는 세금계산서가 없습니다").waitFor();
  await page.getByRole("button", { name: "조건 모두 지우기" }).first().click();
  await until(async () => assert.ok((await rowsOf(page)).length > 0));
});

test("arrows, Home and End walk the cells, and one tab stop holds the whole grid", async () => {
  await cellOf(0, "written_on").click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focusedRow(), 2);
  await page.keyboard.press("Control+End");
  assert.equal(await focusedRow(), trade.length - 1);
  await page.keyboard.press("Control+Home");
  assert.equal(await focusedRow(), 0);
  const stops = await gridOf(page).locator("[role=gridcell][tabindex='0'], [role=columnheader][tabindex='0']").count();
  assert.equal(stops, 1);
});

test("Enter opens the row under the cursor and Esc comes back to it", async () => {
  const rows = await rowsOf(page);
  await cellOf(3, "written_on").click();
  await page.keyboard.press("Enter");
  await page.getByTestId("invoice-form").waitFor();
  const total = page.getByTestId("invoice-form").locator(".form-total");
  await until(async () => assert.equal((await total.innerText()).trim(), rows[3].total));
  await page.keyboard.press("Escape");
  await until(async () => assert.equal(await focusedRow(), 3));
});

test("Ctrl+A selects all of the filter and sums it up; Esc or a click lets go", async () => {
  await cellOf(0, "written_on").click();
  await page.keyboard.press("Control+A");
  await until(async () => {
    assert.deepEqual(await footOf(page, "picked-sales"), showSums(sales));
    assert.deepEqual(await footOf(page, "picked-purchases"), showSums(purchases));
  });
});

test("a range chosen by Shift and arrows is summed apart", async () => {
  await headOf(page, "total").click();
  const rows = await until(async () => {
    const direction = await headOf(page, "total").getAttribute("aria-sort");
    assert.match(direction, /ending/);
    const found = await untilRows(page, trade.length);
    const totals = found.map((row) => Number(row.total.replaceAll(",", "")));
    const ordered = totals.toSorted((one, other) => (direction === "ascending" ? one - other : other - one));
    assert.deepEqual(totals, ordered, "the heading is marked before its rows come");
    return found;
  });
  await cellOf(0, "written_on").click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  const picked = rows.slice(0, 3).map((row) => trade.find((invoice) =>
    won(invoice.total) === row.total && invoice.writtenOn === row.written_on && partnerOf(invoice).name === row.partner));
  await until(async () => {
    const line = picked.some(isSale) ? "picked-sales" : "picked-purchases";
    const side = picked.filter((invoice) => isSale(invoice) === (line === "picked-sales"));
    assert.deepEqual(await footOf(page, line), showSums(side));
  });
});

test("Ctrl+C copies the selection as rows that a spreadsheet takes: headings, plain figures", async () => {
  await cellOf(0, "written_on").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+C");
  const rows = await rowsOf(page);
  const heads = await gridOf(page).locator("[role=columnheader][data-column]").evaluateAll((cells) =>
    cells.map((cell) => ({ id: cell.dataset.column, title: cell.querySelector(".cut").textContent })));
  const lines = await until(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    const table = text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    assert.equal(table.length, trade.length + 1);
    return table;
  });
  assert.deepEqual(lines[0], heads.map(({ title }) => title));
  const supply = heads.findIndex(({ id }) => id === "supply");
  assert.deepEqual(lines.slice(1).map((line) => line[supply]), rows.map((row) => row.supply.replaceAll(",", "")));
});

test("typing in the list goes into the search", async () => {
  await cellOf(0, "written_on").click();
  await page.keyboard.type("20261020");
  await until(async () => assert.equal(await page.getByTestId("search-field").inputValue(), "20261020"));
  const [only] = await untilRows(page, 1);
  assert.equal(only.written_on, "2026-10-20", "an approval number begins with the day");
});

test("an approval number's beginning finds its invoice", async () => {
  const wanted = purchases[0];
  await page.getByTestId("search-field").fill(showApproval(wanted.approval).slice(0, 20));
  const [row] = await untilRows(page, trade.filter(({ approval }) => approval.startsWith(wanted.approval.slice(0, 18))).length);
  assert.equal(row.total, won(wanted.total));
});

function cellOf(row, column) {
  return gridOf(page).locator(`[role=row][data-row="${row}"] [data-column="${column}"]`);
}

function focusedRow() {
  return page.evaluate(() => Number(document.activeElement?.closest("[data-row]")?.getAttribute("data-row") ?? Number.NaN));
}
