// Importing by hand: choosing files, reading what the dry run found, giving the word.

export const importPage = (page) => page.getByTestId("import-page");

/** Chooses `files` on the import page and waits for the dry run's outcome. */
export async function chooseFiles(page, files) {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    importPage(page).getByRole("button", { name: "파일 고르기" }).click(),
  ]);
  await chooser.setFiles(files);
  await page.getByRole("heading", { name: "가져오기 전 확인" }).waitFor();
}

/** A count of the dry run or of the outcome: `new`, `same`, `rejected`, `added` … */
export async function countNamed(page, name) {
  return Number((await importPage(page).locator(`[data-count="${name}"] dd`).first().innerText()).replaceAll(",", ""));
}

/** Gives the word and waits until it is done. */
export async function commit(page) {
  await page.getByTestId("import-commit").click();
  await page.getByTestId("import-done").waitFor();
}

/** The findings' table, row by row as texts. */
export async function findingsOf(page) {
  return page
    .getByTestId("import-findings")
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
}
