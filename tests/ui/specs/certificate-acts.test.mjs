// What is done to certificates: used, carried, protected, taken away. Their passwords stay nowhere.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { call, untilSession } from "../harness/books.mjs";
import {
  ask,
  certificatePane,
  choose,
  closeSheet,
  copiesOf,
  dropFiles,
  givePassword,
  press,
  sheetOf,
  showCertificates,
} from "../harness/certificates.mjs";
import { openDesk } from "../harness/desk.mjs";
import { go, toast } from "../harness/hold.mjs";
import { until } from "../harness/until.mjs";

const SIGNS = "예시상사(주) 모의 세금";
const BUSINESS = "예시상사(주) 모의";
const WRONG = "틀린암호1!";
const NEXT = "바꾼암호2!";
const OF_PFX = "파일암호3!";

let desk;
let page;
let password;
before(async () => {
  desk = await openDesk({ demo: true });
  page = desk.page;
  await untilSession(page);
  password = (await call(page, "certificate.list")).demo_password;
  assert.ok(password, "the demo says its password");
});
after(() => desk?.close());

async function show(owner, count = 5) {
  await showCertificates(desk, count);
  await choose(page, owner);
}

const rowOf = async (owner) =>
  (await call(page, "certificate.list")).certificates.find((row) => row.owner === owner);

test("a test message is signed: a wrong password is said at its field, the right one tells how it was signed", async () => {
  await show(SIGNS);
  await certificatePane(page).getByRole("button", { name: "시험 서명" }).click();
  await givePassword(page, WRONG);
  await press(page, "서명");
  await sheetOf(page).getByRole("alert").getByText("인증서 암호가 맞지 않습니다").waitFor();
  await givePassword(page, password);
  await page.keyboard.press("Enter");
  const outcome = page.getByTestId("test-signed");
  await outcome.getByText("서명했고, 확인도 맞습니다").waitFor();
  for (const words of ["RSA SHA-256", "RSA 2048비트", "들어 있음"]) await outcome.getByText(words).first().waitFor();
  await closeSheet(page);
});

test("a password is remembered for as long as was chosen, shown at its copy, and forgotten by one click", async () => {
  await show(SIGNS);
  await ask(page, "시험 서명");
  await givePassword(page, password);
  await sheetOf(page).getByText("1시간", { exact: true }).click();
  await sheetOf(page).getByText("키링이 없어 프로그램의 메모리에만").waitFor();
  await press(page, "서명");
  await page.getByTestId("test-signed").waitFor();
  await closeSheet(page);
  await ask(page, "시험 서명");
  await sheetOf(page).getByText("보관한 암호를 씁니다").waitFor();
  await press(page, "서명");
  await page.getByTestId("test-signed").waitFor();
  await closeSheet(page);
  await certificatePane(page).getByText("암호를 보관하고 있습니다").waitFor();
  await certificatePane(page).getByRole("button", { name: "보관한 암호 지우기" }).click();
  await toast(page, "보관한 암호를 지웠습니다").waitFor();
  await ask(page, "시험 서명");
  await sheetOf(page).getByLabel("인증서 암호").waitFor();
  await sheetOf(page).getByText("안 함", { exact: true }).click();
  await closeSheet(page);
});

test("whose certificate it is shows by the company's number and not by another", async () => {
  await show(SIGNS);
  const check = async (choice, number) => {
    await ask(page, "본인확인");
    if (choice) await sheetOf(page).getByText(choice, { exact: true }).click();
    if (number) await sheetOf(page).getByLabel("사업자번호", { exact: true }).or(sheetOf(page).getByLabel("사업자번호 필수", { exact: true })).fill(number);
    await givePassword(page, password);
    await press(page, "확인");
  };
  await check(null, null);
  await page.getByTestId("owner-checked").getByText("맞습니다. 123-45-67891 번호의 인증서입니다").waitFor();
  await closeSheet(page);
  await check("다른 사업자번호", "9998800014");
  await page.getByTestId("owner-checked").getByText("맞지 않습니다. 999-88-00014").waitFor();
  await closeSheet(page);
  await check("다른 사업자번호", "1234567890");
  await sheetOf(page).getByRole("alert").first().waitFor();
  await closeSheet(page);
});

test("exported to PFX under a password of its own and imported again, it is one certificate with two copies", async () => {
  await show(BUSINESS);
  await ask(page, "PFX로 내보내기");
  await givePassword(page, password);
  await sheetOf(page).getByText("PFX 파일의 암호를 따로 정합니다").click();
  await sheetOf(page).getByLabel(/^새 암호( 필수)?$/).fill(OF_PFX);
  await sheetOf(page).getByLabel(/^새 암호 한 번 더/).fill(`${OF_PFX}x`);
  await sheetOf(page).getByText("두 암호가 다릅니다").waitFor();
  await sheetOf(page).getByLabel(/^새 암호 한 번 더/).fill(OF_PFX);
  const [download] = await Promise.all([page.waitForEvent("download"), press(page, "내보내기")]);
  assert.match(download.suggestedFilename(), /^예시상사\(주\) 모의_\d{4}-\d\d-\d\d\.pfx$/);
  const bytes = await readFile(await download.path());
  await toast(page, "내보냈습니다").waitFor();

  await go(desk, "/partners");
  await dropFiles(page, [{ name: "옮긴 인증서.pfx", bytes }]);
  await page.getByTestId("chosen-inputs").getByText("옮긴 인증서.pfx").waitFor();
  await givePassword(page, WRONG, "PFX 파일의 암호");
  await press(page, "가져오기");
  await sheetOf(page).getByRole("alert").getByText("인증서 암호가 맞지 않습니다").waitFor();
  await givePassword(page, OF_PFX, "PFX 파일의 암호");
  await press(page, "가져오기");
  await toast(page, `${BUSINESS} 인증서를 가져왔습니다`).waitFor();
  await certificatePane(page).getByRole("heading", { name: BUSINESS, exact: true }).waitFor();
  await until(async () => assert.deepEqual((await copiesOf(page)).map(({ place }) => place), ["own", "npki"]));
});

test("importing what is there already changes nothing and says so", async () => {
  await showCertificates(desk, 5);
  const { copies } = await rowOf(BUSINESS);
  await page.getByRole("button", { name: "가져오기", exact: true }).click();
  await sheetOf(page).getByLabel("폴더나 파일 주소").fill(copies.find(({ place }) => place === "npki").folder);
  await press(page, "가져오기");
  await page.getByTestId("certificates-imported").getByText("이미 장부 보관함에 있는 인증서입니다").waitFor();
  await closeSheet(page);
});

test("a copy goes to a folder as other programs look for it there, and never over what is there", async () => {
  await show(SIGNS);
  const folder = mkdtempSync(join(tmpdir(), "jangbu-ui-usb-"));
  const copy = async () => {
    await ask(page, "다른 곳에 복사");
    await sheetOf(page).getByLabel("폴더나 디스크").fill(folder);
    await press(page, "복사");
  };
  await copy();
  await toast(page, "복사했습니다").waitFor();
  const files = readdirSync(folder, { recursive: true }).map(String);
  assert.ok(files.some((path) => /^NPKI\/[^/]+\/USER\/[^/]+\/signPri\.key$/.test(path)), files.join("\n"));
  await copy();
  await sheetOf(page).getByRole("alert").waitFor();
  await closeSheet(page);
});

test("a changed password opens the copy, the old one does not, and one click goes back to it", async () => {
  await show(BUSINESS);
  const own = certificatePane(page).getByTestId("copies").locator("[data-place=own]");
  await own.getByRole("button", { name: /암호 바꾸기$/ }).click();
  await givePassword(page, OF_PFX, "지금 암호");
  await sheetOf(page).getByLabel(/^새 암호( 필수)?$/).fill(NEXT);
  await sheetOf(page).getByLabel(/^새 암호 한 번 더/).fill(NEXT);
  await press(page, "바꾸기");
  await toast(page, "다른 사본 1곳은 예전 암호 그대로입니다").waitFor();
  const sign = async (word) => {
    await ask(page, "시험 서명");
    await sheetOf(page).getByRole("radio", { name: /장부 보관함/ }).waitFor();
    await givePassword(page, word);
    await press(page, "서명");
  };
  await sign(OF_PFX);
  await sheetOf(page).getByText("인증서 암호가 맞지 않습니다").waitFor();
  await closeSheet(page);
  await sign(NEXT);
  await page.getByTestId("test-signed").waitFor();
  await closeSheet(page);
  await own.getByText("이전 개인키가 남아 있습니다").waitFor();
  await own.getByRole("button", { name: "되돌리기" }).click();
  await toast(page, "이전 개인키로 되돌렸습니다").waitFor();
  await sign(OF_PFX);
  await page.getByTestId("test-signed").waitFor();
  await closeSheet(page);
});

test("locking a copy of a bank's folder anew needs the word that its programs may not read it, and is undone by one click", async () => {
  await show(SIGNS);
  const key = (await rowOf(SIGNS)).copies[0].key_path;
  const before = readFileSync(key);
  await ask(page, "다시 잠그기");
  await givePassword(page, password);
  const act = sheetOf(page).getByRole("button", { name: "다시 잠그기", exact: true });
  assert.ok(await act.isDisabled(), "not without the word");
  await sheetOf(page).getByText("은행 프로그램이 이 사본을 읽지 못할 수 있습니다").waitFor();
  await sheetOf(page).getByText("알고 바꿉니다").click();
  await act.click();
  await toast(page, "개인키를 다시 잠갔습니다").waitFor();
  await until(async () => assert.match((await copiesOf(page))[0].words, /AES-256.*600,000번 반복.*읽지 못할 수 있습니다/));
  assert.notDeepEqual(readFileSync(key), before);
  await toast(page, "개인키를 다시 잠갔습니다").getByRole("button", { name: "되돌리기" }).click();
  await toast(page, "이전 개인키로 되돌렸습니다").waitFor();
  assert.deepEqual(readFileSync(key), before, "byte for byte");
});

test("deleting a copy says which others are left, and takes away that one alone", async () => {
  await show(BUSINESS);
  const { copies } = await rowOf(BUSINESS);
  const [own, other] = ["own", "npki"].map((place) => copies.find((copy) => copy.place === place));
  await certificatePane(page).getByTestId("copies").locator("[data-place=own]").getByRole("button", { name: /사본 지우기$/ }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByText("다른 사본은 그대로 둡니다").waitFor();
  await dialog.getByText(other.folder).first().waitFor();
  await dialog.getByRole("button", { name: "취소" }).click();
  assert.ok(existsSync(own.key_path), "not without the word");
  await certificatePane(page).getByTestId("copies").locator("[data-place=own]").getByRole("button", { name: /사본 지우기$/ }).click();
  await page.getByTestId("delete-outlook").waitFor();
  await dialog.getByRole("button", { name: "지우기", exact: true }).click();
  await toast(page, "사본을 지웠습니다").waitFor();
  await until(async () => assert.deepEqual((await copiesOf(page)).map(({ place }) => place), ["npki"]));
  assert.ok(!existsSync(own.key_path) && existsSync(other.key_path));
  await certificatePane(page).getByTestId("copies").getByRole("button", { name: /사본 지우기$/ }).click();
  await dialog.getByText("지우면 이 인증서를 다시 쓸 수 없고").waitFor();
  await dialog.getByRole("button", { name: "취소" }).click();
});

test("none of the passwords stands in the log, in a problem's report or in any file", async () => {
  const { base64 } = await call(page, "problem.report", { to: null });
  const words = [WRONG, NEXT, OF_PFX];
  for (const word of words) {
    assert.ok(!desk.server.log().includes(word), "the log");
    assert.ok(!Buffer.from(base64, "base64").includes(word), "the report");
  }
  for (const entry of readdirSync(desk.server.home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = readFileSync(path);
    for (const word of words) assert.ok(!bytes.includes(word), path);
  }
});
