// The way in, as a clerk takes it: first run, another company, opening one that is closed.
import { PASSPHRASE, untilSession } from "./books.mjs";

/** Stands on every screen of an open company, and on none without one. */
export const railOf = (page) => page.getByRole("navigation", { name: "화면" });

/** Fills the first-run page; what is left out stays as it is. */
export async function fillCompany(page, { number, name, passphrase = PASSPHRASE, again = passphrase }) {
  await page.getByLabel("사업자등록번호").fill(number);
  await page.getByLabel("상호").fill(name);
  await page.getByLabel("암호", { exact: true }).or(page.getByLabel("암호 필수", { exact: true })).fill(passphrase);
  await page.getByLabel("암호 한 번 더").fill(again);
}

/** Says that the recovery key is kept, and gives it back. */
export async function keepRecoveryKey(page) {
  const key = (await page.getByTestId("recovery-key").innerText()).trim();
  await page.getByText("다른 곳에 보관했습니다").click();
  await page.getByRole("button", { name: "장부 열기" }).click();
  await railOf(page).waitFor();
  return key;
}

/** A company made by hand; gives its recovery key. */
export async function makeCompanyByHand(page, { number, person: _person, name }) {
  await untilSession(page);
  await fillCompany(page, { number, name });
  await page.getByRole("button", { name: "장부 만들기" }).click();
  return keepRecoveryKey(page);
}

/** Opens a closed company from the list of companies. */
export async function unlock(page, name, secret, way = "passphrase") {
  await page.getByRole("button", { name: `${name} 열기` }).click();
  const sheet = page.getByRole("dialog");
  if (way === "recovery") await sheet.getByRole("button", { name: "복구 키로 열기" }).click();
  await sheet.getByLabel(way === "recovery" ? "복구 키" : "암호", { exact: true }).fill(secret);
  await sheet.getByRole("button", { name: "열기", exact: true }).click();
}
