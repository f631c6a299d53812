// The screens that hold the books have no serious or critical finding, in light and in dark.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, createCompany, importAll } from "../harness/books.mjs";
import { openDesk } from "../harness/desk.mjs";
import { makeInvoice } from "../harness/invoice.mjs";

let desk;
let page;
before(async () => {
  desk = await openDesk();
  page = desk.page;
  await createCompany(page);
  await importAll(page, [makeInvoice()]);
  await call(page, "backup.create", { job: "backup" });
});
after(() => desk.close());

async function show(address) {
  await page.goto(`${desk.server.origin}/#${address}`);
  await page.reload();
  await page.locator("main").first().waitFor();
}

/** Each screen, and how to bring it to the state that is looked at. */
const screens = {
  "protection and keys": async () => {
    await show("/settings/keys");
    await page.getByText("복구 키").first().waitFor();
  },
  backups: async () => {
    await show("/settings/backup");
    await page.getByTestId("backups").waitFor();
  },
  looks: () => show("/settings/look"),
  language: () => show("/settings/language"),
  shortcuts: () => show("/settings/shortcuts"),
  about: () => show("/settings/about"),
  "the change history": async () => {
    await show("/history");
    await page.getByTestId("acts").waitFor();
  },
  restore: async () => {
    await show("/restore");
    await page.getByTestId("known-backups").waitFor();
  },
  "the form of a new company": () => show("/company?create=true"),
};

for (const theme of ["light", "dark"]) {
  for (const [name, prepare] of Object.entries(screens)) {
    test(`${name} has no serious finding in ${theme}`, async () => {
      await call(page, "settings.write", { key: "appearance.theme", value: theme });
      await prepare();
      assert.deepEqual(await seriousFindings(page), []);
    });
  }
}
