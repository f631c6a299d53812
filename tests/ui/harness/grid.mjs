// The invoice list as a person reads it: rows, cells and sums by what stands in them.
import assert from "node:assert/strict";
import { until } from "./until.mjs";

export const gridOf = (page) => page.getByTestId("invoice-grid");

/** The loaded rows in their order, each as heading id → text. */
export async function rowsOf(page, grid = gridOf(page)) {
  return grid
    .locator("[role=row][data-row]:not([aria-busy])")
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.dataset.row) - Number(b.dataset.row))
        .map((row) =>
          Object.fromEntries(
            [...row.querySelectorAll("[data-column]")].map((cell) => [cell.dataset.column, cell.innerText.trim()]),
          ),
        ),
    );
}

/** Number of rows the filter has, whether shown or not. */
export async function countOf(page) {
  return Number(await gridOf(page).getByRole("grid").getAttribute("aria-rowcount")) - 1;
}

/** Waits until the list has `count` rows and none of the shown ones is on the way. */
export async function untilRows(page, count) {
  return until(async () => {
    assert.equal(await countOf(page), count, "rows of the filter");
    assert.equal(await gridOf(page).locator("[role=row][aria-busy]").count(), 0, "rows on the way");
    const rows = await rowsOf(page);
    if (count > 0) assert.ok(rows.length > 0, "rows are shown");
    return rows;
  });
}

/** What the footer says of one line: `sales`, `purchases`, `picked-sales`, `picked-purchases`. */
export async function footOf(page, line) {
  const sums = gridOf(page).locator(`.grid-foot [data-sum="${line}"]`);
  const amount = (column) => sums.locator(`[data-column="${column}"]`).innerText();
  return {
    count: (await sums.getByTestId(`invoice-footer-${line}`).innerText()).trim(),
    supply: (await amount("supply")).trim(),
    tax: (await amount("tax")).trim(),
    total: (await amount("total")).trim(),
  };
}

/** The heading of a column. */
export const headOf = (page, column) => gridOf(page).locator(`[role=columnheader][data-column="${column}"]`);
