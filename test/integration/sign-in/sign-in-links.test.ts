/** A promoter is signed in by a link: once, within five minutes, and by nobody who only looks at it. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { app, call, newProgram, OPERATOR } from "../../support/api-client.ts";

afterEach(() => {
  vi.useRealTimers();
});

interface Made {
  readonly path: string;
  readonly id: string;
  readonly promoter: string;
  /** The link's path. */
  readonly link: string;
}

async function makeLink(program?: { id: string; path: string }): Promise<Made> {
  const { id, path } = program ?? (await newProgram());
  const promoter = (await call("POST", `${path}/promoters`, { body: { memberId: crypto.randomUUID() } })).body
    .id;
  const made = await call("POST", `${path}/promoters/${promoter}/sign-in-links`, { body: {} });
  expect(made.status).toBe(201);
  return { id, path, promoter, link: new URL(made.body.url).pathname };
}

const OURS = { "sec-fetch-site": "same-origin", "sec-fetch-dest": "document" };

async function press(link: string, headers: Record<string, string> = OURS) {
  return await call("POST", link, { token: null, headers });
}

function cookieOf(headers: Headers): Record<string, string> {
  return { cookie: headers.get("set-cookie")?.split(";")[0] ?? "", "sec-fetch-site": "same-origin" };
}

test("it leads to the portal with a session of that promoter, and no token stays in the address", async () => {
  const { id, path, promoter, link } = await makeLink();
  const opened = await press(link);
  expect([opened.status, opened.headers.get("location")]).toEqual([303, `/portal/${id}`]);
  const cookie = opened.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/^__Host-tributary=.*HttpOnly; Secure; SameSite=Strict/);
  const headers = cookieOf(opened.headers);
  const who = await call("GET", "/v1/sessions/current", { token: null, headers });
  expect(who.body).toMatchObject({ caller: "promoter", promoterId: promoter, program: id });
  const wallet = await call("GET", `${path}/promoters/${promoter}/wallet`, { token: null, headers });
  expect(wallet.status).toBe(200);
  const [token] = (await call("GET", `${path}/promoters/${promoter}/tokens`)).body.data;
  await call("DELETE", `${path}/promoters/${promoter}/tokens/${token.id}`);
  expect((await call("GET", "/v1/sessions/current", { token: null, headers })).status).toBe(401);
});

test("whoever only fetches it sees a button and uses nothing up", async () => {
  const { link } = await makeLink();
  for (const agent of ["WhatsApp/2.23", "Mozilla/5.0 MicroMessenger/8.0", ""]) {
    const shown = await call("GET", link, { token: null, headers: { "user-agent": agent } });
    expect(shown.status).toBe(200);
    expect(shown.body).toContain('<form method="post">');
    expect(shown.headers.get("set-cookie")).toBeNull();
    expect(shown.headers.get("content-security-policy")).toContain("form-action 'self'");
    expect(shown.headers.get("content-security-policy")).toContain("frame-ancestors https://shop.example");
    expect(shown.headers.get("referrer-policy")).toBe("same-origin");
  }
  expect((await press(link)).status).toBe(303);
});

test("of many who press it at once one is signed in, and the others are told so", async () => {
  const { link, path, promoter } = await makeLink();
  const answers = await Promise.all(Array.from({ length: 8 }, async () => await press(link)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, ...Array(7).fill(410)]);
  const refused = answers.filter(({ status }) => status === 410);
  expect(new Set(refused.map(({ headers }) => headers.get("tributary-status")))).toEqual(
    new Set(["link_used"]),
  );
  expect(refused.every(({ headers }) => headers.get("set-cookie") === null)).toBe(true);
  expect((await call("GET", `${path}/promoters/${promoter}/tokens`)).body.data).toHaveLength(1);
  const entries = (await call("GET", `${path}/audit?actor=${promoter}`)).body.data;
  expect(entries).toMatchObject([{ operation: "openSignInLink", outcome: "changed" }]);
  expect(JSON.stringify(entries)).not.toContain("tl_");
});

test("it ends after five minutes, and with the promoter's tokens", async () => {
  const late = await makeLink();
  const ended = await makeLink();
  await call("DELETE", `${ended.path}/promoters/${ended.promoter}/tokens`);
  expect((await press(ended.link)).headers.get("tributary-status")).toBe("link_ended");
  // That links alone ended is an entry, and that nothing did is none.
  await call("DELETE", `${ended.path}/promoters/${ended.promoter}/tokens`);
  const { data } = (await call("GET", `${ended.path}/audit`)).body;
  const operations = data.map((one: { operation: string }) => one.operation);
  expect(operations.slice(0, 2)).toEqual(["revokePromoterTokens", "createSignInLink"]);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5 * 60_000 });
  expect((await press(late.link)).headers.get("tributary-status")).toBe("link_ended");
});

test("another site's page presses no button, and a guess leads nowhere", async () => {
  const { link } = await makeLink();
  const bent = `${link.slice(0, -1)}${link.endsWith("0") ? "1" : "0"}`;
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://elsewhere.example" },
    { origin: "null" },
  ]) {
    expect((await press(link, headers)).status).toBe(403);
  }
  for (const path of [bent, "/sign-in/x", `/sign-in/${"x".repeat(300)}`]) {
    expect([path, (await press(path)).status]).toEqual([path, 404]);
    expect([path, (await call("GET", path, { token: null })).status]).toEqual([path, 404]);
  }
  expect((await press(link, { origin: "http://tributary.test" })).status).toBe(303);
});

test("in a frame the cookie is that frame's alone", async () => {
  const { link } = await makeLink();
  const cookie = (await press(link, { ...OURS, "sec-fetch-dest": "iframe" })).headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/SameSite=None/);
  expect(cookie).toMatch(/Partitioned/);
  expect(cookie).toMatch(/HttpOnly/);
});

test("signing out ends the link's token, with an entry, and no token that was made for other uses", async () => {
  const { link, path, promoter } = await makeLink();
  const framed = await press(link, { ...OURS, "sec-fetch-dest": "iframe" });
  const headers = cookieOf(framed.headers);
  const made = (await call("POST", `${path}/promoters/${promoter}/tokens`, { body: {} })).body;
  const session = await call("POST", "/v1/sessions", { token: null, body: { key: made.token } });
  const other = cookieOf(session.headers);
  const current = async (sent: Record<string, string>) =>
    (await call("GET", "/v1/sessions/current", { token: null, headers: sent })).status;
  for (const sent of [headers, headers, other]) {
    const out = await call("DELETE", "/v1/sessions/current", { token: null, headers: sent });
    expect([out.status, out.headers.getSetCookie().length]).toEqual([204, 2]);
  }
  // Whoever kept the cookie has nothing by it.
  expect([await current(headers), await current(other)]).toEqual([401, 200]);
  const { data: tokens } = (await call("GET", `${path}/promoters/${promoter}/tokens`)).body;
  const [ended] = tokens.filter((one: { id: string }) => one.id !== made.id);
  const { data } = (await call("GET", `${path}/audit?actor=${promoter}`)).body;
  expect(data).toMatchObject([
    { operation: "deleteSession", credential: ended.id, outcome: "changed" },
    { operation: "openSignInLink" },
  ]);
});

test("what a link holds is no bearer, and a repeat of making one does not show it again", async () => {
  const { path, promoter, link } = await makeLink();
  const token = link.slice("/sign-in/".length);
  expect((await call("GET", `${path}/promoters/${promoter}/wallet`, { token })).status).toBe(401);
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  const ask = async () =>
    await call("POST", `${path}/promoters/${promoter}/sign-in-links`, { body: {}, headers });
  const [first, again] = [await ask(), await ask()];
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toEqual({ expiresAt: first.body.expiresAt });
});

/** Asks a share host of a service that has an administration host of its own. */
async function askShareHost(path: string, init: RequestInit = {}): Promise<Response> {
  const hosted = new Proxy(env, {
    get: (target, key) => (key === "ADMIN_HOST" ? "admin.test" : (Reflect.get(target, key) as unknown)),
  });
  return await app.fetch(new Request(`https://go.test${path}`, init), hosted, createExecutionContext());
}

test("a share host answers the API to promoters, and to nobody else", async () => {
  const { path, promoter, link, id } = await makeLink();
  const { headers } = await press(link);
  const ask = async (asked: string, sent: Record<string, string>) =>
    (await askShareHost(asked, { headers: sent })).status;
  const mine = cookieOf(headers);
  expect(await ask(`${path}/promoters/${promoter}/wallet`, mine)).toBe(200);
  expect(await ask("/v1/sessions/current", mine)).toBe(200);
  expect(await ask(`/portal/${id}/look`, {})).toBe(200);
  for (const sent of [{}, { authorization: `Bearer ${OPERATOR}` }]) {
    expect(await ask("/v1/sessions/current", sent)).toBe(401);
  }
  const operator = { authorization: `Bearer ${OPERATOR}` };
  for (const asked of [
    `${path}/promoters/${promoter}/wallet`,
    "/v1/programs",
    "/v1/sessions/provider",
    "/openapi.json",
  ]) {
    expect([asked, await ask(asked, operator)]).toEqual([asked, 404]);
    expect([asked, await ask(asked, {})]).toEqual([asked, 404]);
  }
});

test("on a share host a promoter's token signs in to the portal, and no other key does", async () => {
  const { path, promoter } = await makeLink();
  const { token } = (await call("POST", `${path}/promoters/${promoter}/tokens`, { body: {} })).body;
  const { key } = (
    await call("POST", `${path}/api-keys`, { body: { name: "all", scopes: ["read", "keys"] } })
  ).body;
  const signIn = async (by: string, sent: Record<string, string> = OURS) =>
    await askShareHost("/v1/sessions", {
      method: "POST",
      headers: { "content-type": "application/json", ...sent },
      body: JSON.stringify({ key: by }),
    });
  const signedIn = await signIn(token);
  expect([signedIn.status, await signedIn.json()]).toEqual([
    201,
    expect.objectContaining({ caller: "promoter", promoterId: promoter }),
  ]);
  const wallet = `${path}/promoters/${promoter}/wallet`;
  expect((await askShareHost(wallet, { headers: cookieOf(signedIn.headers) })).status).toBe(200);
  const refusals = await Promise.all([OPERATOR, key, `${token}x`, "x"].map(async (by) => await signIn(by)));
  expect(refusals.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  expect(refusals.every(({ headers }) => headers.get("set-cookie") === null)).toBe(true);
  // What is refused tells no key that stands from one that nobody has.
  const said = await Promise.all(refusals.map(async (refusal) => await refusal.text()));
  expect(new Set(said.map((text) => (JSON.parse(text) as { detail?: string }).detail)).size).toBe(1);
  expect((await signIn(token, { "sec-fetch-site": "same-site" })).status).toBe(403);
});
