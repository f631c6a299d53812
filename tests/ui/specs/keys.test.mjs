// Ways into the book: another passphrase, another recovery key; what they replace opens nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, createCompany, PASSPHRASE } from "../harness/books.mjs";
import { onDesk } from "../harness/desk.mjs";
import { go, lockedDoor, toast, unlockHere } from "../harness/hold.mjs";

const NEXT = "겨울 장부를 여는 다른 말 2027";

/** What the door says to a secret that does not fit. */
async function refused(page, secret, way) {
  const door = lockedDoor(page);
  if (way === "recovery") await door.getByRole("button", { name: "복구 키로 열기" }).click();
  await door.getByLabel(way === "recovery" ? "복구 키" : "암호", { exact: true }).fill(secret);
  await door.getByRole("button", { name: "열기", exact: true }).click();
  await door.getByRole("alert").getByText("이 키로 열리지 않습니다").waitFor();
}

test("a changed passphrase opens the book and the one before does not; a wrong present one changes nothing", async () => {
  await onDesk({}, async (desk) => {
    const { page, server } = desk;
    await createCompany(page);
    await go(desk, "/settings/keys");
    await page.getByRole("button", { name: "암호 바꾸기" }).click();
    const sheet = page.getByRole("dialog");
    const change = async (current) => {
      await sheet.getByLabel("지금 암호", { exact: true }).fill(current);
      await sheet.getByLabel("새 암호", { exact: true }).fill(NEXT);
      await sheet.getByLabel("새 암호 한 번 더").fill(NEXT);
      await sheet.getByRole("button", { name: "바꾸기" }).click();
    };
    await change("틀린 암호입니다 2026");
    await sheet.getByText("지금 암호가 맞지 않습니다").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await change(PASSPHRASE);
    await toast(page, "암호를 바꾸었습니다").waitFor();
    await call(page, "company.lock");
    await refused(page, PASSPHRASE);
    await unlockHere(page, NEXT);
    for (const secret of [PASSPHRASE, NEXT]) assert.ok(!server.log().includes(secret), "the log");
  });
});

test("a new recovery key is shown once, and the old one opens nothing", async () => {
  await onDesk({}, async (desk) => {
    const { page } = desk;
    const { recovery_key: old } = await createCompany(page);
    await go(desk, "/settings/keys");
    await page.getByRole("button", { name: "새로 만들기 복구 키" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByLabel("지금 암호").fill(PASSPHRASE);
    await dialog.getByRole("button", { name: "새로 만들기" }).click();
    const shown = page.getByTestId("recovery-key");
    await shown.waitFor();
    const next = (await shown.innerText()).trim();
    assert.notEqual(next, old);
    assert.deepEqual(await seriousFindings(page), []);
    await page.getByText("다른 곳에 보관했습니다").click();
    await page.getByRole("button", { name: "닫기" }).click();
    await shown.waitFor({ state: "detached" });
    await call(page, "company.lock");
    await refused(page, old, "recovery");
    await lockedDoor(page).getByRole("button", { name: "암호로 열기" }).click();
    await unlockHere(page, next, "recovery");
  });
});
