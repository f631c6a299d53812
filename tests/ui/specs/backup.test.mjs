// Backups made, looked into and brought back; nothing is put in place before it was compared.
import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, createCompany, importAll, PASSPHRASE, untilSession } from "../harness/books.mjs";
import { railOf, unlock } from "../harness/companies.mjs";
import { onDesk, openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { backUp, go, toast } from "../harness/hold.mjs";
import { makeInvoice, us } from "../harness/invoice.mjs";

const backups = (page) => page.getByTestId("backups").locator("tbody tr");
const comparison = (page) => page.getByTestId("comparison");

async function countInvoices(desk, count) {
  await go(desk, "/invoices?period=all");
  await untilRows(desk.page, count);
}

test("a backup is made and verified by one button, and the status bar says when", async () => {
  await onDesk({}, async (desk) => {
    const { page } = desk;
    await createCompany(page);
    await importAll(page, [makeInvoice(), makeInvoice()]);
    await page.getByTestId("status-bar").getByText("백업 없음").waitFor();
    await backUp(desk);
    const line = backups(page).first();
    for (const word of ["직접", "이 PC", "검사함"]) await line.getByText(word).waitFor();
    await page.getByTestId("status-bar").getByText("마지막 백업").waitFor();
    await line.getByRole("button", { name: /백업 검사$/ }).click();
    await toast(page, "온전합니다. 세금계산서 2건").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
  });
});

test("restoring shows what would be lost, keeps the book it replaces, and goes back to it", async () => {
  await onDesk({}, async (desk) => {
    const { page } = desk;
    await createCompany(page);
    await importAll(page, [makeInvoice()]);
    await backUp(desk);
    await importAll(page, [makeInvoice({ writtenOn: "2026-11-02" }), makeInvoice({ writtenOn: "2026-11-03" })]);

    await go(desk, "/settings/backup");
    await page.getByRole("link", { name: /백업으로 복원$/ }).first().click();
    await comparison(page).getByText("지금 장부가 더 새롭습니다").waitFor();
    await comparison(page).getByText("세금계산서는 2건 줄어듭니다").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await countInvoices(desk, 3);

    await go(desk, "/settings/backup");
    await page.getByRole("link", { name: /백업으로 복원$/ }).first().click();
    await comparison(page).getByRole("button", { name: "이 백업으로 바꾸기" }).click();
    await toast(page, "백업에서 복원했습니다").waitFor();
    await openIfClosed(page);
    await countInvoices(desk, 1);

    await go(desk, "/settings/backup");
    await page.getByTestId("kept-books").getByRole("button", { name: /돌아가기$/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "이 장부로 돌아가기" }).click();
    await toast(page, "복원 전 장부로 돌아왔습니다").waitFor();
    await openIfClosed(page);
    await countInvoices(desk, 3);
  });
});

/**
 * A passphrase book may ask for its passphrase again when another file took its place. The way then leads to the first
 * screen by itself: whoever goes elsewhere before that is brought back.
 */
async function openIfClosed(page) {
  await railOf(page).or(page.getByRole("dialog")).first().waitFor();
  const sheet = page.getByRole("dialog");
  if ((await sheet.count()) > 0) {
    await sheet.getByLabel("암호", { exact: true }).fill(PASSPHRASE);
    await sheet.getByRole("button", { name: "열기", exact: true }).click();
  }
  await railOf(page).waitFor();
  await page.getByRole("heading", { name: "오늘", exact: true }).waitFor();
}

for (const way of ["passphrase", "recovery"]) {
  test(`a backup carried to another PC opens there by the ${way} alone, and starts as the company it was`, async () => {
    await onDesk({}, async (desk) => {
      const { page } = desk;
      const { path, recovery } = await carried(join(desk.server.home, "usb"));
      await untilSession(page);
      await page.getByRole("link", { name: "백업에서 복원" }).click();
      await page.getByLabel("백업 폴더").fill(path);
      await page.getByRole("button", { name: "백업 열기" }).click();
      if (way === "recovery") await page.getByRole("button", { name: "복구 키로 열기" }).click();
      const field = page.getByLabel(way === "recovery" ? "복구 키" : "암호", { exact: true });
      await field.fill(way === "recovery" ? recovery.replace(/[0-9A-Z]$/, (last) => (last === "A" ? "B" : "A")) : "틀린 암호입니다 2026");
      await page.getByRole("button", { name: "백업 열기" }).click();
      await page.getByRole("alert").waitFor();
      assert.equal((await call(page, "company.list")).companies.length, 0, "a wrong key makes nothing");
      await field.fill(way === "recovery" ? recovery : PASSPHRASE);
      assert.deepEqual(await seriousFindings(page), []);
      await page.getByRole("button", { name: "백업 열기" }).click();
      await comparison(page).getByText("이 PC에는 이 회사의 장부가 없거나").waitFor();
      await comparison(page).getByRole("button", { name: "이 백업으로 시작하기" }).click();
      await toast(page, `${us.name}를 백업에서 복원했습니다`).waitFor();
      await openIfClosed(page);
      await countInvoices(desk, 1);
      const { fault } = await call(page, "audit.verify", { job: "audit" });
      assert.equal(fault, null, "the history came along");
      for (const secret of [PASSPHRASE, recovery]) assert.ok(!desk.server.log().includes(secret), "the log");
    });
  });
}

/** A backup made on one PC and copied to `place`; the PC and all it had are gone then. */
async function carried(place) {
  let kept;
  await onDesk({}, async (old) => {
    const { recovery_key: recovery } = await createCompany(old.page);
    await importAll(old.page, [makeInvoice()]);
    await backUp(old);
    const [{ path: made }] = (await call(old.page, "backup.list")).backups;
    const path = join(place, basename(made));
    cpSync(made, path, { recursive: true });
    kept = { path, recovery };
  });
  return kept;
}

test("a damaged book is named, and its last good backup is offered and opens", async () => {
  const first = await openDesk();
  await createCompany(first.page);
  await importAll(first.page, [makeInvoice()]);
  await backUp(first);
  const [{ id }] = (await call(first.page, "company.list")).companies;
  await call(first.page, "company.close");
  await first.browser.close();
  await first.server.stop();
  damage(join(first.server.home, "books", "companies", id));

  const desk = await openDesk({ home: first.server.home });
  const { page } = desk;
  await unlock(page, us.name, PASSPHRASE);
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("alert").getByText("손상").waitFor();
  await sheet.getByTestId("last-good").getByRole("link", { name: "이 백업에서 복원" }).click();
  await page.getByLabel("암호", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "백업 열기" }).click();
  await comparison(page).getByRole("button", { name: /^이 백업으로/ }).click();
  await openIfClosed(page);
  await countInvoices(desk, 1);
  await desk.close();
});

/** The first page of the book's file, overwritten: no key opens it any more. */
function damage(folder) {
  const path = join(folder, "book.db");
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.concat([Buffer.alloc(4096, 0x5a), bytes.subarray(4096)]));
  assert.ok(readdirSync(folder).includes("book.keys"));
}

test("the second place gets a copy of each backup, and losing it loses nothing", async () => {
  await onDesk({}, async (desk) => {
    const { page, server } = desk;
    await createCompany(page);
    await go(desk, "/settings/backup");
    await page.getByRole("button", { name: "두 번째 위치 정하기" }).click();
    await page.getByLabel("폴더 주소").fill(server.home);
    await page.getByRole("dialog").getByRole("button", { name: "정하기" }).click();
    await toast(page, "두 번째 위치에도 둡니다").waitFor();
    await backUp(desk);
    await backups(page).getByText("두 번째").first().waitFor();
    await page.getByRole("button", { name: "쓰지 않기" }).click();
    await page.getByText("쓰지 않음").waitFor();
  });
});
