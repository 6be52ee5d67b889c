/** Simulations within the budgets of campaigns: spent in the sequence in which orders were received, to the last unit. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { openShop, type Shop } from "../../support/shop.ts";

const flat = (rateBps: number) => [{ id: "flat", levels: [{ level: 1, kind: "percentage", rateBps }] }];
const AGES = { startsAt: "2020-01-01T00:00:00Z", endsAt: "2099-01-01T00:00:00Z" };

/** A shop that pays 10 %, with a campaign made long ago, and sellers with a coupon each. */
async function selling(budget: number, sellers: readonly string[], settings = {}): Promise<[Shop, string[]]> {
  const shop = await openShop(settings, flat(1_000));
  await shop.post("/campaigns", { id: "sale", name: "A sale", ...AGES, budget });
  await env.CONFIG.batch([
    env.CONFIG.prepare(
      "UPDATE campaigns SET created_at_ms = 0 WHERE program = (SELECT number FROM programs WHERE id = ?)",
    ).bind(shop.id),
    env.CONFIG.prepare("UPDATE programs SET version = version + 1 WHERE id = ?").bind(shop.id),
  ]);
  await untilItCounts();
  const ids: string[] = [];
  for (const name of sellers) {
    const promoter = await shop.promoter(name);
    await shop.coupon(name, promoter);
    ids.push(promoter.id);
  }
  return [shop, ids];
}

/** An order of 10,000 within the campaign; answers what it earned. */
async function sold(shop: Shop, orderId: string, couponCode: string, more = {}): Promise<number> {
  const order = { couponCode, campaignId: "sale", occurredAt: "2026-06-01T00:00:00Z", ...more };
  const { results } = (await shop.order(orderId, 10_000, order)).body;
  return results[0].commissions[0].amount;
}

/** What each promoter gets, before and after, in the sequence of `ids`. */
async function simulated(shop: Shop, ids: readonly string[], body: object) {
  const answer = (await shop.post("/commission-rules/simulate", body)).body;
  const costs = ids.map((id) => {
    const cost = answer.promoters.find((one: { promoterId: string }) => one.promoterId === id);
    return cost === undefined ? null : [cost.before, cost.after];
  });
  return { total: [answer.before, answer.after], costs };
}

test("rules that would exceed the budget are cut to the unit, in the sequence of receipt; nothing is changed", async () => {
  const [shop, ids] = await selling(2_001, ["A", "B", "C"]);
  // Received in this sequence, though the last occurred first.
  const earned = [
    await sold(shop, "o1", "A"),
    await sold(shop, "o2", "B"),
    await sold(shop, "o3", "C", { occurredAt: "2026-01-01T00:00:00Z" }),
  ];
  expect(earned).toEqual([1_000, 1_000, 1]);
  await shop.settle();
  const state = async () => [
    (await shop.get("/campaigns/sale")).body,
    (await shop.get("/commission-rules")).body,
    ...(await Promise.all(ids.map(async (id) => (await shop.get(`/promoters/${id}/wallet`)).body))),
  ];
  const before = await state();
  expect(await simulated(shop, ids, { rules: flat(2_000) })).toEqual({
    total: [2_001, 2_001],
    costs: [
      [1_000, 2_000],
      [1_000, 1],
      [1, 0],
    ],
  });
  const cheaper = await simulated(shop, ids, { rules: flat(600) });
  expect(cheaper.total).toEqual([2_001, 1_800]);
  expect((await simulated(shop, ids, { rules: flat(1_000) })).costs).toEqual(earned.map((one) => [one, one]));
  expect(await state()).toEqual(before);
});

test("today's budget counts, and refunds as they stand now: what they gave back is there for later orders", async () => {
  const [shop, ids] = await selling(2_000, ["A", "B", "C"]);
  await sold(shop, "o1", "A");
  await sold(shop, "o2", "B");
  expect(await sold(shop, "o3", "C")).toBe(0);
  await shop.event("o1", "refunded", "r1", { amount: 5_000 });
  await shop.settle();
  const costs = [
    [500, 500],
    [1_000, 1_000],
    [0, 500],
  ];
  expect(await simulated(shop, ids, { rules: flat(1_000) })).toEqual({ total: [1_500, 2_000], costs });
  await shop.patch("/campaigns/sale", { budget: 1_600 });
  expect((await simulated(shop, ids, { rules: flat(2_000) })).total).toEqual([1_500, 1_600]);
  await shop.patch("/campaigns/sale", { budget: null });
  expect((await simulated(shop, ids, { rules: flat(2_000) })).total).toEqual([1_500, 5_000]);
});

test("orders outside of the span are not compared, and spend what they did cost", async () => {
  const [shop, ids] = await selling(2_000, ["A", "B"]);
  await sold(shop, "o1", "A", { occurredAt: "2026-01-01T00:00:00Z" });
  await sold(shop, "o2", "B");
  const june = { from: "2026-06-01T00:00:00Z", to: "2026-07-01T00:00:00Z" };
  expect(await simulated(shop, ids, { rules: flat(3_000), ...june })).toEqual({
    total: [1_000, 1_000],
    costs: [null, [1_000, 1_000]],
  });
});

test("an order whose events came first is in the sequence where it came itself", async () => {
  const [shop, ids] = await selling(1_500, ["A", "B"]);
  expect((await shop.event("early", "received", "e1")).status).toBe(202);
  expect(await sold(shop, "o1", "A")).toBe(1_000);
  expect(await sold(shop, "early", "B")).toBe(500);
  expect((await simulated(shop, ids, { rules: flat(1_200) })).costs).toEqual([
    [1_000, 1_200],
    [500, 300],
  ]);
});

test("orders of many owners are merged into the one sequence in which they came", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `S${index}`);
  const [shop, ids] = await selling(6_500, names, { objects: 5 });
  const earned: number[] = [];
  for (const name of names) earned.push(await sold(shop, `order-${name}`, name));
  expect(earned).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 500, 0, 0, 0, 0, 0]);
  await shop.settle();
  const same = await simulated(shop, ids, { rules: flat(1_000) });
  expect(same.costs).toEqual(earned.map((one) => [one, one]));
  const other = await simulated(shop, ids, { rules: flat(1_500) });
  expect(other.costs.map((cost) => cost?.[1])).toEqual([
    1_500, 1_500, 1_500, 1_500, 500, 0, 0, 0, 0, 0, 0, 0,
  ]);
});

test("orders of before a campaign was made neither have its budget nor spend it", async () => {
  const [shop, ids] = await selling(1_500, ["A", "B"]);
  const late = { id: "late", name: "Made afterwards", ...AGES, budget: 1_500 };
  expect(await sold(shop, "o1", "A", { campaignId: "late" })).toBe(1_000);
  expect((await shop.post("/campaigns", late)).status).toBe(201);
  expect(await sold(shop, "o2", "A", { campaignId: "late" })).toBe(1_000);
  expect(await sold(shop, "o3", "B", { campaignId: "late", occurredAt: new Date().toISOString() })).toBe(
    1_000,
  );
  await shop.settle();
  expect((await shop.get("/campaigns/late")).body).toMatchObject({ spent: 1_000, reserved: 0 });
  expect((await simulated(shop, ids, { rules: flat(2_000) })).costs).toEqual([
    [2_000, 4_000],
    [1_000, 1_500],
  ]);
});

test("posted conversions spend the whole budget on both sides, in the sequence in which they occurred", async () => {
  const [shop, ids] = await selling(1_500, ["A", "B"]);
  await sold(shop, "real-1", "A");
  await sold(shop, "real-2", "A");
  const nowMs = Date.now();
  const conversions = ["A", "B"].map((couponCode, place) => {
    const occurredAt = new Date(nowMs + place * 1_000).toISOString();
    const sold = { amount: 10_000, currency: "CNY", couponCode, campaignId: "sale" };
    return { orderId: `if-${couponCode}`, ...sold, occurredAt };
  });
  expect(await simulated(shop, ids, { rules: flat(1_400), conversions })).toEqual({
    total: [1_500, 1_500],
    costs: [
      [1_000, 1_400],
      [500, 100],
    ],
  });
  const posted = conversions.toReversed();
  expect((await simulated(shop, ids, { rules: flat(1_400), conversions: posted })).costs).toEqual([
    [1_000, 1_400],
    [500, 100],
  ]);
});
