/** A link's mini program code: drawn by WeChat, with the slug as scene, by the one token of the program's mini program. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { app, call, newProgram, OPERATOR } from "../../support/api-client.ts";
import {
  newAppId,
  openWechatShop,
  SECRET,
  sayOf,
  seenOf,
  type WechatShop,
} from "../../support/wechat/account.ts";
import { sceneOf } from "../../support/wechat/codes.ts";

const TOKEN = "/cgi-bin/stable_token";
const CODE = "/wxa/getwxacodeunlimit";
const HOSTS = { allowedHosts: ["shop.example"] };

async function linkOf(path: string, slug?: string): Promise<{ id: string; slug: string; promoter: string }> {
  const promoter = (await call("POST", `${path}/promoters`, { body: { memberId: crypto.randomUUID() } })).body
    .id;
  const body = { promoterId: promoter, destination: "https://shop.example/tea", ...(slug ? { slug } : {}) };
  const { id, slug: made } = (await call("POST", `${path}/links`, { body })).body;
  return { id, slug: made, promoter };
}

async function drawn(path: string, token = OPERATOR): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}` };
  const request = new Request(`http://tributary.test${path}`, { headers });
  return await app.fetch(request, env, createExecutionContext());
}

async function codeOf({ path }: Pick<WechatShop, "path">, id: string, query = "") {
  const answer = await drawn(`${path}/links/${id}/wxacode.png${query}`);
  if (answer.status !== 200) {
    const { code, detail } = await answer.json<{ code: string; detail?: string }>();
    return { status: answer.status, code, detail, retry: answer.headers.get("retry-after") };
  }
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return { status: 200, type: answer.headers.get("content-type"), scene: sceneOf(bytes) };
}

async function counts(shop: WechatShop): Promise<number[]> {
  const { asked } = await shop.seen();
  return [TOKEN, CODE].map((path) => asked.filter((one) => one === path).length);
}

test("the code has the slug as its scene, and WeChat is told page, version and width", async () => {
  const shop = await openWechatShop(HOSTS);
  await shop.say({ pages: ["pages/tea/tea"] });
  const { id, slug } = await linkOf(shop.path);
  expect(await codeOf(shop, id)).toEqual({ status: 200, type: "image/png", scene: slug });
  const query = "?page=pages/tea/tea&size=640";
  expect((await codeOf(shop, id, query)).scene).toBe(slug);
  expect((await codeOf(shop, id, "?page=pages/new/new&envVersion=trial")).scene).toBe(slug);
  const drawnFor = { scene: slug, is_hyaline: true };
  expect((await shop.seen()).codes).toEqual([
    { ...drawnFor, env_version: "release", check_path: true, width: 430 },
    { ...drawnFor, env_version: "release", check_path: true, width: 640, page: "pages/tea/tea" },
    { ...drawnFor, env_version: "trial", check_path: false, width: 430, page: "pages/new/new" },
  ]);
});

test("fifty codes at once cost one token, which signatures of pages use as well", async () => {
  const shop = await openWechatShop(HOSTS);
  const { id, slug } = await linkOf(shop.path);
  const answers = await Promise.all(Array.from({ length: 50 }, async () => await codeOf(shop, id)));
  expect(new Set(answers.map(({ scene }) => scene))).toEqual(new Set([slug]));
  const page = encodeURIComponent("https://shop.example/tea");
  expect(
    (await call("GET", `/wechat/js-config?program=${shop.id}&url=${page}`, { token: null })).status,
  ).toBe(200);
  expect(await counts(shop)).toEqual([1, 50]);
});

test.each([
  [40_001, "noticed"],
  [42_001, "noticed"],
  [40_001, "unnoticed"],
  [42_001, "unnoticed"],
] as const)(
  "a token that WeChat refuses with %i (%s) is renewed once, for all who ask",
  async (ended, end) => {
    const shop = await openWechatShop(HOSTS);
    const { id, slug } = await linkOf(shop.path);
    expect((await codeOf(shop, id)).scene).toBe(slug);
    await shop.say({ ended, end });
    const answers = await Promise.all(Array.from({ length: 20 }, async () => await codeOf(shop, id)));
    expect(new Set(answers.map(({ scene }) => scene))).toEqual(new Set([slug]));
    const { forced, codes } = await shop.seen();
    expect([forced, codes.length]).toEqual([end === "unnoticed" ? 1 : 0, 21]);
    expect((await counts(shop))[0]).toBe(end === "unnoticed" ? 3 : 2);
  },
);

test("a token that is refused again is not renewed without end", async () => {
  const shop = await openWechatShop(HOSTS);
  const { id } = await linkOf(shop.path);
  await shop.say({ instead: { [CODE]: [40_001, 42_001] } });
  expect(await codeOf(shop, id)).toMatchObject({ status: 503, code: "wechat_unavailable", retry: "2" });
  expect((await counts(shop))[1]).toBe(2);
});

test.each([
  [45_009, 503, "wechat_limited", "60"],
  [45_011, 503, "wechat_limited", "60"],
  [-1, 503, "wechat_unavailable", "2"],
  [48_001, 503, "wechat_refused", "10"],
  [40_129, 422, "mini_program_code_refused", null],
  [41_030, 422, "mini_program_code_refused", null],
])("what WeChat answers with %i is told with its number", async (number, status, code, retry) => {
  const shop = await openWechatShop(HOSTS);
  const { id } = await linkOf(shop.path);
  await shop.say({ instead: { [CODE]: [number] } });
  expect(await codeOf(shop, id)).toEqual({ status, code, detail: `WeChat answers errcode ${number}`, retry });
});

test("a page that the released mini program has not, and what cannot be asked for, are refused", async () => {
  const shop = await openWechatShop(HOSTS);
  const { id } = await linkOf(shop.path);
  expect(await codeOf(shop, id, "?page=pages/none")).toMatchObject({
    status: 422,
    code: "mini_program_code_refused",
  });
  for (const query of [
    "page=/pages/tea",
    "page=pages/tea%3Fa=1",
    "envVersion=beta",
    "size=20",
    "size=9000",
    "x=1",
  ]) {
    expect([query, (await codeOf(shop, id, `?${query}`)).status]).toEqual([query, 422]);
  }
  expect((await shop.seen()).codes).toEqual([]);
});

test("a slug that no code holds is refused before WeChat is asked", async () => {
  const shop = await openWechatShop(HOSTS);
  const longest = await linkOf(shop.path, `tea-${"x".repeat(28)}`);
  expect((await codeOf(shop, longest.id)).scene).toBe(longest.slug);
  const longer = await linkOf(shop.path, `tea-${"x".repeat(29)}`);
  expect(await codeOf(shop, longer.id)).toMatchObject({ status: 422, code: "slug_too_long_for_code" });
  expect((await shop.seen()).codes).toHaveLength(1);
});

test("a mini program beside the official account has a secret and a token of its own", async () => {
  const shop = await openWechatShop(HOSTS);
  const miniAppId = newAppId();
  await sayOf(miniAppId, { secret: "m".repeat(32) });
  const body = {
    appId: shop.appId,
    appSecret: SECRET,
    miniProgram: { appId: miniAppId, appSecret: "m".repeat(32) },
  };
  const set = await call("PUT", `${shop.path}/wechat`, { body });
  expect([set.status, set.body.miniProgram]).toEqual([200, { appId: miniAppId }]);
  expect((await call("GET", `${shop.path}/wechat`)).body).toEqual(set.body);
  const { id, slug } = await linkOf(shop.path);
  expect((await codeOf(shop, id)).scene).toBe(slug);
  expect([(await seenOf(miniAppId)).codes.length, (await shop.seen()).asked]).toEqual([1, []]);
  const row = await env.CONFIG.prepare("SELECT * FROM wechat_apps WHERE app_id = ?").bind(shop.appId).first();
  expect(JSON.stringify(row)).not.toContain("m".repeat(32));
  // Set whole: what is left out is forgotten.
  const { miniProgram: _, ...account } = body;
  expect((await call("PUT", `${shop.path}/wechat`, { body: account })).body.miniProgram).toBeNull();
});

test("promoters have codes of their own links alone, and a program without an app has none", async () => {
  const shop = await openWechatShop(HOSTS);
  const [mine, other] = [await linkOf(shop.path), await linkOf(shop.path)];
  const { token } = (await call("POST", `${shop.path}/promoters/${mine.promoter}/tokens`, { body: {} })).body;
  const path = `${shop.path}/links`;
  expect((await drawn(`${path}/${mine.id}/wxacode.png`, token)).status).toBe(200);
  expect((await drawn(`${path}/${other.id}/wxacode.png`, token)).status).toBe(404);
  const without = await newProgram(HOSTS);
  const { id } = await linkOf(without.path);
  expect(await codeOf(without, id)).toMatchObject({ status: 404, code: "no_wechat_app" });
  expect((await shop.seen()).codes).toHaveLength(1);
});
