// The one quiet place for what went wrong: nothing while all is well, and a report without names.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, createCompany, importAll } from "../harness/books.mjs";
import { onDesk } from "../harness/desk.mjs";
import { go, toast } from "../harness/hold.mjs";
import { makeInvoice, trading, us } from "../harness/invoice.mjs";

const item = (page) => page.getByTestId("problems-item");

/** Something a disk does: the second place is a folder nobody can write to. */
async function fail(page) {
  await assert.rejects(call(page, "backup.place", { second: "/proc/no-such-folder" }));
}

test("a problem shows in the status bar, says what to do, and goes when it is cleared", async () => {
  await onDesk({}, async (desk) => {
    const { page } = desk;
    await createCompany(page);
    await go(desk, "/");
    assert.equal(await item(page).count(), 0, "nothing while all is well");
    await fail(page);
    await item(page).getByText("문제 1건").waitFor();
    await item(page).click();
    const sheet = page.getByRole("dialog");
    const entries = sheet.getByTestId("problem-list").locator("li");
    await entries.first().waitFor();
    assert.equal(await entries.count(), 1);
    assert.equal(await entries.locator(".problem-what").count(), 1);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await seriousFindings(page), [], colorScheme);
    }
    await sheet.getByRole("button", { name: "기록 지우기" }).click();
    await toast(page, "문제 기록을 지웠습니다").waitFor();
    await item(page).waitFor({ state: "detached" });
  });
});

test("the saved report names the error and nobody", async () => {
  await onDesk({}, async (desk) => {
    const { page } = desk;
    await createCompany(page);
    const invoice = makeInvoice();
    await importAll(page, [invoice]);
    await fail(page);
    await go(desk, "/");
    await item(page).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("dialog").getByRole("button", { name: "보고서 저장" }).click(),
    ]);
    const report = await readFile(await download.path(), "utf8");
    const { version } = await call(page, "app.status");
    assert.ok(report.includes(version), report);
    for (const name of [us.name, us.number, "123-45-67891", trading.name, invoice.approval, String(invoice.supply)]) {
      assert.ok(!report.includes(name), `${name} in ${report}`);
    }
  });
});
