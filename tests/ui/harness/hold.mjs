// What holds the books: locking, backups, undo, as a clerk reaches them.
import { railOf } from "./companies.mjs";

/** The last word the page said at its foot. */
export const toast = (page, text) => page.locator(".toasts .toast").filter({ hasText: text });

/** Shows an address and waits until the page has drawn it. */
export async function go(desk, address) {
  await desk.page.goto(`${desk.server.origin}/#${address}`);
  await desk.page.getByTestId("status-bar").waitFor();
}

/** The door of a locked book. */
export const lockedDoor = (page) => page.getByTestId("locked-door");

/** Opens the locked book by what stands at its door. */
export async function unlockHere(page, secret, way = "passphrase") {
  const door = lockedDoor(page);
  if (way === "recovery") await door.getByRole("button", { name: "복구 키로 열기" }).click();
  await door.getByLabel(way === "recovery" ? "복구 키" : "암호", { exact: true }).fill(secret);
  await door.getByRole("button", { name: "열기", exact: true }).click();
  await railOf(page).waitFor();
}

/** Makes a backup by the button, and waits until its line stands in the list. */
export async function backUp(desk) {
  const { page } = desk;
  await go(desk, "/settings/backup");
  const lines = page.getByTestId("backups").locator("tbody tr[data-reason=manual]");
  const before = await lines.count();
  await page.getByRole("button", { name: "지금 백업" }).click();
  await toast(page, "백업하고 검사했습니다").waitFor();
  await lines.nth(before).waitFor();
}
