/** A promoter is signed in by WeChat where the merchant has said who that is, once a code, and nobody else is. */
import { expect, test } from "vitest";
import { call, newProgram } from "../../support/api-client.ts";
import { openWechatShop, type WechatShop } from "../../support/wechat/account.ts";

const START = "/wechat/sign-in";
let people = 0;

function newOpenId(): string {
  people += 1;
  return `oLVPpjqs9BhvzwPj5A-vTYAX3G${people}`;
}

async function newPromoter({ path }: { readonly path: string }): Promise<string> {
  return (await call("POST", `${path}/promoters`, { body: { memberId: crypto.randomUUID() } })).body.id;
}

async function bound(shop: WechatShop): Promise<{ promoter: string; openId: string }> {
  const promoter = await newPromoter(shop);
  const openId = newOpenId();
  const answer = await call("POST", `${shop.path}/promoters/${promoter}/wechat`, { body: { openId } });
  expect(answer.status).toBe(201);
  return { promoter, openId };
}

/** Begins in one browser. */
async function begun(shop: WechatShop): Promise<{ readonly state: string; readonly cookie: string }> {
  const { status, headers } = await call("GET", `${START}?program=${shop.id}`, { token: null });
  expect(status).toBe(302);
  const there = new URL(headers.get("location") ?? "");
  return {
    state: there.searchParams.get("state") ?? "",
    cookie: headers.get("set-cookie")?.split(";")[0] ?? "",
  };
}

async function back(code: string, { state, cookie }: { readonly state: string; readonly cookie: string }) {
  const query = new URLSearchParams({ code, state });
  const headers = { cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  return await call("GET", `${START}/callback?${query.toString()}`, { token: null, headers });
}

test("WeChat is asked for the openid alone, with a state of its own for each browser", async () => {
  const shop = await openWechatShop();
  const { headers } = await call("GET", `${START}?program=${shop.id}`, { token: null });
  const location = headers.get("location") ?? "";
  const { origin, pathname, searchParams, hash } = new URL(location);
  expect([origin + pathname, hash]).toEqual([
    "https://open.weixin.qq.com/connect/oauth2/authorize",
    "#wechat_redirect",
  ]);
  expect([...searchParams.keys()]).toEqual(["appid", "redirect_uri", "response_type", "scope", "state"]);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    appid: shop.appId,
    redirect_uri: "https://tributary.test/wechat/sign-in/callback",
    response_type: "code",
    scope: "snsapi_base",
    state: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(headers.get("set-cookie")).toMatch(/^__Host-tributary-wechat=.*HttpOnly; Secure; SameSite=Lax/);
  expect((await begun(shop)).state).not.toBe((await begun(shop)).state);
});

test("whoever the openid is bound to is signed in, and reaches their own alone", async () => {
  const shop = await openWechatShop();
  const [mine, theirs] = [await bound(shop), await bound(shop)];
  await shop.say({ codes: { "code-1": { openId: mine.openId } } });
  const opened = await back("code-1", await begun(shop));
  expect([opened.status, opened.headers.get("location")]).toEqual([302, `/portal/${shop.id}`]);
  const session = opened.headers
    .getSetCookie()
    .find((one) => one.startsWith("__Host-tributary=") && !one.includes("Max-Age=0"));
  expect(session).toMatch(/HttpOnly; Secure; SameSite=Strict/);
  const headers = { cookie: session?.split(";")[0] ?? "", "sec-fetch-site": "same-origin" };
  const who = await call("GET", "/v1/sessions/current", { token: null, headers });
  expect(who.body).toMatchObject({ caller: "promoter", promoterId: mine.promoter, program: shop.id });
  const wallet = (id: string) => call("GET", `${shop.path}/promoters/${id}/wallet`, { token: null, headers });
  expect((await wallet(mine.promoter)).status).toBe(200);
  expect((await wallet(theirs.promoter)).status).toBe(404);
  const entries = (await call("GET", `${shop.path}/audit?actor=${mine.promoter}`)).body.data;
  expect(entries).toMatchObject([{ operation: "endWechatSignIn", outcome: "changed" }]);
  expect((await call("DELETE", "/v1/sessions/current", { token: null, headers })).status).toBe(204);
  expect((await wallet(mine.promoter)).status).toBe(401);
});

test("a code signs in once, also where WeChat would take it again", async () => {
  const shop = await openWechatShop();
  const { openId, promoter } = await bound(shop);
  await shop.say({ codes: { twice: { openId } } });
  const browser = await begun(shop);
  expect((await back("twice", browser)).status).toBe(302);
  const again = await back("twice", browser);
  expect([again.status, again.headers.get("tributary-status")]).toEqual([400, "sign_in_ended"]);
  expect((await call("GET", `${shop.path}/promoters/${promoter}/tokens`)).body.data).toHaveLength(1);
});

test("a snapshot, and who is bound to nobody, is nobody", async () => {
  const shop = await openWechatShop();
  const { openId, promoter } = await bound(shop);
  await shop.say({ codes: { snap: { openId, snapshot: true }, stranger: { openId: newOpenId() } } });
  for (const [code, reason] of [
    ["snap", "wechat_snapshot"],
    ["stranger", "wechat_unbound"],
  ] as const) {
    const { status, headers } = await back(code, await begun(shop));
    expect([status, headers.get("tributary-status")]).toEqual([403, reason]);
    expect(headers.getSetCookie().some((one) => one.startsWith("__Host-tributary="))).toBe(false);
  }
  expect((await call("GET", `${shop.path}/promoters/${promoter}/tokens`)).body.data).toEqual([]);
});

test("what another browser has begun, for another program, or nobody has, signs nobody in", async () => {
  const [shop, other] = [await openWechatShop(), await openWechatShop()];
  const { openId } = await bound(shop);
  await shop.say({ codes: { mine: { openId } } });
  const [one, two] = [await begun(shop), await begun(shop)];
  const elsewhere = await begun(other);
  for (const [state, cookie] of [
    [one.state, two.cookie],
    [elsewhere.state, one.cookie],
    ["0".repeat(32), one.cookie],
    ["", one.cookie],
    [one.state, ""],
    [one.state, `${one.cookie.slice(0, -2)}AA`],
  ] as const) {
    const { status, headers } = await back("mine", { state, cookie });
    expect([400, 403]).toContain(status);
    expect(["sign_in_ended", "sign_in_refused"]).toContain(headers.get("tributary-status"));
  }
  // None of it has used the code up.
  expect((await back("mine", one)).status).toBe(302);
});

test("what WeChat answers in place of a person is told as a page", async () => {
  const shop = await openWechatShop();
  const { openId } = await bound(shop);
  const path = "/sns/oauth2/access_token";
  for (const [number, status, reason] of [
    [40_029, 400, "sign_in_ended"],
    [40_163, 400, "sign_in_ended"],
    [45_009, 503, "provider_unavailable"],
    [-1, 503, "provider_unavailable"],
    [40_125, 502, "sign_in_failed"],
  ] as const) {
    await shop.say({ codes: { c: { openId } }, instead: { [path]: [number] } });
    const answer = await back("c", await begun(shop));
    expect([answer.status, answer.headers.get("tributary-status")]).toEqual([status, reason]);
    expect(answer.body).toContain(`href="/wechat/sign-in?program=${shop.id}"`);
  }
  const withoutCode = await call("GET", `${START}/callback?state=x`, {
    token: null,
    headers: { cookie: (await begun(shop)).cookie },
  });
  expect([withoutCode.status, withoutCode.headers.get("tributary-status")]).toEqual([403, "sign_in_refused"]);
});

test("where no account is set nobody begins", async () => {
  expect((await call("GET", `${START}?program=no-such`, { token: null })).body.code).toBe("not_found");
  const { id } = await newProgram();
  expect((await call("GET", `${START}?program=${id}`, { token: null })).body.code).toBe("no_wechat_app");
});
