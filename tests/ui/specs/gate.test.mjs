// Who may talk to `jangbu serve`: only the page it served, in the browser that had the token.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { serve } from "../harness/server.mjs";

let server;
before(async () => {
  server = await serve();
});
after(() => server.close());

/** One request as a program of any kind may make it, with headers a browser would not let through. */
function ask(method, path, { headers = {}, body = "" } = {}) {
  const { hostname, port } = new URL(server.origin);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers, timeout: 10_000 }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers }));
    });
    asked.on("timeout", () => asked.destroy(new Error(`${method} ${path}: no answer`)));
    asked.on("error", reject);
    asked.end(body);
  });
}

const json = { "content-type": "application/json" };
const own = () => ({ ...json, origin: server.origin });
const command = JSON.stringify({ cmd: "app.status", payload: {} });
const withToken = (token) => ({ headers: own(), body: JSON.stringify({ token }) });

/** The one session the token opens; every test that needs it shares it, for the token works once. */
let opened;
function session() {
  opened ??= ask("POST", "/session", withToken(new URL(server.url).searchParams.get("token")));
  return opened;
}

async function cookie() {
  const [pair] = (await session()).headers["set-cookie"][0].split(";");
  return pair;
}

test("a wrong token opens nothing", async () => {
  assert.equal((await ask("POST", "/session", withToken("wrong"))).status, 403);
});

test("the token opens a session by a cookie that scripts cannot read and other sites do not send", async () => {
  const answer = await session();
  assert.equal(answer.status, 200);
  assert.match(answer.headers["set-cookie"][0], /HttpOnly/);
  assert.match(answer.headers["set-cookie"][0], /SameSite=Strict/);
});

test("the token works once", async () => {
  assert.equal((await session()).status, 200);
  const again = await ask("POST", "/session", withToken(new URL(server.url).searchParams.get("token")));
  assert.equal(again.status, 403);
});

test("commands, uploads and events are refused without a session", async () => {
  for (const path of ["/rpc", "/upload?name=a.xml"]) {
    assert.equal((await ask("POST", path, { headers: own(), body: command })).status, 403, path);
  }
  assert.equal((await ask("GET", "/events")).status, 403, "/events");
});

test("a command is answered within the session", async () => {
  const answer = await ask("POST", "/rpc", { headers: { ...own(), cookie: await cookie() }, body: command });
  assert.equal(answer.status, 200);
});

test("a name that was pointed at this machine is refused, even within the session", async () => {
  const headers = { ...own(), cookie: await cookie(), host: "books.example" };
  assert.equal((await ask("POST", "/rpc", { headers, body: command })).status, 403);
  assert.equal((await ask("GET", "/", { headers: { host: "books.example" } })).status, 403, "the page itself");
});

test("another site's request is refused, even within the session", async () => {
  const pair = await cookie();
  for (const origin of ["http://books.example", "null", server.origin.replace("http:", "https:")]) {
    const answer = await ask("POST", "/rpc", { headers: { ...json, cookie: pair, origin }, body: command });
    assert.equal(answer.status, 403, origin);
  }
  const bare = await ask("POST", "/rpc", { headers: { ...json, cookie: pair }, body: command });
  assert.equal(bare.status, 403, "no origin at all");
});

test("no other site is let read an answer, and the page loads nothing from elsewhere", async () => {
  const page = await ask("GET", "/");
  assert.equal(page.status, 200);
  assert.equal(page.headers["access-control-allow-origin"], undefined);
  assert.match(page.headers["content-security-policy"], /default-src 'self'|default-src 'none'/);
  assert.match(page.headers["content-security-policy"], /frame-ancestors 'none'/);
});
