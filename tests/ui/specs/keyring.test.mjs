// From the keyring to a passphrase and back, with a real keyring daemon: what is given up opens nothing.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, importAll, PASSPHRASE, untilSession } from "../harness/books.mjs";
import { keepRecoveryKey, railOf } from "../harness/companies.mjs";
import { openDesk } from "../harness/desk.mjs";
import { untilRows } from "../harness/grid.mjs";
import { go, lockedDoor, toast, unlockHere } from "../harness/hold.mjs";
import { makeInvoice, us } from "../harness/invoice.mjs";

/** Ends the program and starts it again on the same books and the same keyring. */
async function restart(desk, { home }) {
  await call(desk.page, "company.close");
  await desk.browser.close();
  await desk.server.stop();
  const next = await openDesk({ home, keyring: true });
  await untilSession(next.page);
  return next;
}

/** The book opens from the list without a word, and holds its invoice. */
async function opensByItself(desk) {
  const { page } = desk;
  await page.getByRole("button", { name: `${us.name} 열기` }).click();
  await railOf(page).waitFor();
  await go(desk, "/invoices?period=all");
  await untilRows(page, 1);
}

const ways = (page) => page.getByTestId("settings-keys");

/** Opens by `key` and expects that it is no way in. */
async function expectRefused(desk, key, code) {
  const { companies } = await call(desk.page, "company.list");
  const wish = { id: companies[0].id, passphrase: null, recovery_key: null, ...key };
  await assert.rejects(call(desk.page, "company.open", wish), { code });
}

let desk;
after(() => desk?.close());

test("a keyring book moves to a passphrase and back; each time only the chosen way opens it", async () => {
  const home = mkdtempSync(join(tmpdir(), "jangbu-ui-"));
  desk = await openDesk({ home, keyring: true });
  await untilSession(desk.page);
  await desk.page.getByLabel("사업자등록번호").fill(us.number);
  await desk.page.getByLabel("상호").fill(us.name);
  assert.ok(await desk.page.getByRole("radio", { name: /키링/ }).isChecked(), "the keyring is the first choice");
  await desk.page.getByRole("button", { name: "장부 만들기" }).click();
  const recovery = await keepRecoveryKey(desk.page);
  await importAll(desk.page, [makeInvoice()]);
  desk = await restart(desk, { home });
  await opensByItself(desk);

  await go(desk, "/settings/keys");
  await ways(desk.page).getByRole("button", { name: "암호로 바꾸기" }).click();
  const sheet = () => desk.page.getByRole("dialog");
  await sheet().getByLabel("새 암호", { exact: true }).fill(PASSPHRASE);
  await sheet().getByLabel("새 암호 한 번 더").fill(PASSPHRASE);
  assert.deepEqual(await seriousFindings(desk.page), []);
  await sheet().getByRole("button", { name: "바꾸기" }).click();
  await toast(desk.page, "이제 암호로 장부를 엽니다").waitFor();
  await ways(desk.page).getByRole("button", { name: "키링으로 바꾸기" }).waitFor();

  desk = await restart(desk, { home });
  await expectRefused(desk, {}, "book.wrong_key");
  await desk.page.getByRole("button", { name: `${us.name} 열기` }).click();
  await sheet().getByLabel("암호", { exact: true }).fill(PASSPHRASE);
  await sheet().getByRole("button", { name: "열기", exact: true }).click();
  await railOf(desk.page).waitFor();

  await go(desk, "/settings/keys");
  await ways(desk.page).getByRole("button", { name: "키링으로 바꾸기" }).click();
  await sheet().getByLabel("지금 암호", { exact: true }).fill("틀린 암호입니다 2026");
  await sheet().getByRole("button", { name: "바꾸기" }).click();
  await sheet().getByText("지금 암호가 맞지 않습니다").waitFor();
  await sheet().getByLabel("지금 암호", { exact: true }).fill(PASSPHRASE);
  await sheet().getByRole("button", { name: "바꾸기" }).click();
  await toast(desk.page, "이제 이 PC의 키링이 장부를 엽니다").waitFor();

  desk = await restart(desk, { home });
  const { ticket } = await call(desk.page, "secret.put", { value: PASSPHRASE });
  await expectRefused(desk, { passphrase: ticket }, "key.no_slot");
  await opensByItself(desk);

  await call(desk.page, "company.lock");
  await lockedDoor(desk.page).waitFor();
  await unlockHere(desk.page, recovery, "recovery");
  for (const secret of [PASSPHRASE, recovery]) assert.ok(!desk.server.log().includes(secret), "the log");
});
