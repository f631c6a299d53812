// A book of an earlier version is brought up to date after a backup; one of a later version is
// refused, and one button goes back to that backup.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, PASSPHRASE } from "../harness/books.mjs";
import { railOf, unlock } from "../harness/companies.mjs";
import { openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { go, toast } from "../harness/hold.mjs";
import { makeNewer, older, placeOlderBook } from "../harness/older.mjs";

const home = mkdtempSync(join(tmpdir(), "jangbu-ui-"));
let recovery;
let desk;

before(async () => {
  recovery = await placeOlderBook(home, PASSPHRASE);
  desk = await openDesk({ home });
});
after(() => desk?.close());

/** The program ended, the book changed on the disk, the program started again. */
async function between(change) {
  await call(desk.page, "company.close");
  await desk.browser.close();
  await desk.server.stop();
  change();
  desk = await openDesk({ home });
}

const dialog = () => desk.page.getByRole("alertdialog");

/** Opens the later book, which is refused, and asks for the way back. */
async function askBack() {
  const { page } = desk;
  await unlock(page, older.name, PASSPHRASE);
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("alert").getByText("더 새로운 판에서 쓰던 것").waitFor();
  assert.equal(await railOf(page).count(), 0, "it stays closed");
  assert.equal(await sheet.getByRole("button", { name: "복구 키로 열기" }).count(), 0, "another key is no help");
  await sheet.getByRole("button", { name: "판 올리기 전으로 되돌리기" }).click();
  await dialog().waitFor();
}

/** Opens the book that is this version's again, with the key that stands in the field. */
async function openAgain() {
  const { page } = desk;
  await toast(page, "판을 올리기 전 장부로 되돌렸습니다").waitFor();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("alert").waitFor({ state: "detached" });
  await sheet.getByRole("button", { name: "열기", exact: true }).click();
  await railOf(page).waitFor();
  await go(desk, "/invoices?period=all");
  await untilRows(page, older.invoices);
}

test("a book of schema 1 opens with everything in it, and the backup before it was changed is listed", async () => {
  const { page } = desk;
  await unlock(page, older.name, PASSPHRASE);
  await toast(page, "장부를 이 판에 맞게 바꾸었습니다").waitFor();
  await go(desk, "/invoices?period=all");
  await untilRows(page, older.invoices);
  await go(desk, "/settings/backup");
  const line = page.getByTestId("backups").locator("tr[data-reason=upgrade]");
  await line.getByText("판 올리기 전").waitFor();
  assert.equal(await line.count(), 1);
});

test("a book of a later version is refused, and goes back by the passphrase it was tried with", async () => {
  await between(() => makeNewer(home));
  await askBack();
  assert.equal(await dialog().getByLabel("암호", { exact: true }).inputValue(), PASSPHRASE, "not typed twice");
  assert.deepEqual(await seriousFindings(desk.page), []);
  await dialog().getByRole("button", { name: "판 올리기 전으로 되돌리기" }).click();
  await openAgain();
  await go(desk, "/settings/backup");
  await desk.page.getByTestId("kept-books").getByRole("button", { name: /돌아가기$/ }).first().waitFor();
});

test("the way back refuses a wrong passphrase, changes nothing then, and opens by the recovery key", async () => {
  await between(() => makeNewer(home));
  await askBack();
  await dialog().getByLabel("암호", { exact: true }).fill("틀린 암호입니다 2026");
  await dialog().getByRole("button", { name: "판 올리기 전으로 되돌리기" }).click();
  await dialog().getByRole("alert").getByText("이 키로 열리지 않습니다").waitFor();
  await dialog().getByRole("button", { name: "복구 키로 열기" }).click();
  await dialog().getByLabel("복구 키", { exact: true }).fill(recovery);
  await dialog().getByRole("button", { name: "판 올리기 전으로 되돌리기" }).click();
  await openAgain();
  for (const secret of [PASSPHRASE, recovery]) assert.ok(!desk.server.log().includes(secret), "the log");
});
