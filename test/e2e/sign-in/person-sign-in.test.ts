/** People sign in by a real OpenID provider, through the whole service: whoever it has verified and a program knows. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningService, temporaryStateDirectory } from "../../support/service.ts";
import type { Account, RunningProvider } from "../../support/sign-in/provider.ts";
import { runWithProvider } from "../../support/sign-in/service.ts";
import { SmallBrowser } from "../../support/sign-in/browser.ts";
import { ask, call } from "../call.ts";

const ACCOUNTS = new Map<string, Account>([
  ["lilei", { email: "Li.Lei@Shop.Example", isVerified: true }],
  ["hanmeimei", { email: "han@shop.example", isVerified: false }],
  ["nobody", { email: "nobody@shop.example", isVerified: true }],
]);
const BASE = "/v1/programs/desk";
const START = "/v1/sessions/provider";
const CALLBACK = `${START}/callback`;

const state = temporaryStateDirectory();
let running: RunningService;
let provider: RunningProvider;

beforeAll(async () => {
  ({ running, provider } = await runWithProvider(state.path, ACCOUNTS));
  await call(running.url, "POST", "/v1/programs", { id: "desk", name: "Desk", currency: "CNY" });
  await call(running.url, "POST", `${BASE}/people`, { email: "boss@shop.example", role: "owner" });
  await call(running.url, "POST", `${BASE}/people`, { email: "li.lei@shop.example", role: "finance" });
  await call(running.url, "POST", `${BASE}/people`, { email: "han@shop.example", role: "finance" });
});

afterAll(async () => {
  await running?.kill();
  await provider?.close();
  state.remove();
});

const statusOf = (headers: Headers) => headers.get("tributary-status");
const OURS = { headers: { "sec-fetch-site": "same-origin" } };

/** A browser that the provider has led back, before it has opened the way back. */
async function ledBack(name: string) {
  const browser = new SmallBrowser();
  const { url } = await browser.signInAs(name, `${running.url}${START}`, CALLBACK);
  return { browser, back: new URL(url) };
}

test("a person whom a program knows is signed in, and led to the page that was asked for", async () => {
  const browser = new SmallBrowser();
  const asked = `${running.url}${START}?return=${encodeURIComponent("/desk/payouts?state=requested")}`;
  const page = await browser.signInAs("lilei", asked, "/desk/payouts");
  expect(page.url).toBe(`${running.url}/desk/payouts?state=requested`);
  const who = await browser.ask(`${running.url}/v1/sessions/current`, OURS);
  expect(JSON.parse(who.text)).toMatchObject({
    caller: "person",
    email: "li.lei@shop.example",
    programs: [{ program: "desk", role: "finance" }],
  });
  expect((await browser.ask(`${running.url}${BASE}/payouts`, OURS)).status).toBe(200);
  expect((await browser.ask(`${running.url}${BASE}/api-keys`, OURS)).status).toBe(403);
  expect(browser.opened.filter((url) => /access_token|id_token/.test(url))).toEqual([]);
});

test("removing the person ends the session that is open, and signing in again leads nowhere", async () => {
  const email = "leaves@shop.example";
  ACCOUNTS.set("leaves", { email, isVerified: true });
  const { id } = await call(running.url, "POST", `${BASE}/people`, { email, role: "viewer" });
  const browser = new SmallBrowser();
  await browser.signInAs("leaves", `${running.url}${START}`);
  const read = async () => (await browser.ask(`${running.url}${BASE}/orders`, OURS)).status;
  expect(await read()).toBe(200);
  await ask(running.url, "DELETE", `${BASE}/people/${id}`, {});
  expect(await read()).toBe(401);
  const page = await browser.signInAs("leaves", `${running.url}${START}`);
  expect([page.status, statusOf(page.headers)]).toEqual([403, "unknown_person"]);
});

test("signing out ends the browser's session", async () => {
  const { browser, back } = await ledBack("lilei");
  await browser.ask(back.href);
  const current = `${running.url}/v1/sessions/current`;
  expect((await browser.ask(current, OURS)).status).toBe(200);
  expect((await browser.ask(current, { method: "DELETE", ...OURS })).status).toBe(204);
  expect((await browser.ask(current, OURS)).status).toBe(401);
});

test("an address that is not verified, and one that no program knows, sign nobody in", async () => {
  for (const [name, reason] of [
    ["hanmeimei", "email_unverified"],
    ["nobody", "unknown_person"],
  ] as const) {
    const { browser, back } = await ledBack(name);
    const page = await browser.ask(back.href);
    expect([page.status, statusOf(page.headers)]).toEqual([403, reason]);
    expect((await browser.ask(`${running.url}/v1/sessions/current`, OURS)).status).toBe(401);
  }
});

test("another state, another browser and a second time sign nobody in", async () => {
  const { browser, back } = await ledBack("lilei");
  const stranger = await new SmallBrowser().ask(back.href);
  expect([stranger.status, statusOf(stranger.headers)]).toEqual([400, "sign_in_ended"]);
  const bent = new URL(back);
  bent.searchParams.set("state", "another");
  expect(statusOf((await browser.ask(bent.href)).headers)).toBe("sign_in_ended");
  // The browser has forgotten what it began.
  expect(statusOf((await browser.ask(back.href)).headers)).toBe("sign_in_ended");
  const other = await ledBack("lilei");
  expect((await other.browser.ask(other.back.href)).status).toBe(302);
  expect(statusOf((await other.browser.ask(other.back.href)).headers)).toBe("sign_in_ended");
});

test("a code of another sign-in, whose nonce and verifier are others, signs nobody in", async () => {
  const [mine, theirs] = [await ledBack("lilei"), await ledBack("lilei")];
  const mixed = new URL(mine.back);
  mixed.searchParams.set("code", theirs.back.searchParams.get("code") ?? "");
  const page = await mine.browser.ask(mixed.href);
  expect([page.status, statusOf(page.headers)]).toEqual([502, "sign_in_failed"]);
  expect((await mine.browser.ask(`${running.url}/v1/sessions/current`, OURS)).status).toBe(401);
});

test("the provider's refusal, and another issuer's answer, sign nobody in", async () => {
  for (const [change, reason] of [
    [{ error: "access_denied" }, "sign_in_refused"],
    [{ iss: "https://evil.example" }, "sign_in_failed"],
    [{ code: "" }, "sign_in_failed"],
  ] as const) {
    const { browser, back } = await ledBack("lilei");
    for (const [name, value] of Object.entries(change)) back.searchParams.set(name, value);
    if ("error" in change) back.searchParams.delete("code");
    expect([change, statusOf((await browser.ask(back.href)).headers)]).toEqual([change, reason]);
  }
});

test("no way back leads to another host", async () => {
  for (const path of ["//evil.example", "https://evil.example", "/\\evil.example", "x"]) {
    const page = await new SmallBrowser().ask(`${running.url}${START}?return=${encodeURIComponent(path)}`);
    expect([path, page.status, JSON.parse(page.text).code]).toEqual([path, 422, "invalid_parameter"]);
  }
});

test("pages are told where signing in begins", async () => {
  expect(await call(running.url, "GET", "/v1/sessions/ways")).toEqual({ provider: START });
});
