// Purchases without a tax invoice, in the demo company: asked of the stand-in of Hometax.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, untilSession } from "../harness/books.mjs";
import { onDesk } from "../harness/desk.mjs";
import { go } from "../harness/hold.mjs";
import { until } from "../harness/until.mjs";
import { rowsOfCsv } from "../harness/workbook.mjs";

async function looksWell(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await seriousFindings(page), [], `${name} ${colorScheme}`);
  }
}

const act = (page) => page.getByTestId("evidence-page").getByRole("button", { name: "홈택스에서 가져오기" });
const shown = (page) => page.getByTestId("evidence-grid").locator("[role=row][data-row]:not([aria-busy])");
const totals = async (page, filter) => (await call(page, "evidence.page", { filter, limit: 1 })).totals;

/** Waits until the footer says the sum of these. */
const untilSum = (page, { total_krw }) =>
  until(async () =>
    assert.equal(await page.getByTestId("evidence-footer").getAttribute("data-total"), String(total_krw)),
  );

test("receipts and card purchases come in, a second time nothing is new, and what is shown is exported", async () => {
  await onDesk({ demo: true }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    await go(desk, "/invoices/collect");
    await page.getByTestId("collect-page").getByRole("button", { name: "현금영수증·카드 매입" }).click();
    await page.getByText("이 기간에 가져온 것이 없습니다").waitFor();
    await looksWell(page, "empty");
    await page.getByRole("radio", { name: "지난 분기" }).click({ force: true });
    await act(page).click();
    const came = page.getByTestId("evidence-came");
    await came.waitFor();
    const all = await totals(page, {});
    assert.ok(all.count > 20, `${all.count} purchases`);
    const first = await came.innerText();
    assert.match(first, /현금영수증 새로 \d+건 · 그대로 0건 \/ 카드 새로 \d+건 · 그대로 0건/);
    await untilSum(page, all);
    await shown(page).first().waitFor();
    await looksWell(page, "evidence");

    await came.getByRole("button", { name: "닫기" }).click();
    await came.waitFor({ state: "detached" });
    await act(page).click();
    await came.waitFor();
    assert.match(await came.innerText(), /현금영수증 새로 0건 · 그대로 \d+건 \/ 카드 새로 0건/);
    assert.deepEqual(await totals(page, {}), all);

    // The list narrows to what is chosen, its sums with it.
    await page.getByRole("radio", { name: "현금영수증", exact: true }).click({ force: true });
    const receipts = await totals(page, { kind: "cash_receipt" });
    assert.ok(receipts.count > 0 && receipts.count < all.count);
    await untilSum(page, receipts);
    await until(async () => assert.equal(await shown(page).getByText("카드", { exact: true }).count(), 0));

    await page.keyboard.press("Control+E");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "CSV로 저장" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^현금영수증·카드 매입_\d{4}-\d{2}-\d{2}_\d{4}-\d{2}-\d{2}\.csv$/);
    const [heads, ...rows] = rowsOfCsv(await readFile(await download.path()));
    assert.equal(rows.length, receipts.count);
    const total = rows.reduce((sum, row) => sum + Number(row[heads.indexOf("합계")]), 0);
    assert.equal(total, receipts.total_krw);

    await shown(page).first().dblclick();
    await page.getByRole("dialog").getByText("홈택스 목록에서 가져왔습니다").waitFor();
    await looksWell(page, "history");
  });
});

test("when Hometax has stopped, the reason is said and nothing has come", async () => {
  await onDesk({ demo: true }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    const { services } = await call(page, "remote.overview", {});
    const { address } = services.find(({ service }) => service === "hometax");
    const fault = { kind: "own", name: "service_stopped", times: 1000 };
    const told = await fetch(`${address}/__sandbox/fault`, { method: "POST", body: JSON.stringify(fault) });
    assert.equal(told.status, 200, await told.text());
    await go(desk, "/invoices/evidence");
    await act(page).click();
    await page.getByTestId("evidence-page").getByRole("alert").first().waitFor();
    assert.equal((await totals(page, {})).count, 0);
    await looksWell(page, "stopped");
  });
});

test("a clerk finds the page by its name from anywhere", async () => {
  await onDesk({ demo: true }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    await page.keyboard.press("Control+K");
    await page.keyboard.type("현금영수증");
    await page.getByRole("option", { name: /현금영수증·카드 매입 보기/ }).click();
    await page.getByTestId("evidence-page").waitFor();
  });
});
