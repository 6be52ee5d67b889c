/** An order whose click came from the network that its promoter used that day is looked at. Over HTTP alone. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import { dayOfNetwork } from "../../../domain/risk/network-of-day.ts";
import { erase } from "../../support/people/erased.ts";
import { counting, riskOf } from "../../support/risk/suspicions.ts";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const from = (address: string) => ({ "cf-connecting-ip": address });
const HOME = from("203.0.113.7");
const TAGS_OF_A_DAY = 65_536;

const refOf = ({ id }: Promoter) => {
  const ref = parsePromoterId(id);
  if (ref === undefined) throw new Error(id);
  return ref;
};
const networksOf = async (shop: Shop, promoter: Promoter) =>
  await env.ACCOUNT_BOOK.getByName(`${shop.id}/0`).networks(refOf(promoter));

/** A promoter with money of its own, and its token. */
async function paid(shop: Shop, memberId: string) {
  const promoter = await shop.promoter(memberId);
  await shop.adjust(promoter, { kind: "bonus", amount: 10_000, reason: "start" });
  const { token } = (await shop.post(`/promoters/${promoter.id}/tokens`, {})).body;
  return { promoter, token: token as string };
}

async function asksForPayout(
  shop: Shop,
  { promoter, token }: { promoter: Promoter; token: string },
  headers: Record<string, string>,
) {
  return await request("POST", `/v1/programs/${shop.id}/promoters/${promoter.id}/payouts`, {
    token,
    body: { amount: 10_000 },
    headers: { "idempotency-key": "one", ...headers },
  });
}

/** What is told behind an answer has come. */
async function told(shop: Shop, promoter: Promoter, count: number): Promise<void> {
  await expect.poll(async () => (await networksOf(shop, promoter)).length).toBe(count);
}

let orders = 0;

/** An order of a click with these headers, and what it is suspected of. */
async function bought(shop: Shop, promoter: Promoter, headers: Record<string, string>) {
  const orderId = `o${(orders += 1)}`;
  await shop.order(orderId, 10_000, { clickToken: await shop.tap(promoter, headers) });
  return await riskOf(shop, orderId);
}

test("a promoter asks for a payout, and an order whose click came from that network is reviewed", async () => {
  const shop = await openShop({ settlement: { minPayout: 1 } });
  const thief = await paid(shop, "thief");
  expect(await asksForPayout(shop, thief, HOME)).toMatchObject({ status: 201 });
  await told(shop, thief.promoter, 1);
  const [network = 0] = await networksOf(shop, thief.promoter);
  const day = new Date().toISOString().slice(0, 10);
  expect(dayOfNetwork(network).date).toBe(day);
  const risk = await bought(shop, thief.promoter, HOME);
  expect(risk).toMatchObject({ verdict: "review", score: 2.2 });
  expect(risk.reasons).toEqual([
    { code: "same_network_as_promoter", weight: 2.2, facts: { promoterId: thief.promoter.id, day } },
  ]);
  const passes = { verdict: "pass", reasons: [] };
  // Another network; nobody who is believed says which; who asks not to be tracked.
  expect(await bought(shop, thief.promoter, from("203.0.114.7"))).toMatchObject(passes);
  expect(await bought(shop, thief.promoter, {})).toMatchObject(passes);
  expect(await bought(shop, thief.promoter, { ...HOME, "sec-gpc": "1" })).toMatchObject(passes);
  expect(await bought(shop, await shop.promoter("neighbour"), HOME)).toMatchObject(passes);
});

test("a network of another day is none of today's, though it has the same tag", async () => {
  const shop = await counting();
  const seller = await paid(shop, "seller");
  await asksForPayout(shop, seller, HOME);
  await told(shop, seller.promoter, 1);
  const [network = 0] = await networksOf(shop, seller.promoter);
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  const other = await shop.promoter("other");
  for (const days of [-1, 1]) await book.noteNetwork(refOf(other), network + days * TAGS_OF_A_DAY);
  expect(await bought(shop, other, HOME)).toMatchObject({ verdict: "pass", reasons: [] });
  await book.noteNetwork(refOf(other), network);
  expect(await bought(shop, other, HOME)).toMatchObject({ verdict: "review" });
});

test("whatever a promoter reads by its own token tells its network; who asks not to be tracked, a shop's key and no address tell none", async () => {
  const shop = await counting();
  const seller = await paid(shop, "seller");
  const wallet = `/v1/programs/${shop.id}/promoters/${seller.promoter.id}/wallet`;
  await request("GET", wallet, { token: seller.token, headers: { ...HOME, "sec-gpc": "1" } });
  await request("GET", wallet, { token: seller.token });
  await request("GET", wallet, { token: shop.apiKey, headers: HOME });
  // What comes behind them is told behind them.
  await request("GET", wallet, { token: seller.token, headers: from("198.51.100.1") });
  await told(shop, seller.promoter, 1);
  expect(await bought(shop, seller.promoter, HOME)).toMatchObject({ verdict: "pass" });
  expect(await bought(shop, seller.promoter, from("198.51.100.1"))).toMatchObject({ verdict: "review" });
});

test("a promoter's export has its networks, and an erasure forgets them", async () => {
  const shop = await counting();
  const promoter = await shop.promoter("seller");
  const { token } = (await shop.post(`/promoters/${promoter.id}/tokens`, {})).body;
  const stays = await paid(shop, "stays");
  const profile = `/v1/programs/${shop.id}/promoters/${promoter.id}`;
  expect(await request("GET", profile, { token, headers: HOME })).toMatchObject({ status: 200 });
  await asksForPayout(shop, stays, HOME);
  for (const one of [promoter, stays.promoter]) await told(shop, one, 1);
  const exported = String((await shop.get(`/promoters/${promoter.id}/export`)).body);
  const [network = 0] = await networksOf(shop, promoter);
  expect(exported).toContain(JSON.stringify({ kind: "network", ...dayOfNetwork(network) }));
  expect(await erase(shop, `/promoters/${promoter.id}`)).toMatchObject({ body: { state: "finished" } });
  expect(await networksOf(shop, promoter)).toEqual([]);
  expect(await networksOf(shop, stays.promoter)).toHaveLength(1);
});
