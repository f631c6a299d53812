// Books of another version on the disk: an earlier one from the fixture of its schema, a later one
// by the number that SQLite keeps of it, written into the encrypted first page.
import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, untilSession } from "./books.mjs";
import { openDesk } from "./desk.mjs";
import { root } from "./paths.mjs";

/** The fixture: a demo company of schema 1, whose keys lie in the open beside it. */
const ID = "schema-1";
const fixture = `${root}tests/fixtures/books/${ID}`;

/** What the fixture holds, as its maker says. */
export const older = { id: ID, name: "견본상사", invoices: 24 };

const folderOf = (home) => join(home, "books", "companies", ID);
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const changeJson = (path, change) => writeFileSync(path, JSON.stringify(change(readJson(path)), null, 2));

/**
 * Puts the book of schema 1 into `home` under `passphrase`, and gives its recovery key. Once the
 * demo is open, its keys are taken for those of a keyring, so that the program itself moves them to
 * the passphrase.
 */
export async function placeOlderBook(home, passphrase) {
  const folder = folderOf(home);
  const keys = join(folder, "book.keys");
  cpSync(fixture, folder, { recursive: true });
  const desk = await openDesk({ home });
  await untilSession(desk.page);
  await call(desk.page, "company.open", { id: ID, passphrase: null, recovery_key: null });
  changeJson(keys, (file) => ({ ...file, protection: "keyring" }));
  const { recovery_key: recovery } = await call(desk.page, "key.renew_recovery", { current: null });
  const { ticket } = await call(desk.page, "secret.put", { value: passphrase });
  await call(desk.page, "key.change_protection", { to: "passphrase", passphrase: ticket });
  await call(desk.page, "company.close");
  await desk.browser.close();
  await desk.server.stop();
  changeJson(keys, (file) => ({ ...file, slots: file.slots.filter(({ kind }) => kind !== "throwaway") }));
  changeJson(join(folder, "company.json"), (company) => ({ ...company, demo: false }));
  // The opening above has brought the book up to date: back to its own bytes, as if never opened.
  rmSync(join(home, "books", "backups"), { recursive: true, force: true });
  for (const log of ["book.db-wal", "book.db-shm"]) rmSync(join(folder, log), { force: true });
  cpSync(join(fixture, "book.db"), join(folder, "book.db"));
  return recovery;
}

/** Bytes of a page, and of its initial vector and its tag at the end (SQLCipher 4). */
const PAGE = 4096;
const IV = 16;
const TAG = 64;
const SALT = 16;
/** Where SQLite's header keeps the number that a program gives its schema. */
const USER_VERSION_AT = 60;

/** Makes the closed book one of a schema that no program has yet. */
export function makeNewer(home, version = 999) {
  const path = join(folderOf(home), "book.db");
  const { slots } = readJson(join(fixture, "book.keys"));
  const key = Buffer.from(slots.find(({ kind }) => kind === "throwaway").open_key, "hex").subarray(0, 32);
  const file = readFileSync(path);
  const salt = file.subarray(0, SALT);
  const tagKey = pbkdf2Sync(key, Buffer.from(salt.map((byte) => byte ^ 0x3a)), 2, 32, "sha512");
  const end = PAGE - IV - TAG;
  const tagOf = (sealed) => createHmac("sha512", tagKey).update(sealed).update(Buffer.from([1, 0, 0, 0])).digest();
  const old = file.subarray(SALT, end + IV);
  assert.deepEqual(tagOf(old), file.subarray(end + IV, PAGE), "the first page is as SQLCipher writes it");
  const opener = createDecipheriv("aes-256-cbc", key, file.subarray(end, end + IV)).setAutoPadding(false);
  const plain = Buffer.concat([opener.update(file.subarray(SALT, end)), opener.final()]);
  plain.writeUInt32BE(version, USER_VERSION_AT - SALT);
  const iv = randomBytes(IV);
  const sealer = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const sealed = Buffer.concat([sealer.update(plain), sealer.final(), iv]);
  writeFileSync(path, Buffer.concat([salt, sealed, tagOf(sealed), file.subarray(PAGE)]));
}
