// The certificates' screen, on the demo company's invented ones: what it shows and says of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { seriousFindings } from "../harness/accessibility.mjs";
import { call, untilSession } from "../harness/books.mjs";
import {
  certificateGrid,
  certificatePane,
  choose,
  copiesOf,
  showCertificates,
  untilCertificates,
} from "../harness/certificates.mjs";
import { openDesk } from "../harness/desk.mjs";
import { go, toast } from "../harness/hold.mjs";
import { until } from "../harness/until.mjs";

const SIGNS = "예시상사(주) 모의 세금";
const BUSINESS = "예시상사(주) 모의";
const SOON = "김가상 모의";
const EXPIRED = "예시상사(주) 모의 지난해";
const BROKEN = "김가상 모의 손상";

let desk;
let page;
/** What the core says of each, by owner. */
let known;
before(async () => {
  desk = await openDesk({ demo: true, size: { width: 1600, height: 900 } });
  page = desk.page;
  await untilSession(page);
  const { certificates } = await call(page, "certificate.list");
  known = Object.fromEntries(certificates.map((row) => [row.owner, row]));
});
after(() => desk?.close());

const rowOf = (rows, owner) => rows.find((row) => row.owner.startsWith(owner) && !row.owner.startsWith(`${owner} `));

test("each certificate is a line with its owner, kind, issuer, last day and days left; the one that signs first", async () => {
  const rows = await showCertificates(desk, 5);
  assert.equal(rows[0].owner, SIGNS);
  assert.equal(rows[0].default, "이 회사");
  for (const owner of [SIGNS, BUSINESS, SOON, EXPIRED]) {
    const row = rowOf(rows, owner);
    assert.ok(row, owner);
    assert.equal(row.until, known[owner].valid_until);
    assert.equal(row.issuer, known[owner].issuer);
    assert.equal(row.place, "이 PC");
    const days = known[owner].days_left;
    assert.equal(row.left, days < 0 ? `${-days}일 지남` : `${days}일 남음`);
  }
  assert.equal(rowOf(rows, SIGNS).kind, "전자세금용");
  assert.equal(rowOf(rows, SOON).state, "12일 남음");
  assert.equal(rowOf(rows, EXPIRED).state, "만료됨");
  const sums = page.getByTestId("certificate-sums");
  assert.equal(await sums.innerText(), "5개 · 쓸 수 있음 2 · 곧 만료 1 · 만료됨 1 · 쓸 수 없음 1");
});

test("a pair that cannot be used is listed with its reason", async () => {
  const rows = await showCertificates(desk, 5);
  const row = rows.find(({ owner }) => owner.startsWith(BROKEN));
  assert.equal(row.state, "쓸 수 없음");
  assert.match(row.owner, /개인키 파일이 손상되었습니다/);
  await certificateGrid(page).locator("[data-column=owner]").filter({ hasText: BROKEN }).click();
  await certificatePane(page).getByRole("heading", { name: BROKEN }).waitFor();
  await certificatePane(page).getByText("지금은 쓸 수 없습니다").waitFor();
  assert.ok(await certificatePane(page).getByRole("button", { name: "시험 서명" }).isDisabled());
});

test("the chips and the search narrow the list, and one button brings all back", async () => {
  await showCertificates(desk, 5);
  const chip = async (label, word) => {
    await page.getByRole("button", { name: new RegExp(`^${label} `) }).click();
    await page.getByRole("option", { name: word, exact: true }).click();
  };
  await chip("상태", "곧 만료");
  assert.equal((await untilCertificates(page, 1))[0].owner, SOON);
  await page.getByRole("button", { name: "상태 지우기" }).click();
  await chip("용도", "사업자 범용");
  await untilCertificates(page, 2);
  await page.getByTestId("search-field").fill("지난해");
  assert.equal((await untilCertificates(page, 1))[0].owner, EXPIRED);
  await page.getByTestId("search-field").fill("없는이름");
  await page.getByText("조건에 맞는 인증서가 없습니다").waitFor();
  await page.getByRole("button", { name: "조건 모두 지우기" }).click();
  await untilCertificates(page, 5);
});

test("everything is reached by the keyboard: sorting in the heading, rows, the document and back", async () => {
  await showCertificates(desk, 5);
  await page.keyboard.press("Alt+1");
  await page.getByTestId("today-page").waitFor();
  await page.keyboard.press("Alt+8");
  await untilCertificates(page, 5);
  await certificateGrid(page).locator("[data-row='0'] [data-column=state]").click();
  await page.keyboard.press("ArrowUp");
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const expected = Object.values(known).map((row) => row.valid_until).toSorted();
  await until(async () =>
    assert.deepEqual((await untilCertificates(page, 5)).map((row) => row.until), expected));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await until(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.className), "pane"));
  const shown = () => certificatePane(page).locator("h2").innerText();
  const first = await shown();
  await page.keyboard.press("ArrowUp");
  await until(async () => assert.notEqual(await shown(), first));
  await page.keyboard.press("Escape");
  await until(async () =>
    assert.ok(await page.evaluate(() => document.activeElement?.closest("[data-testid=certificate-grid]") !== null)));
});

test("the document says everything the certificate says, and honestly what was not checked", async () => {
  await showCertificates(desk, 5);
  await choose(page, SIGNS);
  const row = known[SIGNS];
  const view = await call(page, "certificate.show", { target: { id: row.id } });
  const fact = (name) => certificatePane(page).locator(`[data-fact=${name}]`).innerText();
  assert.equal(await fact("subject"), view.subject);
  assert.equal(await fact("issuer"), view.issuer);
  assert.equal(await fact("serial"), `${row.serial} (${view.serial_hex})`);
  assert.ok((await fact("policy")).includes(view.policies[0].oid));
  assert.equal(await fact("usage"), "전자서명, 부인방지");
  assert.equal(await fact("key"), `RSA ${view.key_bits}비트`);
  assert.equal(await fact("fingerprint"), row.id);
  assert.ok((await fact("vid")).includes(view.vid.value));
  assert.match(await fact("km"), /2048비트/);
  const checks = page.getByTestId("checks");
  const chain = checks.locator("li").filter({ hasText: "맨 위" });
  assert.equal(await chain.getAttribute("data-verdict"), "open");
  await checks.getByText("폐지되었는지는 확인하지 않았습니다").waitFor();
  assert.equal(await checks.getByText("확인하지 않음", { exact: true }).count(), 3);
  const [copy] = await copiesOf(page);
  assert.ok(copy.words.includes(row.copies[0].folder));
  assert.match(copy.words, /PBES1 SHA1 SEED · 2,048번 반복/);
});

test("an expired one says so at once, and one that expires soon by when to renew it", async () => {
  await showCertificates(desk, 5);
  await choose(page, EXPIRED);
  await certificatePane(page).getByText(`${known[EXPIRED].valid_until}에 만료되었습니다`).waitFor();
  await choose(page, SOON);
  await certificatePane(page).getByText("12일 뒤 만료됩니다").waitFor();
});

test("the status bar and 오늘 tell what expires, and lead to it", async () => {
  await go(desk, "/");
  await page.getByTestId("status-bar").getByText("인증서 12일 뒤 만료").click();
  await certificatePane(page).getByRole("heading", { name: SOON, exact: true }).waitFor();
  await go(desk, "/");
  const todo = page.locator(".todo").filter({ hasText: `${SOON} 인증서가 12일 뒤에 만료됩니다` });
  await todo.getByRole("link", { name: "인증서 보기" }).click();
  await certificatePane(page).getByRole("heading", { name: SOON, exact: true }).waitFor();
});

test("the palette finds the screen, a certificate by its owner, and the import", async () => {
  const find = async (text) => {
    await page.keyboard.press("Control+K");
    await page.getByTestId("palette").getByRole("combobox").fill(text);
  };
  await go(desk, "/");
  await find("지난해");
  await page.getByTestId("palette").getByRole("option", { name: new RegExp("지난해") }).click();
  await certificatePane(page).getByRole("heading", { name: EXPIRED }).waitFor();
  await go(desk, "/");
  await find("인증서 가져오기");
  await page.getByTestId("palette").getByRole("option", { name: /인증서 가져오기/ }).click();
  await page.getByRole("heading", { name: "인증서를 가져옵니다" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "인증서를 가져옵니다" }).waitFor({ state: "detached" });
});

test("another certificate is made the one that signs, and that is taken back", async () => {
  await showCertificates(desk, 5);
  await choose(page, BUSINESS);
  const turn = async (entry) => {
    await certificatePane(page).getByRole("button", { name: "더 보기" }).click();
    await page.getByRole("menuitem", { name: entry }).click();
  };
  await turn("이 회사 기본 인증서로 정하기");
  await toast(page, `${BUSINESS}를 이 회사의 기본 인증서로 정했습니다`).waitFor();
  await until(async () => assert.equal((await untilCertificates(page, 5))[0].owner, BUSINESS));
  await turn("기본 인증서에서 빼기");
  await until(async () => assert.ok((await untilCertificates(page, 5)).every((row) => row.default === "")));
  await call(page, "certificate.set_default", { id: known[SIGNS].id });
});

for (const theme of ["light", "dark"]) {
  test(`the list, the document and every sheet have no serious finding in ${theme}`, async () => {
    await call(page, "settings.write", { key: "appearance.theme", value: theme });
    await showCertificates(desk, 5);
    await choose(page, SIGNS);
    await page.getByTestId("copies").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await choose(page, EXPIRED);
    assert.deepEqual(await seriousFindings(page), [], "expired");
    await choose(page, SIGNS);
    for (const act of ["시험 서명", "본인확인", "다른 곳에 복사", "PFX로 내보내기", "암호 바꾸기", "다시 잠그기", "사본 지우기"]) {
      await certificatePane(page).getByRole("button", { name: "더 보기" }).click();
      await page.getByRole("menuitem", { name: act, exact: true }).click();
      const layer = page.locator(".sheet, .dialog");
      await layer.waitFor();
      await page.getByRole("menu").waitFor({ state: "detached" });
      assert.deepEqual(await seriousFindings(page), [], act);
      await page.keyboard.press("Escape");
      await layer.waitFor({ state: "detached" });
    }
    await page.getByRole("button", { name: "가져오기", exact: true }).click();
    await page.getByRole("heading", { name: "인증서를 가져옵니다" }).waitFor();
    assert.deepEqual(await seriousFindings(page), [], "import");
    await page.keyboard.press("Escape");
  });
}
