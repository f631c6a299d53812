// Importing by upload: everything wrong at once, the clerk's word, conflicts, and undo.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { call, createCompany } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { footOf, untilRows } from "../harness/grid.mjs";
import { chooseFiles, commit, countNamed, findingsOf, importPage } from "../harness/importing.mjs";
import { businessNumber, fileOf, makeInvoice, printing, showApproval, showSums, trading, won } from "../harness/invoice.mjs";
import { root } from "../harness/paths.mjs";
import { until } from "../harness/until.mjs";

let desk;
let page;
before(async () => {
  desk = await openDesk();
  page = desk.page;
  await createCompany(page);
});
after(() => desk.close());

/** The import page at its beginning. */
async function openImport() {
  await page.goto(`${desk.server.origin}/#/import`);
  await page.reload();
  await importPage(page).getByRole("button", { name: "파일 고르기" }).waitFor();
}

/** Takes every import back, so that each test begins with an empty book. */
afterEach(async () => {
  await openImport();
  for (;;) {
    // The book says how many there are: the page's own list may still be on its way.
    const { imports } = await call(page, "import.list");
    const left = imports.filter(({ undone_at }) => undone_at === null).length;
    if (left === 0) return;
    const undo = importPage(page).getByRole("button", { name: /가져오기를 되돌리기$/ });
    await until(async () => assert.equal(await undo.count(), left, "every standing import can be undone"));
    await undo.first().click();
    await page.getByRole("alertdialog").or(page.getByRole("dialog")).getByRole("button", { name: "되돌리기" }).click();
    await until(async () => assert.ok((await undo.count()) < left, "one import fewer"));
  }
});

async function expectBooks(invoices) {
  await page.goto(`${desk.server.origin}/#/invoices?period=all`);
  await page.reload();
  if (invoices.length === 0) {
    await page.getByText("아직 세금계산서가 없습니다").waitFor();
    return;
  }
  await untilRows(page, invoices.length);
  await until(async () => assert.deepEqual(await footOf(page, "sales"), showSums(invoices)));
}

const sale = (parts) => makeInvoice(parts);

test("a dry run shows counts, sums and rows, and writes nothing before the word is given", async () => {
  const invoices = [sale({}), sale({ buyer: printing, lines: [{ item: "인쇄", supply: 330_000 }] })];
  await openImport();
  await chooseFiles(page, invoices.map((invoice) => fileOf(invoice)));
  assert.equal(await countNamed(page, "new"), 2);
  await expectBooks([]);
  await page.goto(`${desk.server.origin}/#/import`);
  await openImport();
  await chooseFiles(page, invoices.map((invoice) => fileOf(invoice)));
  const text = await importPage(page).innerText();
  for (const figure of [won(invoices[0].total), won(invoices[1].total), showSums(invoices).supply]) assert.ok(text.includes(figure), figure);
  await commit(page);
  assert.equal(await countNamed(page, "added"), 2);
  await page.getByRole("button", { name: "이 계산서 보기" }).click();
  await untilRows(page, 2);
  await expectBooks(invoices);
});

test("all that is wrong with several files is shown at once, each with its place; the good one is still offered", async () => {
  const good = sale({});
  const cut = fileOf(sale({}), (xml) => xml.slice(0, xml.length / 2));
  const amount = fileOf(sale({}), (xml) => xml.replace(/<ChargeTotalAmount>\d+/, "<ChargeTotalAmount>백만원"));
  const other = { name: "notes.xml", mimeType: "text/xml", buffer: Buffer.from("<Notes><a/></Notes>") };
  await openImport();
  await chooseFiles(page, [fileOf(good), cut, amount, other]);
  const findings = await findingsOf(page);
  for (const file of [cut, amount, other]) {
    const lines = findings.filter(([severity, name]) => severity.includes("오류") && name.includes(file.name));
    assert.ok(lines.length > 0, `${file.name} in ${JSON.stringify(findings)}`);
  }
  const bad = findings.find(([, name]) => name.includes(amount.name));
  assert.ok(bad.join(" ").includes("백만원"), "what stood there is shown");
  assert.equal(await countNamed(page, "new"), 1);
  assert.match(await page.getByTestId("import-commit").innerText(), /읽은 1건만/);
  await commit(page);
  await expectBooks([good]);
});

test("the same file again adds nothing", async () => {
  const invoice = sale({});
  await openImport();
  await chooseFiles(page, [fileOf(invoice)]);
  await commit(page);
  await openImport();
  await chooseFiles(page, [fileOf(invoice)]);
  assert.equal(await countNamed(page, "same"), 1);
  assert.equal(await page.getByTestId("import-commit").count(), 0, "there is nothing to write");
  await page.getByRole("button", { name: "취소" }).click();
  await expectBooks([invoice]);
});

test("the same approval number with other content is shown with both versions, and the clerk decides", async () => {
  const ours = sale({ lines: [{ item: "용역", supply: 500_000 }] });
  const theirs = makeInvoice({ ...ours, lines: [{ item: "용역", supply: 550_000 }], approval: ours.approval });
  await openImport();
  await chooseFiles(page, [fileOf(ours)]);
  await commit(page);
  for (const [choice, stays] of [["장부 것 유지", ours], ["파일 것으로 바꾸기", theirs]]) {
    await openImport();
    await chooseFiles(page, [fileOf(theirs)]);
    assert.equal(await countNamed(page, "conflicts"), 1);
    const conflict = page.getByRole("article", { name: showApproval(ours.approval) });
    const versions = await conflict.innerText();
    assert.ok(versions.includes(won(ours.total)) && versions.includes(won(theirs.total)), versions);
    await conflict.getByText(choice).click();
    assert.ok(await conflict.getByRole("radio", { name: choice }).isChecked(), choice);
    if (stays === ours) {
      await page.getByRole("button", { name: "취소" }).click();
    } else {
      await commit(page);
      assert.equal(await countNamed(page, "replaced"), 1);
    }
    await expectBooks([stays]);
  }
});

test("undo takes back exactly what one import added", async () => {
  const first = sale({});
  const second = sale({ lines: [{ item: "나중 것", supply: 120_000 }] });
  for (const invoice of [first, second]) {
    await openImport();
    await chooseFiles(page, [fileOf(invoice)]);
    await commit(page);
  }
  await page.getByRole("button", { name: "되돌리기", exact: true }).first().click();
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await dialog.getByText(/1건/).first().waitFor();
  await dialog.getByRole("button", { name: "되돌리기" }).click();
  await page.getByText("1건을 빼고 0건을 되돌렸습니다.").waitFor();
  await expectBooks([first]);
});

test("an invoice between two other companies is left out and said so", async () => {
  const stranger = { number: businessNumber("555443322"), name: "남의회사", person: "남" };
  await openImport();
  await chooseFiles(page, [fileOf(makeInvoice({ supplier: stranger, buyer: trading }))]);
  assert.equal(await countNamed(page, "foreign"), 1);
  assert.equal(await countNamed(page, "new"), 0);
  await page.getByRole("button", { name: "취소" }).click();
});

test("a Hometax list is read by its headings and its totals agree with its rows", async () => {
  const name = "매출전자세금계산서목록(1~4).xls";
  const buffer = readFileSync(`${root}tests/fixtures/etax/${name}`);
  await openImport();
  await chooseFiles(page, [{ name, mimeType: "application/vnd.ms-excel", buffer }]);
  assert.equal(await countNamed(page, "new"), 4);
  await importPage(page).getByText("맞음").waitFor();
  await commit(page);
  await page.goto(`${desk.server.origin}/#/invoices?period=all`);
  await untilRows(page, 4);
  // The sums stand in the workbook's own preamble.
  await until(async () => {
    const { supply, tax, total } = await footOf(page, "sales");
    assert.deepEqual({ supply, tax, total }, { supply: "1,950,001", tax: "190,000", total: "2,140,001" });
  });
});

test("files dropped on any screen are read", async () => {
  const invoice = sale({});
  await page.goto(`${desk.server.origin}/#/partners`);
  const { name, buffer } = fileOf(invoice);
  const transfer = await page.evaluateHandle(([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: "text/xml" }));
    return data;
  }, [name, buffer.toString()]);
  await page.dispatchEvent("body", "dragenter", { dataTransfer: transfer });
  await page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
  await page.getByTestId("drop-veil").waitFor();
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
  await page.getByRole("heading", { name: "가져오기 전 확인" }).waitFor();
  await page.getByTestId("drop-veil").waitFor({ state: "detached" });
  await commit(page);
  await expectBooks([invoice]);
});
