// Remote systems in the demo company: everything is asked of stand-ins on this machine.
import assert from "node:assert/strict";
import { test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, untilSession } from "../harness/books.mjs";
import { onDesk } from "../harness/desk.mjs";
import { go } from "../harness/hold.mjs";

async function looksWell(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await seriousFindings(page), [], `${name} ${colorScheme}`);
  }
}

test("all partners are asked about at once, and the list shows how they stand", async () => {
  await onDesk({ demo: true }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    await go(desk, "/partners");
    await page.getByTestId("partner-grid").getByText("아직 조회 안 함").first().waitFor();
    await page.getByTestId("partners-page").getByRole("button", { name: "휴폐업 조회", exact: true }).first().click();
    await page.getByTestId("check-outcome").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("partner-grid").getByText("계속").first().waitFor();
    const partners = await call(page, "partner.page", { text: null, after: null, limit: 1000 });
    const numbered = partners.partners.filter(({ number }) => /^\d{3}-\d{2}-\d{5}$/.test(number));
    assert.ok(numbered.length > 5, "the demo company has partners");
    assert.deepEqual(numbered.filter(({ standing }) => standing === null), []);
    await looksWell(page, "partners");
  });
});

test("last month's invoices are collected, and a second time nothing is new", async () => {
  await onDesk({ demo: true }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    await go(desk, "/invoices/collect");
    const act = page.getByTestId("collect-page").getByRole("button", { name: "가져오기", exact: true });
    await page.getByText("원본 XML도 가져오기").click();
    await act.click();
    const finished = async (count) => {
      for (;;) {
        const { runs } = await call(page, "collect.runs", { before: null, limit: 10 });
        if (runs.length === count && runs.every(({ state }) => state !== "running")) return runs;
      }
    };
    const [first] = await finished(1);
    assert.equal(first.state, "done", JSON.stringify(first));
    assert.ok(first.counts.found > 0);
    await page.getByTestId("collect-report").waitFor();
    await act.click();
    const [second] = await finished(2);
    assert.equal(second.counts.new, 0, JSON.stringify(second));
    assert.equal(second.counts.unchanged, second.counts.found);
    await looksWell(page, "collect");
  });
});

test("the page of remote systems says that the demo asks stand-ins, and the connection is tried", async () => {
  await onDesk({ demo: true }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    await go(desk, "/connections");
    const nts = page.getByTestId("remote-nts");
    await nts.getByText("샌드박스").first().waitFor();
    await nts.getByRole("button", { name: "연결 시험" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "시험", exact: true }).click();
    await page.getByTestId("test-outcome").getByText("연결됩니다").waitFor();
    await looksWell(page, "connections");
  });
});
