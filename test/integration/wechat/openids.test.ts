/** One person in WeChat is one promoter of a program, and what is kept of the person is a keyed hash. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call, newProgram } from "../../support/api-client.ts";
import { newAppId, openWechatShop, SECRET, type WechatShop } from "../../support/wechat/account.ts";

const OPEN_ID = "oLVPpjqs9BhvzwPj5A-vTYAX3GLc";

async function newPromoter({ path }: { readonly path: string }): Promise<string> {
  return (await call("POST", `${path}/promoters`, { body: { memberId: crypto.randomUUID() } })).body.id;
}

async function bind({ path }: { readonly path: string }, promoter: string, openId = OPEN_ID) {
  return await call("POST", `${path}/promoters/${promoter}/wechat`, { body: { openId } });
}

async function rowsOf(shop: WechatShop): Promise<Record<string, unknown>[]> {
  const { results } = await env.CONFIG.prepare("SELECT * FROM wechat_openids WHERE app_id = ?")
    .bind(shop.appId)
    .all();
  return results;
}

test("it is bound once: a repeat stands, another promoter and another openid are refused", async () => {
  const shop = await openWechatShop();
  const [first, second] = [await newPromoter(shop), await newPromoter(shop)];
  const made = await bind(shop, first);
  expect([made.status, made.body]).toEqual([
    201,
    { promoterId: first, appId: shop.appId, boundAt: expect.any(String) },
  ]);
  const again = await bind(shop, first);
  expect([again.status, again.body]).toEqual([200, made.body]);
  expect((await bind(shop, second)).body.code).toBe("openid_bound");
  expect((await bind(shop, first, "oAnotherPerson")).body.code).toBe("promoter_has_openid");
  expect(await rowsOf(shop)).toHaveLength(1);
  expect(JSON.stringify(await rowsOf(shop))).not.toContain(OPEN_ID);
});

test("of many promoters at once one has the openid", async () => {
  const shop = await openWechatShop();
  const promoters = await Promise.all(Array.from({ length: 6 }, async () => await newPromoter(shop)));
  const answers = await Promise.all(promoters.map(async (promoter) => await bind(shop, promoter)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array(5).fill(409)]);
});

test("an unbound promoter may be somebody else, and an erased one is nobody", async () => {
  const shop = await openWechatShop();
  const [first, second] = [await newPromoter(shop), await newPromoter(shop)];
  await bind(shop, first);
  expect((await call("DELETE", `${shop.path}/promoters/${first}/wechat`)).status).toBe(204);
  expect((await bind(shop, second)).status).toBe(201);
  expect(await rowsOf(shop)).toHaveLength(1);
  const erasure = await call("POST", `${shop.path}/promoters/${second}/erase`);
  expect(erasure.status).toBe(202);
  const read = async () => (await call("GET", `${shop.path}/erasures/${erasure.body.id}`)).body.state;
  await expect.poll(read, { interval: 100 }).toBe("finished");
  expect(await rowsOf(shop)).toEqual([]);
});

test("of two programs, and of another account, none knows the other's people", async () => {
  const [shop, other] = [await openWechatShop(), await openWechatShop()];
  const [mine, theirs] = [await newPromoter(shop), await newPromoter(other)];
  await bind(shop, mine);
  await bind(other, theirs);
  const [one, two] = [...(await rowsOf(shop)), ...(await rowsOf(other))];
  expect(one?.["hash"]).not.toBe(two?.["hash"]);
  await call("PUT", `${shop.path}/wechat`, { body: { appId: newAppId(), appSecret: SECRET } });
  const another = await newPromoter(shop);
  expect((await bind(shop, another)).status).toBe(201);
});

test("what is no openid, no promoter or has no account is refused", async () => {
  const shop = await openWechatShop();
  const promoter = await newPromoter(shop);
  for (const openId of ["", "short", "with space in it", "x".repeat(65)]) {
    expect((await bind(shop, promoter, openId)).status).toBe(422);
  }
  expect((await bind(shop, "pr_zzz")).body.code).toBe("unknown_promoter");
  const without = await newProgram();
  expect((await bind(without, await newPromoter(without))).body.code).toBe("no_wechat_app");
});
