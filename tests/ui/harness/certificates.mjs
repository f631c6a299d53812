// The certificates' screen as a clerk uses it: lines by what stands in them, acts by their names.
import assert from "node:assert/strict";
import { rowsOf } from "./grid.mjs";
import { until } from "./until.mjs";

export const certificateGrid = (page) => page.getByTestId("certificate-grid");
export const certificatePane = (page) => page.getByRole("region", { name: "인증서", exact: true });
export const sheetOf = (page) => page.locator(".sheet");

/** Shows the screen afresh and waits until it holds `count` lines. */
export async function showCertificates(desk, count, query = "") {
  await desk.page.goto(`${desk.server.origin}/#/certificates${query}`);
  await desk.page.reload();
  return untilCertificates(desk.page, count);
}

/** Waits until the list holds `count` lines, and gives them. */
export async function untilCertificates(page, count) {
  return until(async () => {
    const rows = await rowsOf(page, certificateGrid(page));
    assert.equal(rows.length, count, "lines of the list");
    return rows;
  });
}

/** Chooses the line of an owner, and waits until it is shown beside the list. */
export async function choose(page, owner) {
  const line = certificateGrid(page).locator("[role=row][data-row]");
  await line.filter({ has: page.getByText(owner, { exact: true }) }).locator("[data-column=owner]").click();
  await certificatePane(page).getByRole("heading", { name: owner, exact: true }).waitFor();
}

/** Opens the sheet or dialog of an act by the menu of the certificate that is shown. */
export async function ask(page, act) {
  await certificatePane(page).getByRole("button", { name: "더 보기" }).click();
  await page.getByRole("menuitem", { name: act, exact: true }).click();
  await page.getByRole("menu").waitFor({ state: "detached" });
}

/** Fills the certificate's password, if it is asked for. */
export async function givePassword(page, word, label = "인증서 암호") {
  await sheetOf(page).getByLabel(new RegExp(`^${label}( 필수)?$`)).fill(word);
}

/** Presses the act of the open sheet. */
export async function press(page, act) {
  await sheetOf(page).getByRole("button", { name: act, exact: true }).click();
}

/** Closes the open sheet. */
export async function closeSheet(page) {
  await page.keyboard.press("Escape");
  await sheetOf(page).waitFor({ state: "detached" });
}

/** The copies of the certificate that is shown, by place, as their words. */
export async function copiesOf(page) {
  return certificatePane(page)
    .getByTestId("copies")
    .locator(":scope > li")
    .evaluateAll((items) => items.map((item) => ({ place: item.dataset.place, words: item.innerText })));
}

/** Drops files onto the window, as from a file manager. */
export async function dropFiles(page, files) {
  const transfer = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, base64 } of files) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, files.map(({ name, bytes }) => ({ name, base64: bytes.toString("base64") })));
  await page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
  await page.getByTestId("drop-veil").waitFor();
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}
