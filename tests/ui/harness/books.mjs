// Books prepared through the page's own way in, for tests that are not about preparing them.
import assert from "node:assert/strict";
import { fileOf, us } from "./invoice.mjs";

/** Asks the core as the page does; a refusal is an error that carries its code. */
export async function call(page, cmd, payload = {}) {
  const { status, answer } = await page.evaluate(
    async ([cmd, payload]) => {
      const headers = { "content-type": "application/json" };
      const asked = await fetch("/rpc", { method: "POST", headers, body: JSON.stringify({ cmd, payload }) });
      return { status: asked.status, answer: await asked.json() };
    },
    [cmd, payload],
  );
  if (status === 200) return answer.ok;
  throw Object.assign(new Error(`${cmd}: ${answer.error?.code}`), { code: answer.error?.code });
}

/** Waits until the page has changed its one-time token into a session. */
export async function untilSession(page) {
  await page.waitForFunction(() => !location.search.includes("token"));
  await page.locator("#root > *").first().waitFor();
}

export const PASSPHRASE = "장부를 여는 긴 말 2026";

/** A company under a passphrase, open. */
export async function createCompany(page, company = us, passphrase = PASSPHRASE) {
  await untilSession(page);
  const { ticket } = await call(page, "secret.put", { value: passphrase });
  return call(page, "company.create", {
    name: company.name,
    business_number: company.number,
    representative: company.person,
    protection: "passphrase",
    passphrase: ticket,
  });
}

let jobs = 0;

/** Imports `invoices` and expects every one of them to be new. */
export async function importAll(page, invoices) {
  const inputs = [];
  for (const file of invoices.map((invoice) => fileOf(invoice))) {
    inputs.push({ upload: await upload(page, file) });
  }
  jobs += 1;
  const preview = await call(page, "import.preview", { inputs, job: `test-${jobs}` });
  assert.deepEqual(preview.findings.filter(({ severity }) => severity === "error"), []);
  const outcome = await call(page, "import.commit", {
    preview: preview.preview,
    job: `test-${jobs}-commit`,
    decisions: [],
    otherwise: "keep_ours",
    accept_partial: false,
  });
  assert.equal(outcome.added, invoices.length);
  return outcome;
}

async function upload(page, { name, buffer }) {
  return page.evaluate(
    async ([name, text]) => {
      const body = new TextEncoder().encode(text);
      const asked = await fetch(`/upload?name=${encodeURIComponent(name)}`, { method: "POST", body });
      return (await asked.json()).upload;
    },
    [name, buffer.toString()],
  );
}
