// Where certificates are found, or not: an empty machine, first run beside an NPKI folder, a drive that is gone.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, createCompany, untilSession } from "../harness/books.mjs";
import { choose, dropFiles, press, showCertificates, untilCertificates } from "../harness/certificates.mjs";
import { fillCompany, keepRecoveryKey } from "../harness/companies.mjs";
import { onDesk, openDesk } from "../harness/desk.mjs";
import { toast } from "../harness/hold.mjs";
import { us } from "../harness/invoice.mjs";
import { until } from "../harness/until.mjs";

const SIGNS = "예시상사(주) 모의 세금";
/** The demo's invented certificates, to be put where a bank would. */
let npki;
let source;
before(async () => {
  const desk = await openDesk({ demo: true });
  await untilSession(desk.page);
  await desk.browser.close();
  await desk.server.stop();
  source = desk.server;
  const companies = join(source.home, "books", "companies");
  npki = join(companies, readdirSync(companies)[0], "NPKI");
});
after(() => source?.close());

/** A home whose NPKI folder holds the invented certificates. */
function homeWithCertificates() {
  const home = mkdtempSync(join(tmpdir(), "jangbu-ui-"));
  cpSync(npki, join(home, "NPKI"), { recursive: true });
  return home;
}

test("without any certificate the screen says where it looked and what to do, and takes a pair that is dropped", async () => {
  await onDesk({}, async (desk) => {
    const { page } = desk;
    await createCompany(page);
    await page.goto(`${desk.server.origin}/#/certificates`);
    await page.getByText("인증서를 찾지 못했습니다").waitFor();
    await page.getByTestId("searched").getByText(join(desk.server.home, "NPKI"), { exact: true }).waitFor();
    assert.deepEqual(await seriousFindings(page), []);

    const folder = join(npki, "JangbuTest", "USER", readdirSync(join(npki, "JangbuTest", "USER")).find((name) => name.includes("모의 세금")));
    const pair = ["signCert.der", "signPri.key"].map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
    await dropFiles(page, pair);
    await page.getByTestId("chosen-inputs").getByText("signPri.key").waitFor();
    assert.equal(await page.locator(".sheet input[type=password]").count(), 0, "a pair needs no password to be copied");
    await press(page, "가져오기");
    await toast(page, `${SIGNS} 인증서를 가져왔습니다`).waitFor();
    const [row] = await untilCertificates(page, 1);
    assert.equal(row.place, "장부 보관함");
  });
});

test("first run lists the certificates of this PC; the chosen one signs for the company that is made", async () => {
  await onDesk({ home: homeWithCertificates() }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    const offered = page.getByRole("radiogroup", { name: "세금계산서에 서명할 인증서" });
    await offered.waitFor();
    assert.equal(await offered.getByRole("radio").count(), 4, "three that can sign, and later");
    assert.ok(await offered.getByRole("radio", { name: /나중에 정합니다/ }).isChecked(), "nothing is chosen for the clerk");
    assert.equal(await offered.getByText("지난해").count(), 0, "an expired one is not offered");
    assert.deepEqual(await seriousFindings(page), []);
    await fillCompany(page, us);
    await offered.getByText(SIGNS, { exact: true }).click();
    await page.getByRole("button", { name: "장부 만들기" }).click();
    await keepRecoveryKey(page);
    const rows = await showCertificates(desk, 5);
    assert.deepEqual([rows[0].owner, rows[0].default], [SIGNS, "이 회사"]);
  });
});

test("first run goes on without a certificate", async () => {
  await onDesk({ home: homeWithCertificates() }, async (desk) => {
    const { page } = desk;
    await untilSession(page);
    await page.getByRole("radiogroup", { name: "세금계산서에 서명할 인증서" }).waitFor();
    await fillCompany(page, us);
    await page.getByRole("button", { name: "장부 만들기" }).click();
    await keepRecoveryKey(page);
    assert.equal((await call(page, "certificate.list")).default_id, null);
  });
});

test("a certificate that signs and is gone is missed; looking again finds it once it is back", async () => {
  const home = homeWithCertificates();
  await onDesk({ home }, async (desk) => {
    const { page } = desk;
    await createCompany(page);
    const { certificates } = await call(page, "certificate.list");
    await call(page, "certificate.set_default", { id: certificates.find(({ owner }) => owner === SIGNS).id });
    const [away, here] = [join(home, "away"), join(home, "NPKI", "JangbuTest", "USER")];
    renameSync(here, away);
    await page.goto(`${desk.server.origin}/#/certificates`);
    await page.reload();
    await page.getByTestId("certificate-notes").getByText("찾아본 곳에 없습니다").waitFor();
    renameSync(away, here);
    await page.getByRole("button", { name: "다시 찾기" }).first().click();
    await untilCertificates(page, 5);
    await until(async () => assert.equal(await page.getByTestId("certificate-notes").count(), 0));
    await choose(page, SIGNS);
  });
});
