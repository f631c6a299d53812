// First run in a browser: a company under a passphrase, its recovery key, and coming back.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PASSPHRASE } from "../harness/books.mjs";
import { fillCompany, keepRecoveryKey, makeCompanyByHand, railOf, unlock } from "../harness/companies.mjs";
import { onDesk, openDesk } from "../harness/desk.mjs";
import { go } from "../harness/hold.mjs";
import { businessNumber, us } from "../harness/invoice.mjs";

test("a company is made in one page, and its recovery key has to be kept before the books open", async () => {
  await onDesk({}, async ({ page, server }) => {
    await fillCompany(page, { number: us.number, name: us.name });
    await page.getByRole("button", { name: "장부 만들기" }).click();
    const key = page.getByTestId("recovery-key");
    await key.waitFor();
    assert.ok(await page.getByRole("button", { name: "장부 열기" }).isDisabled(), "not before it is kept");
    assert.match((await key.innerText()).trim(), /^[0-9A-Z]+(-[0-9A-Z]+)+$/);
    const kept = await keepRecoveryKey(page);
    // Hometax asks for no setting up: a certificate is enough to call the real one.
    await page.getByTestId("status-bar").getByText("실서버").waitFor();
    await page.getByRole("button", { name: us.name }).waitFor();
    assert.equal(await page.getByTestId("recovery-key").count(), 0, "it is shown this once");
    for (const secret of [PASSPHRASE, kept]) assertNowhere(secret, server);
  });
});

/** Neither the log nor any file of the program holds the words. */
function assertNowhere(secret, server) {
  assert.ok(!server.log().includes(secret), "the log");
  for (const entry of readdirSync(server.home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    assert.ok(!readFileSync(path).includes(secret), path);
  }
}

test("a business number whose check digit is wrong is refused at its field, and nothing is made", async () => {
  await onDesk({}, async ({ page }) => {
    await fillCompany(page, { number: "1234567890", name: us.name });
    await page.getByRole("button", { name: "장부 만들기" }).click();
    const field = page.getByLabel("사업자등록번호");
    await page.locator("input[aria-invalid=true]").waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await page.getByRole("alert").filter({ hasText: "검증" }).waitFor();
    await field.fill(us.number);
    await page.getByRole("button", { name: "장부 만들기" }).click();
    await keepRecoveryKey(page);
  });
});

test("two different passphrases are told apart before anything is sent", async () => {
  await onDesk({}, async ({ page }) => {
    await fillCompany(page, { number: us.number, name: us.name, again: `${PASSPHRASE}!` });
    await page.getByText("두 암호가 다릅니다").waitFor();
    assert.ok(await page.getByRole("button", { name: "장부 만들기" }).isDisabled());
  });
});

test("after a restart a wrong passphrase opens nothing, the right one and the recovery key do", async () => {
  const home = mkdtempSync(join(tmpdir(), "jangbu-ui-"));
  let key;
  const first = await openDesk({ home });
  key = await makeCompanyByHand(first.page, us);
  await first.browser.close();
  await first.server.stop();
  for (const [secret, way] of [[PASSPHRASE, "passphrase"], [key, "recovery"]]) {
    const desk = await openDesk({ home });
    try {
      await unlock(desk.page, us.name, "틀린 암호입니다 2026");
      await desk.page.getByRole("dialog").getByRole("alert").waitFor();
      assert.equal(await railOf(desk.page).count(), 0, "still closed");
      await desk.page.getByRole("dialog").getByRole("button", { name: "취소" }).click();
      await unlock(desk.page, us.name, secret, way);
      await railOf(desk.page).waitFor();
    } finally {
      await desk.browser.close();
      if (way === "recovery") await desk.server.close();
      else await desk.server.stop();
    }
  }
});

test("the demo company opens from the first page without asking for anything, and says it has no protection", async () => {
  await onDesk({}, async (desk) => {
    const { page } = desk;
    await page.getByRole("button", { name: "데모 회사로 둘러보기" }).click();
    await railOf(page).waitFor();
    await page.getByRole("button", { name: /데모/ }).first().waitFor();
    await page.getByRole("link", { name: /전자세금계산서/ }).click();
    await page.getByTestId("invoice-grid").locator("[data-row='0']:not([aria-busy])").waitFor();
    await go(desk, "/settings/keys");
    const ways = page.getByTestId("settings-keys");
    await ways.getByText("데모 회사라 키가 장부 옆에").waitFor();
    assert.equal(await ways.getByRole("button", { name: /바꾸기|새로 만들기/ }).count(), 0, "nothing to change");
  });
});

test("a second company has books of its own, and each opens with its own passphrase", async () => {
  const other = { number: businessNumber("777665544"), name: "다른상사", person: "최다른" };
  await onDesk({}, async ({ page }) => {
    await makeCompanyByHand(page, us);
    await page.getByRole("button", { name: /회사 바꾸기/ }).click();
    await page.getByRole("menuitem", { name: "새 회사 만들기" }).click();
    await fillCompany(page, { ...other, passphrase: "다른 회사의 긴 말 2026" });
    await page.getByRole("button", { name: "장부 만들기" }).click();
    await keepRecoveryKey(page);
    await page.getByRole("button", { name: new RegExp(`^${other.name}`) }).waitFor();
    await page.getByRole("button", { name: /회사 바꾸기/ }).click();
    await page.getByRole("menuitemradio", { name: new RegExp(us.name) }).or(page.getByRole("menuitem", { name: new RegExp(us.name) })).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("암호", { exact: true }).fill("다른 회사의 긴 말 2026");
    await sheet.getByRole("button", { name: "열기", exact: true }).click();
    await sheet.getByRole("alert").waitFor();
    await sheet.getByLabel("암호", { exact: true }).fill(PASSPHRASE);
    await sheet.getByRole("button", { name: "열기", exact: true }).click();
    await page.getByRole("button", { name: new RegExp(`^${us.name}`) }).waitFor();
  });
});
