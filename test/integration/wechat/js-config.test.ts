/** Pages of a program's hosts are signed with the one ticket of its official account, whatever becomes of its token. */
import { createHash } from "node:crypto";
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { keyRing, macHex } from "../../../worker/platform/keys.ts";
import { call, newProgram } from "../../support/api-client.ts";
import { newAppId, openWechatShop, SECRET, type WechatShop } from "../../support/wechat/account.ts";

const PAGE = "https://shop.example/tea?size=250";
const TOKEN = "/cgi-bin/stable_token";
const TICKET = "/cgi-bin/ticket/getticket";

async function signed(program: string, url = PAGE) {
  const query = new URLSearchParams({ program, url });
  return await call("GET", `/wechat/js-config?${query.toString()}`, { token: null });
}

async function counts(shop: WechatShop): Promise<Record<string, number>> {
  const { asked } = await shop.seen();
  return Object.fromEntries(
    [TOKEN, TICKET].map((path) => [path, asked.filter((one) => one === path).length]),
  );
}

test("the signature is that of the page without its fragment", async () => {
  const shop = await openWechatShop();
  const { status, body, headers } = await signed(shop.id, `${PAGE}#reviews`);
  expect([status, body.appId, headers.get("access-control-allow-origin")]).toEqual([200, shop.appId, "*"]);
  expect(headers.get("cache-control")).toBe("no-store");
  const { ticket } = await shop.seen();
  const text = `jsapi_ticket=${ticket}&noncestr=${body.nonceStr}&timestamp=${body.timestamp}&url=${PAGE}`;
  expect(body.signature).toBe(createHash("sha1").update(text).digest("hex"));
  expect(JSON.stringify(body)).not.toContain(ticket);
  expect((await signed(shop.id)).body.nonceStr).not.toBe(body.nonceStr);
});

test("two hundred pages at once cost one token and one ticket", async () => {
  const shop = await openWechatShop();
  const answers = await Promise.all(Array.from({ length: 200 }, async () => await signed(shop.id)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await counts(shop)).toEqual({ [TOKEN]: 1, [TICKET]: 1 });
});

test.each([
  [40_001, "noticed"],
  [42_001, "noticed"],
  [40_001, "unnoticed"],
  [42_001, "unnoticed"],
] as const)("a token that WeChat refuses with %i (%s) is renewed, and nobody sees it", async (ended, end) => {
  const shop = await openWechatShop();
  // Shorter than anybody is given: each page asks for a ticket.
  await shop.say({ ticketLasts: 5 });
  expect((await signed(shop.id)).status).toBe(200);
  await shop.say({ ticketLasts: 7_200, ended, end });
  const answers = await Promise.all(Array.from({ length: 20 }, async () => await signed(shop.id)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const isForced = end === "unnoticed";
  expect(await counts(shop)).toEqual({ [TOKEN]: isForced ? 3 : 2, [TICKET]: 3 });
  expect((await shop.seen()).forced).toBe(isForced ? 1 : 0);
});

test("a token that is refused again is not renewed without end", async () => {
  const shop = await openWechatShop();
  await shop.say({ instead: { [TICKET]: [40_001, 40_001] } });
  const { status, body } = await signed(shop.id);
  expect([status, body.code]).toEqual([503, "wechat_unavailable"]);
  expect(await counts(shop)).toEqual({ [TOKEN]: 3, [TICKET]: 2 });
});

test.each([TOKEN, TICKET])(
  "calls of %s that are used up are told with when to return, and WeChat is left alone",
  async (path) => {
    const shop = await openWechatShop();
    await shop.say({ instead: { [path]: [45_009] } });
    const answers = await Promise.all(Array.from({ length: 10 }, async () => await signed(shop.id)));
    answers.push(await signed(shop.id));
    for (const { status, body, headers } of answers) {
      expect([status, body.code]).toEqual([503, "wechat_limited"]);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(50);
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(body.detail).toContain("45009");
    }
    expect((await counts(shop))[path]).toBe(1);
  },
);

test("the host of links answers pages in WeChat, and sets no account", async () => {
  const shop = await openWechatShop();
  const elsewhere = { ...env, ADMIN_HOST: "desk.shop.example" };
  const path = `/wechat/js-config?program=${shop.id}&url=${encodeURIComponent(PAGE)}`;
  expect((await call("GET", path, { token: null, env: elsewhere })).status).toBe(200);
  const start = `/wechat/sign-in?program=${shop.id}`;
  expect((await call("GET", start, { token: null, env: elsewhere })).status).toBe(302);
  expect((await call("GET", `${shop.path}/wechat`, { env: elsewhere })).status).toBe(404);
});

test("a wrong secret is told, and gets nothing that another program has", async () => {
  const shop = await openWechatShop();
  expect((await signed(shop.id)).status).toBe(200);
  const { id, path } = await newProgram();
  const account = { appId: shop.appId, appSecret: "f".repeat(32) };
  expect((await call("PUT", `${path}/wechat`, { body: account })).status).toBe(200);
  const { status, body } = await signed(id);
  expect([status, body.code, body.detail]).toEqual([503, "wechat_refused", "WeChat answers errcode 40125"]);
  await call("PUT", `${path}/wechat`, { body: { ...account, appSecret: SECRET } });
  expect((await signed(id)).status).toBe(200);
  expect(await counts(shop)).toEqual({ [TOKEN]: 2, [TICKET]: 1 });
});

test("pages of other hosts, and programs without an account, are refused", async () => {
  const shop = await openWechatShop();
  for (const url of ["https://evil.example/", "http://shop.example/", "https://shop.example.evil.example/"]) {
    const { status, body } = await signed(shop.id, url);
    expect([url, status, body.code]).toEqual([url, 422, "destination_not_allowed"]);
  }
  expect((await signed(shop.id, "no address")).status).toBe(422);
  expect((await signed("no-such-program")).body.code).toBe("not_found");
  expect((await signed((await newProgram()).id)).body.code).toBe("no_wechat_app");
  expect(await counts(shop)).toEqual({ [TOKEN]: 0, [TICKET]: 0 });
});

test("secret, token and ticket are stored sealed, and no answer has the secret", async () => {
  const shop = await openWechatShop();
  await signed(shop.id);
  const { token, ticket } = await shop.seen();
  const read = await call("GET", `${shop.path}/wechat`);
  const shown = { appId: shop.appId, verification: null, miniProgram: null };
  expect(read.body).toEqual({ ...shown, updatedAt: expect.any(String) });
  const row = await env.CONFIG.prepare("SELECT * FROM wechat_apps WHERE app_id = ?").bind(shop.appId).first();
  expect(JSON.stringify(row)).not.toContain(SECRET);
  const name = `${shop.appId}/${macHex(keyRing(env).checkKey, "wechat-app", SECRET, 32)}`;
  await runInDurableObject(env.WECHAT_APP.getByName(name), (_, { storage }) => {
    const kept = JSON.stringify([...storage.kv.list()]);
    expect(kept).toContain("jsapi_ticket");
    for (const secret of [SECRET, token, ticket]) expect(kept).not.toContain(secret);
  });
});

test("a ticket whose key is gone is replaced", async () => {
  const shop = await openWechatShop();
  await signed(shop.id);
  const name = `${shop.appId}/${macHex(keyRing(env).checkKey, "wechat-app", SECRET, 32)}`;
  const object = env.WECHAT_APP.getByName(name);
  const account = await env.CONFIG.prepare("SELECT sealed FROM wechat_apps WHERE app_id = ?")
    .bind(shop.appId)
    .first<{ sealed: string }>();
  const held = await object.ticket({ programId: shop.id, appId: shop.appId, sealed: account?.sealed ?? "" });
  const again = await object.ticket(
    { programId: shop.id, appId: shop.appId, sealed: account?.sealed ?? "" },
    held.kind === "held" ? held.sealed : "",
  );
  expect(again).toMatchObject({ kind: "held" });
  expect(await counts(shop)).toEqual({ [TOKEN]: 1, [TICKET]: 2 });
});

test("an account that cannot be is refused, and changes nothing", async () => {
  const { path } = await newProgram();
  for (const body of [
    {},
    { appId: newAppId() },
    { appId: "gh_1234567890ab", appSecret: SECRET },
    { appId: newAppId(), appSecret: "with spaces in it" },
    { appId: newAppId(), appSecret: SECRET, verification: { name: "../MP_verify_a.txt", content: "a" } },
    { appId: newAppId(), appSecret: SECRET, other: true },
  ]) {
    expect((await call("PUT", `${path}/wechat`, { body })).status).toBe(422);
  }
  expect((await call("GET", `${path}/wechat`)).body.code).toBe("no_wechat_app");
});
