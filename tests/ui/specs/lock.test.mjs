// A book that is locked shows its door and nothing else; one that another program holds says who.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, createCompany, importAll, PASSPHRASE } from "../harness/books.mjs";
import { railOf, unlock } from "../harness/companies.mjs";
import { onDesk, openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { go, lockedDoor, unlockHere } from "../harness/hold.mjs";
import { makeInvoice, us } from "../harness/invoice.mjs";

test("Ctrl+L closes the book, and its door opens by the passphrase or the recovery key alone", async () => {
  await onDesk({}, async (desk) => {
    const { page } = desk;
    const { recovery_key: recovery } = await createCompany(page);
    await importAll(page, [makeInvoice()]);
    await go(desk, "/invoices?period=all");
    await untilRows(page, 1);
    await page.keyboard.press("Control+L");
    const door = lockedDoor(page);
    await door.getByRole("heading", { name: us.name }).waitFor();
    assert.equal(await railOf(page).count(), 0, "no screen of the book is left");
    assert.equal(await page.getByText("유지보수 용역").count(), 0, "nor any of its words");
    await assert.rejects(call(page, "today.overview"), { code: "company.none_open" });

    await door.getByLabel("암호", { exact: true }).fill("틀린 암호입니다 2026");
    await door.getByRole("button", { name: "열기", exact: true }).click();
    await door.getByRole("alert").waitFor();
    assert.equal(await railOf(page).count(), 0, "still closed");
    await unlockHere(page, PASSPHRASE);

    await go(desk, "/settings/keys");
    await page.getByRole("button", { name: "지금 잠그기" }).click();
    await door.waitFor();
    await unlockHere(page, recovery, "recovery");
    await go(desk, "/invoices?period=all");
    await untilRows(page, 1);
  });
});

test("the door of a locked book survives a reload, leads to the other companies, and is accessible", async () => {
  await onDesk({}, async ({ page }) => {
    await createCompany(page);
    await call(page, "company.lock");
    await page.reload();
    await lockedDoor(page).waitFor();
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await seriousFindings(page), [], colorScheme);
    }
    await page.getByRole("button", { name: "다른 회사 열기" }).click();
    await page.getByRole("button", { name: `${us.name} 열기` }).waitFor();
  });
});

test("a book in use elsewhere says by which program, opens for reading, and opens whole once it is free", async () => {
  const home = mkdtempSync(join(tmpdir(), "jangbu-ui-"));
  const first = await openDesk({ home });
  await createCompany(first.page);
  await importAll(first.page, [makeInvoice()]);
  const second = await openDesk({ home });
  const { page } = second;
  await unlock(page, us.name, PASSPHRASE);
  const held = page.getByTestId("held");
  await held.getByText("웹 브라우저 (jangbu serve)").waitFor();
  assert.equal(await held.getByRole("button", { name: "넘겨받기" }).count(), 0, "a living program keeps its lock");
  assert.deepEqual(await seriousFindings(page), []);

  await held.getByRole("button", { name: "읽기만 하기" }).click();
  await page.getByTestId("status-bar").getByText("읽기 전용").waitFor();
  await go(second, "/invoices?period=all");
  await untilRows(page, 1);
  await call(page, "company.close");

  await call(first.page, "company.close");
  await unlock(page, us.name, PASSPHRASE);
  await railOf(page).waitFor();
  assert.equal(await page.getByText("읽기 전용").count(), 0);
  await first.browser.close();
  await first.server.stop();
  await second.close();
});
