/** A link as a URL Link: made by WeChat, with the slug in its query, by the one token of the program's mini program. */
import { expect, test } from "vitest";
import { call, newProgram } from "../../support/api-client.ts";
import { newAppId, openWechatShop, SECRET, sayOf, seenOf } from "../../support/wechat/account.ts";

const TOKEN = "/cgi-bin/stable_token";
const MAKE = "/wxa/generate_urllink";
const HOSTS = { allowedHosts: ["shop.example"] };
const DAY_MS = 86_400_000;

async function linkOf(path: string): Promise<{ at: string; slug: string; promoter: string }> {
  const member = { memberId: crypto.randomUUID() };
  const promoter = (await call("POST", `${path}/promoters`, { body: member })).body.id;
  const body = { promoterId: promoter, destination: "https://shop.example/tea" };
  const { id, slug } = (await call("POST", `${path}/links`, { body })).body;
  return { at: `${path}/links/${id}/url-link`, slug, promoter };
}

test("it has the slug in its query, and WeChat is told page, version and days", async () => {
  const shop = await openWechatShop(HOSTS);
  await shop.say({ pages: ["pages/tea/tea"] });
  const { at, slug } = await linkOf(shop.path);
  const before = Date.now();
  const { status, body } = await call("GET", at);
  expect([status, body.url]).toEqual([200, `https://wxaurl.cn/${encodeURIComponent(`tby=${slug}`)}`]);
  expect(Date.parse(body.expiresAt)).toBeGreaterThanOrEqual(before + 30 * DAY_MS);
  await call("GET", `${at}?page=pages/tea/tea&days=1`);
  await call("GET", `${at}?page=pages/new/new&envVersion=trial`);
  const asked = { query: `tby=${slug}`, expire_type: 1 };
  expect((await shop.seen()).urlLinks).toEqual([
    { ...asked, env_version: "release", expire_interval: 30 },
    { ...asked, env_version: "release", expire_interval: 1, path: "pages/tea/tea" },
    { ...asked, env_version: "trial", expire_interval: 30, path: "pages/new/new" },
  ]);
});

test("twenty at once cost one token, and one that has ended is renewed once", async () => {
  const shop = await openWechatShop(HOSTS);
  const { at } = await linkOf(shop.path);
  const all = async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, async () => await call("GET", at)));
    return new Set(answers.map(({ status }) => status));
  };
  const tokens = async () => (await shop.seen()).asked.filter((one) => one === TOKEN).length;
  expect([await all(), await tokens()]).toEqual([new Set([200]), 1]);
  await shop.say({ ended: 42_001, end: "noticed" });
  expect([await all(), await tokens()]).toEqual([new Set([200]), 2]);
});

test.each([
  [44_990, 503, "wechat_limited", "60"],
  [45_009, 503, "wechat_limited", "60"],
  [-1, 503, "wechat_unavailable", "2"],
  [40_002, 503, "wechat_refused", "10"],
  [40_165, 422, "url_link_refused", null],
  [85_079, 422, "url_link_refused", null],
])("what WeChat answers with %i is told with its number", async (number, status, code, retry) => {
  const shop = await openWechatShop(HOSTS);
  const { at } = await linkOf(shop.path);
  await shop.say({ instead: { [MAKE]: [number] } });
  const answer = await call("GET", at);
  expect([answer.status, answer.body.code, answer.headers.get("retry-after")]).toEqual([status, code, retry]);
  expect(answer.body.detail).toBe(`WeChat answers errcode ${number}`);
});

test("what cannot be asked for is refused before WeChat is asked", async () => {
  const shop = await openWechatShop(HOSTS);
  const { at } = await linkOf(shop.path);
  for (const query of ["page=/pages/tea", "page=a%3Fb", "envVersion=beta", "days=0", "days=31", "size=430"]) {
    expect([query, (await call("GET", `${at}?${query}`)).status]).toEqual([query, 422]);
  }
  expect((await shop.seen()).asked).toEqual([]);
});

test("promoters have those of their own links alone, by the mini program beside the account", async () => {
  const shop = await openWechatShop(HOSTS);
  const miniAppId = newAppId();
  await sayOf(miniAppId, { secret: SECRET });
  const body = { appId: shop.appId, appSecret: SECRET, miniProgram: { appId: miniAppId, appSecret: SECRET } };
  expect((await call("PUT", `${shop.path}/wechat`, { body })).status).toBe(200);
  const [mine, other] = [await linkOf(shop.path), await linkOf(shop.path)];
  const { token } = (await call("POST", `${shop.path}/promoters/${mine.promoter}/tokens`, { body: {} })).body;
  expect((await call("GET", mine.at, { token })).status).toBe(200);
  expect((await call("GET", other.at, { token })).body.code).toBe("unknown_link");
  expect((await seenOf(miniAppId)).urlLinks).toHaveLength(1);
  const without = await newProgram(HOSTS);
  expect((await call("GET", (await linkOf(without.path)).at)).body.code).toBe("no_wechat_app");
});
