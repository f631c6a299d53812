// Remote systems in the demo company: everything is asked of stand-ins on this machine.
import assert from "node:assert/strict";
import { test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, untilSession } from "../harness/books.mjs";
import { onDesk } from "../harness/desk.mjs";
import { go } from "../harness/hold.mjs";
import { until } from "../harness/until.mjs";

async function looksWell(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await seriousFindings(page), [], `${name} ${colorScheme}`);
  }
}

/** Has the next calls of a stand-in end so; `service` is its place in the overview. */
async function spoil(page, service, fault) {
  const { services } = await call(page, "remote.overview", {});
  const { address } = services.find((one) => one.service === service);
  const told = await fetch(`${address}/__sandbox/fault`, { method: "POST", body: JSON.stringify(fault) });
  assert.equal(told.status, 200, await told.text());
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
    // The list of runs hears of it too.
    const listed = page.getByTestId("run-grid").locator("[role=row][data-row]");
    await until(async () => assert.equal(await listed.count(), 1));
    await act.click();
    const [second] = await finished(2);
    assert.equal(second.counts.new, 0, JSON.stringify(second));
    assert.equal(second.counts.unchanged, second.counts.found);
    await looksWell(page, "collect");
  });
});

test("the report names what was not taken, each with its reason", async () => {
  await onDesk({ demo: true }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    // The demo's office tells no such rows; the core's part is shown by a test of its own.
    await page.route("**/rpc", async (route) => {
      if (!route.request().postData()?.includes('"collect.show"')) return route.continue();
      const told = await (await route.fetch()).json();
      const report = { ...told.ok, findings: [unread], failed_documents: [missing] };
      report.run = { ...report.run, counts: { ...report.run.counts, rejected: 1, failed_documents: 1 } };
      return route.fulfill({ json: { ok: report } });
    });
    await go(desk, "/invoices/collect");
    await page.getByText("원본 XML도 가져오기").click();
    await page.getByTestId("collect-page").getByRole("button", { name: "가져오기", exact: true }).click();
    const rows = page.getByTestId("collect-findings");
    await rows.waitFor();
    const said = await rows.innerText();
    for (const part of ["매출_1.txt", "7행", "작성일자", "‘2025-13-32’"]) assert.ok(said.includes(part), said);
    // A run that is on its way is shown too, and who answers is known at its end.
    await until(async () => {
      const documents = await page.getByTestId("collect-failed-documents").innerText();
      assert.ok(documents.includes(missing.approval_number), documents);
      assert.ok(documents.includes("홈택스에서 요청을 받아 주지 않았습니다."), documents);
    });
    await looksWell(page, "report");
  });
});

const unread = {
  severity: "error", code: "approval_date", file: "매출_1.txt", sheet: null, row: 7, column: "작성일자",
  expected: "date", found: "2025-13-32", params: {},
};
const missing = { approval_number: "20261001999900000000000001", code: "remote.rejected" };

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

test("when the register does not answer, the clerk is asked before Popbill costs anything", async () => {
  await onDesk({ demo: true }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    const body = { code: -4, msg: "등록되지 않은 인증키 입니다." };
    await spoil(page, "nts", { kind: "answer", status: 401, body, times: 1000 });
    await go(desk, "/partners");
    await page.getByTestId("partners-page").getByRole("button", { name: "휴폐업 조회", exact: true }).first().click();
    const consent = page.getByTestId("consent");
    await consent.getByText("예상 비용").waitFor();
    await looksWell(page, "consent");
    const paid = async () => (await call(page, "remote.overview", {})).services[2].paid;
    assert.equal((await paid()).spent_krw, 0, "nothing is paid unasked");
    await page.getByRole("button", { name: "이번만 사용" }).click();
    await page.getByTestId("check-outcome").getByText(/든 돈/).waitFor();
    assert.ok((await paid()).spent_krw > 0);
    await page.keyboard.press("Escape");

    // What the register said is an incident, which stays until a key is taken.
    await go(desk, "/connections?tab=alerts");
    const wrong = page.getByTestId("incidents").locator("[data-rule=wrong_key]");
    await wrong.getByText("위험").waitFor();
    const rules = page.getByTestId("alert-rules");
    await rules.locator("[data-rule=slow] input[type=text]").fill("1,500");
    await rules.getByRole("button", { name: "저장" }).click();
    await page.getByText("저장했습니다").waitFor();
    assert.equal((await call(page, "alert.settings", {})).thresholds.slow_ms, 1500);
    await page.getByTestId("alert-slack").getByRole("button", { name: "시험 보내기" }).click();
    await page.getByTestId("alert-slack").getByText("보냈습니다").waitFor();
    await looksWell(page, "alerts");

    await go(desk, "/connections");
    const popbill = page.getByTestId("remote-popbill");
    await popbill.getByRole("button", { name: "한도" }).click();
    await page.getByTestId("cap").getByRole("textbox").fill("5,000");
    await page.getByRole("button", { name: "동의하고 저장" }).click();
    await popbill.getByText("한 달 5,000원").waitFor();
    await go(desk, "/connections?tab=log");
    await page.getByTestId("log").getByText(/called/).waitFor();
    await looksWell(page, "log");
  });
});

test("when Hometax stops, the clerk agrees once, and the same invoices come in and none twice", async () => {
  await onDesk({ demo: true }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    await spoil(page, "hometax", { kind: "own", name: "service_stopped", times: 1000 });
    await go(desk, "/invoices/collect");
    const act = page.getByTestId("collect-page").getByRole("button", { name: "가져오기", exact: true });
    await act.click();
    await page.getByTestId("consent").waitFor();
    await page.getByRole("button", { name: "이번만 사용" }).click();
    const last = async () => (await call(page, "collect.runs", { before: null, limit: 1 })).runs[0];
    let run = await last();
    while (run === undefined || run.state !== "done") run = await last();
    assert.equal(run.service, "popbill", JSON.stringify(run));
    assert.equal(run.counts.conflicts, 0);
    const count = async () => (await call(page, "invoice.totals", { filter: {}, selection: null })).sales.count;
    const held = await count();
    const { services } = await call(page, "remote.overview", {});
    await fetch(`${services[0].address}/__sandbox/reset`, { method: "POST" });
    await call(page, "remote.reset", { service: "hometax" });
    await act.click();
    for (run = await last(); run.service !== "hometax" || run.state !== "done"; ) run = await last();
    assert.equal(run.counts.new, 0, JSON.stringify(run));
    assert.equal(await count(), held);
  });
});
