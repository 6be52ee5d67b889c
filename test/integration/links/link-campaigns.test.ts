/** The campaign of a link is a version: an order goes by the one of its own time, whatever the link was given later. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { parseLinkId } from "../../../domain/kernel/ids.ts";
import { openShop, type Shop } from "../../support/shop.ts";

const percent = (rateBps: number) => [{ level: 1, kind: "percentage", rateBps }];
const RULES = [
  { id: "all", levels: percent(1_000) },
  { id: "spring", scope: { campaignId: "spring" }, levels: percent(2_000) },
  { id: "autumn", scope: { campaignId: "autumn" }, levels: percent(500) },
];

/** A shop with two campaigns, a link, and a click that came by it. */
async function withLink(campaignId?: string): Promise<[Shop, string, string]> {
  const shop = await openShop({}, RULES);
  const seller = await shop.promoter("seller");
  for (const id of ["spring", "autumn"]) {
    const span = { startsAt: "2020-01-01T00:00:00Z", endsAt: "2099-01-01T00:00:00Z" };
    expect((await shop.post("/campaigns", { id, name: id, ...span, budget: 1_000 })).status).toBe(201);
  }
  const destination = "https://shop.example/item";
  const link = { promoterId: seller.id, destination, ...(campaignId === undefined ? {} : { campaignId }) };
  const { body } = await shop.post("/links", link);
  return [shop, body.id, await shop.tapLink(body.slug)];
}

/** The next millisecond: what is told now occurs after what was told before. */
async function tick(): Promise<string> {
  const at = Date.now();
  while (Date.now() <= at + 1) await new Promise((resolve) => setTimeout(resolve, 1));
  return new Date().toISOString();
}

/** The campaign that an order belongs to, and what its promoter earns of 1,000. */
async function received(shop: Shop, orderId: string, clickToken: string, occurredAt: string) {
  const [result] = (await shop.order(orderId, 1_000, { clickToken, occurredAt })).body.results;
  return [result.campaign?.campaignId, result.commissions[0].amount];
}

async function moved(shop: Shop, link: string, campaignId: string | null): Promise<string> {
  await tick();
  const { status, body } = await shop.patch(`/links/${link}`, { campaignId });
  expect([status, body.campaignId]).toEqual([200, campaignId]);
  return await tick();
}

test("moved to another campaign before its order is told, the order still has the rule and the budget of then", async () => {
  const [shop, link, clickToken] = await withLink("spring");
  const inSpring = await tick();
  const inAutumn = await moved(shop, link, "autumn");
  expect(await received(shop, "then", clickToken, inSpring)).toEqual(["spring", 200]);
  expect(await received(shop, "now", clickToken, inAutumn)).toEqual(["autumn", 50]);
  await shop.settle();
  expect((await shop.get("/campaigns/spring")).body).toMatchObject({ spent: 200, reserved: 0 });
  expect((await shop.get("/campaigns/autumn")).body).toMatchObject({ spent: 50, reserved: 0 });
});

test("however often it moves, each order goes by its own time, in whatever sequence they are told", async () => {
  const [shop, link, clickToken] = await withLink();
  const times = [await tick()];
  for (const campaignId of ["spring", null, "autumn", "spring"]) {
    times.push(await moved(shop, link, campaignId));
  }
  const orders = times.map((at, index) => [`o${index}`, at] as const);
  const found = new Map<string, unknown>();
  for (const [id, at] of [...orders.slice(2), ...orders.slice(0, 2)].toReversed()) {
    found.set(id, await received(shop, id, clickToken, at));
  }
  expect(orders.map(([id]) => found.get(id))).toEqual([
    [undefined, 100],
    ["spring", 200],
    [undefined, 100],
    ["autumn", 50],
    ["spring", 200],
  ]);
});

test("a link moves no more often than LIMITS.campaignChangesPerLink; moves that no order needs are not counted", async () => {
  const [shop, link] = await withLink("spring");
  await moved(shop, link, "autumn");
  await env.LINKS.prepare(
    `WITH RECURSIVE counted (n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM counted WHERE n <= ?2)
     INSERT INTO link_campaign_versions (link, version, effective_from_ms, campaign_id)
     SELECT ?1, n, v.effective_from_ms + n, 'autumn' FROM counted, link_campaign_versions v
     WHERE v.link = ?1 AND v.version = 2`,
  )
    .bind(parseLinkId(link), LIMITS.campaignChangesPerLink)
    .run();
  const over = await shop.patch(`/links/${link}`, { campaignId: "spring", productId: "tea" });
  expect([over.status, over.body.code]).toEqual([409, "too_many_versions"]);
  expect((await shop.get(`/links/${link}`)).body).toMatchObject({ campaignId: "autumn", productId: null });
  expect((await shop.patch(`/links/${link}`, { campaignId: "autumn", productId: "tea" })).status).toBe(200);
  // Two years later the same moves are none that an order could need.
  await env.LINKS.prepare(
    "UPDATE link_campaign_versions SET effective_from_ms = effective_from_ms - ?2 WHERE link = ?1 AND version > 1",
  )
    .bind(parseLinkId(link), 2 * LIMITS.backMs)
    .run();
  expect((await shop.patch(`/links/${link}`, { campaignId: "spring" })).status).toBe(200);
});
