// Writes docs/screenshots/<screen>-<theme>-<width>.png from the demo company; names of screens as
// arguments write only those.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call, createCompany, importAll, untilSession } from "./harness/books.mjs";
import { chooseFiles } from "./harness/importing.mjs";
import { openDesk } from "./harness/desk.mjs";
import { fileOf, makeInvoice, printing, trading } from "./harness/invoice.mjs";
import { root } from "./harness/paths.mjs";

const folder = `${root}docs/screenshots`;
const sizes = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }];
const themes = ["light", "dark"];
const wanted = process.argv.slice(2);
const isWanted = (screen) => wanted.length === 0 || wanted.includes(screen);
const demoCompany = { number: "1234567891", name: "예시상사(주)", person: "김가상" };
/** For what outlives the first desk. */
const home = mkdtempSync(join(tmpdir(), "jangbu-shots-"));
mkdirSync(folder, { recursive: true });

const desk = await openDesk({ demo: true });
const { page, server } = desk;
await untilSession(page);

async function shoot(screen, prepare) {
  if (!isWanted(screen)) return;
  for (const theme of themes) {
    await call(page, "settings.write", { key: "appearance.theme", value: theme });
    for (const size of sizes) {
      await page.setViewportSize(size);
      await prepare();
      await page.evaluate(() => document.fonts.ready);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: `${folder}/${screen}-${theme}-${size.width}.png` });
    }
  }
}

/** Shows an address afresh, so that widths are those of a window opened at this size. */
async function show(address) {
  await page.goto(`${server.origin}/#${address}`);
  await page.reload();
  await page.getByTestId("status-bar").waitFor();
}

async function showList() {
  await call(page, "settings.write", { key: "invoices.pane", value: "open" });
  await show("/invoices");
  const rows = page.getByTestId("invoice-grid").locator("[role=row][data-row]:not([aria-busy])");
  const row = rows.nth(2);
  const supply = await row.locator("[data-column=supply]").innerText();
  await row.locator("[data-column=partner]").click();
  await page.getByTestId("invoice-form").getByText(supply.trim()).first().waitFor();
}

/** The list of certificates with one of them shown, by its owner. */
async function showCertificate(owner) {
  await show("/certificates");
  const grid = page.getByTestId("certificate-grid");
  await grid.locator("[data-column=owner]").filter({ hasText: owner }).first().click();
  await page.getByTestId("certificate").getByRole("heading", { name: owner }).waitFor();
}

/** Files with all there can be: new rows, an invoice the books know otherwise, a damaged one. */
async function makeFiles() {
  const sold = (parts) => fileOf(makeInvoice({ supplier: demoCompany, ...parts }));
  const bought = (parts) => fileOf(makeInvoice({ supplier: trading, buyer: demoCompany, ...parts }));
  return [
    sold({ writtenOn: "2026-11-18", lines: [{ item: "견적 서식 제작", supply: 480_000 }] }),
    sold({ writtenOn: "2026-11-19", buyer: printing, lines: [{ item: "전표 인쇄", supply: 1_260_000 }] }),
    bought({ writtenOn: "2026-11-19", lines: [{ item: "감열지 롤", supply: 352_000 }] }),
    sold({ writtenOn: "2026-11-20", lines: [{ item: "봉투 인쇄", supply: 275_000 }] }),
    { ...(await knownOtherwise()), name: "거래처가 다시 보낸 계산서.xml" },
    { ...withBadAmount(sold({ writtenOn: "2026-11-20" })), name: "손상된 계산서.xml" },
  ];
}

/** An invoice of the books with another amount. */
async function knownOtherwise() {
  const filter = { direction: "sale", from: "2026-11-01", to: "2026-11-20" };
  const { rows } = await call(page, "invoice.page", { filter, sort: [], after: null, limit: 20 });
  const { id } = rows.find(({ full }) => full);
  const { sources } = await call(page, "invoice.show", { id });
  const source = sources.find(({ format }) => format === "etax_xml");
  const saved = await call(page, "source.export", { id: source.id, to: null });
  const xml = Buffer.from(saved.base64, "base64").toString();
  const raise = (element, by) => (text) =>
    text.replace(new RegExp(`<${element}>(\\d+)`), (_, won) => `<${element}>${Number(won) + by}`);
  const raised = [
    raise("ChargeTotalAmount", 100_000),
    raise("TaxTotalAmount", 10_000),
    raise("GrandTotalAmount", 110_000),
  ].reduce((text, change) => change(text), xml);
  return { mimeType: "text/xml", buffer: Buffer.from(raised) };
}

function withBadAmount(file) {
  const xml = file.buffer.toString().replace(/<TaxTotalAmount>\d+/, "<TaxTotalAmount>십만원");
  return { ...file, buffer: Buffer.from(xml) };
}

/** A dry run with all there can be: new rows, a rejected file, a conflict with the books. */
async function showDryRun() {
  await show("/import");
  await chooseFiles(page, files);
}

const files = await makeFiles();
await shoot("today", async () => {
  await show("/");
  await page.locator("main svg").first().waitFor();
});
await shoot("invoices", showList);
await shoot("source", async () => {
  await showList();
  await page.getByRole("button", { name: "원본 보기" }).first().click();
  await page.getByTestId("source-content").locator("li, tr").first().waitFor();
});
await shoot("import", showDryRun);
await makeHistory();
await shoot("backup", async () => {
  await show("/settings/backup");
  await page.getByTestId("backups").waitFor();
});
await shoot("protection", async () => {
  await show("/settings/keys");
  await page.getByText("자동 잠금").waitFor();
});
await shoot("restore", async () => {
  await show("/settings/backup");
  await page.getByTestId("backups").getByRole("link").last().click();
  await page.getByTestId("comparison").waitFor();
});
await shoot("history", async () => {
  await show("/history");
  await page.getByRole("button", { name: "이력 검사" }).click();
  await page.getByTestId("audit-verdict").waitFor();
});
await shoot("note", async () => {
  await show("/invoices?period=all&warn=true");
  await page.getByRole("button", { name: "메모 고치기" }).scrollIntoViewIfNeeded();
});
await shoot("certificates", async () => {
  await showCertificate(/모의 세금$/);
  await page.getByTestId("checks").waitFor();
});
await shoot("certificate-soon", () => showCertificate(/^김가상 모의$/));
await shoot("certificate-reencrypt", async () => {
  await showCertificate(/모의 세금$/);
  await page.getByRole("button", { name: "더 보기" }).click();
  await page.getByRole("menuitem", { name: "다시 잠그기" }).click();
  await page.getByRole("heading", { name: "개인키를 다시 잠급니다" }).waitFor();
});
await shoot("palette", async () => {
  await show("/");
  await page.keyboard.press("Control+K");
  await page.getByTestId("palette").waitFor();
});
await makeCollection();
await shoot("collect", async () => {
  await show("/invoices/collect");
  await page.getByTestId("run-grid").locator("[data-row='0']:not([aria-busy])").click();
  await page.getByTestId("collect-report").waitFor();
});
await shoot("evidence", async () => {
  await show("/invoices/evidence?period=last_quarter");
  await page.getByTestId("evidence-grid").locator("[data-row='0']:not([aria-busy])").click();
});
await shoot("partners", async () => {
  await show("/partners");
  const grid = page.getByTestId("partner-grid");
  await grid.getByText("휴업").first().click();
  await page.getByTestId("partner").waitFor();
});
await shoot("connections", async () => {
  await show("/connections");
  await page.getByTestId("plots-popbill").waitFor();
});
await shoot("alerts", async () => {
  await show("/connections?tab=alerts");
  await page.getByTestId("alert-mail").waitFor();
});
const npki = join(home, "NPKI");
cpSync(join((await call(page, "app.status")).company.path, "NPKI"), npki, { recursive: true });
await desk.close();
await shootDoor();
rmSync(home, { recursive: true });

/** Acts and backups worth showing: an import, a note, an undo, a backup between them. */
async function makeHistory() {
  await show("/settings/backup");
  await page.getByRole("button", { name: "지금 백업" }).click();
  await page.getByTestId("backups").locator("tr[data-reason=manual]").waitFor();
  await importAll(page, [makeInvoice({ supplier: demoCompany, writtenOn: "2026-11-20" })]);
  const filter = { has_warnings: true };
  const { rows } = await call(page, "invoice.page", { filter, sort: [], after: null, limit: 1 });
  await call(page, "invoice.note", { id: rows[0].id, note: "거래처에 세액을 다시 물어보기로 함", looked_at: false });
  const { acts } = await call(page, "audit.log", { before_act: null, limit: 10 });
  await call(page, "act.undo", { act: acts.find(({ kind }) => kind === "import").id, job: "undo" });
}

/** Last month collected from the stand-in, and every partner's state asked. */
async function makeCollection() {
  const { today } = await call(page, "app.status");
  const first = new Date(Date.UTC(Number(today.slice(0, 4)), Number(today.slice(5, 7)) - 2, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
  const [from, to] = [first, last].map((day) => day.toISOString().slice(0, 10));
  const { certificates } = await call(page, "certificate.list");
  const { id } = certificates.find(({ state, kind }) => state === "valid" && kind === "general_business");
  const asked = { from, to, directions: ["sale", "purchase"], taxations: ["taxable", "exempt"] };
  await call(page, "collect.start", { ...asked, with_documents: true, certificate: { id }, job: "collect" });
  await call(page, "partner.check", { job: "check" });
  const month = Number(today.slice(5, 7)) - 1;
  const quarter = (back) => new Date(Date.UTC(Number(today.slice(0, 4)), month - (month % 3) - back, 1));
  const days = { from: quarter(3).toISOString().slice(0, 10), to: today };
  const kinds = ["cash_receipt", "card_purchase"];
  await call(page, "evidence.collect", { ...days, kinds, certificate: { id }, job: "evidence" });
}

/** First run beside an NPKI folder, and the door of a locked book, where no book is open. */
async function shootDoor() {
  const own = mkdtempSync(join(tmpdir(), "jangbu-ui-"));
  cpSync(npki, join(own, "NPKI"), { recursive: true });
  const door = await openDesk({ home: own });
  await untilSession(door.page);
  await shootAt(door.page, "first-run", () => door.page.getByText("나중에 정합니다").waitFor());
  await createCompany(door.page, demoCompany);
  await call(door.page, "company.lock");
  await shootAt(door.page, "locked", () => door.page.getByTestId("locked-door").waitFor());
  await door.close();
}

async function shootAt(at, screen, prepare) {
  if (!isWanted(screen)) return;
  for (const theme of themes) {
    await call(at, "settings.write", { key: "appearance.theme", value: theme });
    for (const size of sizes) {
      await at.setViewportSize(size);
      await at.reload();
      await prepare();
      await at.evaluate(() => document.fonts.ready);
      await at.screenshot({ path: `${folder}/${screen}-${theme}-${size.width}.png` });
    }
  }
}
