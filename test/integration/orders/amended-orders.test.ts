/** Refunds that name their items, totals, and orders that grow or shrink: wallets follow to the unit, in whatever sequence. */
import { expect, test } from "vitest";
import { campaign, spending } from "../../support/campaigns/budget.ts";
import { balancesOf, openShop, type Shop } from "../../support/shop.ts";

const line = (productId: string, amount: number, quantity = 1) => ({ productId, quantity, amount });
const rate = (id: string, scope: object, rateBps: number) => ({
  id,
  scope,
  levels: [{ level: 1, kind: "percentage", rateBps }],
});
const BY_PRODUCT = [
  rate("base", {}, 1_000),
  rate("card", { productId: "card" }, 0),
  rate("cup", { productId: "cup" }, 2_000),
];

async function shopOf(settings: object = {}, rules: unknown = BY_PRODUCT) {
  const shop = await openShop(
    { settlement: { holdPeriod: "PT0S", holdStartsAt: "received" }, ...settings },
    rules,
  );
  const [upline, seller] = await shop.line("upline", "seller");
  return { shop, upline, seller, clickToken: await shop.tap(seller) };
}

async function kept(shop: Shop, orderId: string): Promise<number[]> {
  const { body } = await shop.get(`/orders/${orderId}`);
  return body.commissions.map((one: { kept: number }) => one.kept);
}

test("a refund that names its items takes back what these earned, by API and webhook, and others their part of the rest", async () => {
  const { shop, seller, clickToken } = await shopOf();
  const items = [line("tea", 4_000), line("card", 6_000)];
  for (const orderId of ["o1", "o2", "o3"]) await shop.order(orderId, 10_000, { clickToken, items });
  await shop.event("o1", "refunded", "r1", { amount: 6_000, items: [line("card", 6_000)] });
  expect(await kept(shop, "o1")).toEqual([400]);
  const { commission } = (await shop.get("/orders/o1/explanation")).body;
  expect(commission.commissions[0].keptText).toBe("ceil(400 x 1 / 1) = 400");
  await shop.webhook("order.refunded", { orderId: "o2", amount: 4_000, items: [line("tea", 4_000)] }, "r2");
  expect(await kept(shop, "o2")).toEqual([0]);
  // What the items do not say is spread over the rest: half of the tea, and a third of what is left.
  await shop.event("o3", "refunded", "r3", { amount: 2_000, items: [{ productId: "tea", amount: 2_000 }] });
  await shop.event("o3", "refunded", "r4", { amount: 2_000 });
  expect(await kept(shop, "o3")).toEqual([150]);
  const shown = (await shop.get("/orders/o3")).body;
  expect(shown.events[0]).toMatchObject({ items: [{ productId: "tea", amount: 2_000 }] });
  await shop.settle();
  expect(await shop.wallet(seller)).toMatchObject({ pending: 550 });
});

test("totals of refunds count as the greatest of them, whatever their sequence, beside amounts", async () => {
  const { shop, clickToken } = await shopOf();
  await shop.order("o1", 10_000, { clickToken });
  const reversed = async (eventId: string, more: Record<string, unknown>) =>
    (await shop.event("o1", "refunded", eventId, more)).body.order.reversedAmount;
  expect(await reversed("t1", { refundedTotal: 5_000 })).toBe(5_000);
  expect(await reversed("t2", { refundedTotal: 2_000 })).toBe(5_000);
  expect(await reversed("a1", { amount: 3_000 })).toBe(5_000);
  expect(await reversed("a2", { amount: 3_000 })).toBe(6_000);
  expect((await shop.event("o1", "refunded", "t1", { refundedTotal: 5_001 })).body.code).toBe(
    "idempotency_conflict",
  );
  expect((await shop.event("o1", "refunded", "x", { amount: 1, refundedTotal: 1 })).status).toBe(422);
  expect((await shop.event("o1", "cancelled", "x", { refundedTotal: 1 })).status).toBe(422);
  expect((await shop.event("o1", "refund_voided", "v", { voids: "t1" })).body.order.reversedAmount).toBe(
    6_000,
  );
});

test("an order that is amended comes to what it would have come to at first: more, less, other items, and back", async () => {
  const { shop, seller, clickToken } = await shopOf();
  await shop.order("o1", 10_000, { clickToken, items: [line("tea", 4_000), line("card", 6_000)] });
  const amend = async (eventId: string, amount: number, more: Record<string, unknown> = {}) => {
    const answer = await shop.event("o1", "amended", eventId, { amount, ...more });
    return [answer.status, answer.body.order?.amount, answer.body.order?.commissions?.[0]?.kept];
  };
  expect(await amend("a1", 9_000, { items: [line("tea", 4_000), line("cup", 5_000)] })).toEqual([
    200, 9_000, 1_400,
  ]);
  expect(await amend("a2", 18_000)).toEqual([200, 18_000, 720]);
  expect(await amend("a3", 0)).toEqual([200, 0, 0]);
  expect((await shop.get("/orders/o1")).body).toMatchObject({ state: "reversed", receivedAmount: 10_000 });
  // One that happened before the others changes nothing.
  const early = new Date(Date.now() - 60_000).toISOString();
  expect(await amend("a0", 500, { occurredAt: early })).toEqual([200, 0, 0]);
  expect(await amend("a4", 20_000, { items: [line("tea", 20_000)] })).toEqual([200, 20_000, 2_000]);
  const again = await shop.event("o1", "amended", "a4", { amount: 20_000, items: [line("tea", 20_000)] });
  expect(again.headers.get("idempotent-replay")).toBe("true");
  expect((await amend("a5", 10, { items: [line("tea", 9)] }))[0]).toBe(422);
  expect((await shop.event("o1", "amended", "a6", {})).status).toBe(422);
  await shop.settle();
  expect(await shop.wallet(seller)).toMatchObject({ pending: 2_000, debt: 0 });
  const balances = balancesOf(await shop.journal(seller));
  expect([balances.get("pending"), balances.get("commissions")]).toEqual([2_000, -2_000]);
});

test("an amendment counts before its order, and before somebody earns it", async () => {
  const { shop, seller, clickToken } = await shopOf();
  const early = await shop.event("o1", "amended", "a1", { amount: 5_000, items: [line("cup", 5_000)] });
  expect(early.status).toBe(202);
  const { body } = await shop.order("o1", 10_000, { clickToken, items: [line("tea", 10_000)] });
  expect(body.results[0].commissions).toMatchObject([{ amount: 1_000 }]);
  expect(await kept(shop, "o1")).toEqual([1_000]);
  expect((await shop.get("/orders/o1")).body).toMatchObject({ amount: 5_000, items: [{ productId: "cup" }] });
  await shop.order("o2", 10_000);
  expect((await shop.event("o2", "amended", "a2", { amount: 2_000 })).body.order).toMatchObject({
    amount: 2_000,
  });
  const credited = await shop.post("/orders/o2/credit", { promoterId: seller.id, reason: "shown" });
  expect(credited.body.order).toMatchObject({ amount: 2_000, commissions: [{ kept: 200 }] });
  await shop.order("o3", 10_000);
  await shop.event("o3", "amended", "a3", { amount: 3_000 });
  const repeat = await shop.order("o3", 10_000, { clickToken });
  expect(repeat.body.results[0]).toMatchObject({ status: "duplicate" });
  expect(await kept(shop, "o3")).toEqual([300]);
});

test("after a release an order that shrinks takes from what is available, then becomes debt, and growth pays that first", async () => {
  const { shop, seller, clickToken } = await shopOf({
    settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1, autoReceiveAfter: null },
  });
  await shop.order("o1", 10_000, { clickToken });
  await shop.settle();
  await shop.settle();
  expect(await shop.wallet(seller)).toMatchObject({ available: 1_000 });
  const payout = await shop.post(
    `/promoters/${seller.id}/payouts`,
    { amount: 900 },
    { "idempotency-key": "p1" },
  );
  expect(payout.status).toBe(201);
  await shop.event("o1", "amended", "a1", { amount: 4_000 });
  await shop.settle();
  expect(await shop.wallet(seller)).toMatchObject({ available: 0, reserved: 900, debt: 500 });
  await shop.event("o1", "amended", "a2", { amount: 12_000 });
  await shop.settle();
  expect(await shop.wallet(seller)).toMatchObject({ available: 300, reserved: 900, debt: 0 });
  expect((await shop.get("/orders/o1")).body).toMatchObject({
    state: "available",
    commissions: [{ kept: 1_200 }],
  });
});

test("an order that grows asks its campaign's budget, and is cut to what that has room for, for good", async () => {
  const { shop, seller, clickToken } = await shopOf();
  const span = {
    startsAt: new Date(Date.now() - 86_400_000).toISOString(),
    endsAt: new Date(Date.now() + 86_400_000).toISOString(),
  };
  await shop.post("/campaigns", { id: "sale", name: "sale", ...span, budget: 1_200 });
  await shop.order("o1", 10_000, { clickToken, campaignId: "sale" });
  await shop.settle();
  await shop.event("o1", "amended", "a1", { amount: 15_000 });
  await shop.settle();
  await shop.settle();
  expect((await shop.get("/orders/o1")).body).toMatchObject({
    commissions: [{ amount: 1_500, unrestored: 300, kept: 1_200 }],
    events: [{ type: "amended" }, { type: "restored", wanted: 500, amount: 200 }],
  });
  await shop.event("o1", "amended", "a2", { amount: 7_500 });
  await shop.settle();
  expect(await kept(shop, "o1")).toEqual([750]);
  expect((await shop.get("/campaigns")).body.data[0]).toMatchObject({ spent: 750 });
  expect(await shop.wallet(seller)).toMatchObject({ pending: 750 });
});

test("an order that grew beyond its campaign's budget and is corrected keeps what it kept before", async () => {
  const shop = await openShop({}, [
    {
      id: "base",
      scope: {},
      levels: [
        { level: 1, kind: "percentage", rateBps: 1_000 },
        { level: 2, kind: "percentage", rateBps: 500 },
      ],
    },
  ]);
  const [, seller] = await shop.line("upline", "seller");
  await campaign(shop, "sale", 3_000);
  await shop.order("o1", 20_000, { clickToken: await shop.tap(seller), campaignId: "sale" });
  for (const [eventId, amount] of [
    ["a1", 40_000],
    ["a2", 20_000],
  ] as const) {
    await shop.event("o1", "amended", eventId, { amount });
    for (let round = 0; round < 2; round += 1) await shop.settle();
    expect(await kept(shop, "o1")).toEqual([2_000, 1_000]);
    expect(await spending(shop)).toEqual({ budget: 3_000, reserved: 0, spent: 3_000 });
  }
});

test.each([
  ["a budget since it was made", 1_200, undefined],
  ["a budget that it was given later", undefined, 1_200],
])("an order that cost nothing and grows asks its campaign, which has %s", async (_, first, later) => {
  const { shop, seller, clickToken } = await shopOf();
  await campaign(shop, "sale", first);
  if (later !== undefined) await shop.patch("/campaigns/sale", { budget: later });
  const more = { clickToken, campaignId: "sale" };
  await shop.event("early", "amended", "a1", { amount: 5_000 });
  for (const orderId of ["free", "early"]) await shop.order(orderId, 0, more);
  await shop.settle();
  await shop.settle();
  expect([await kept(shop, "free"), await kept(shop, "early")]).toEqual([[0], [500]]);
  expect(await spending(shop)).toEqual({ budget: 1_200, reserved: 0, spent: 500 });
  await shop.event("free", "amended", "a1", { amount: 10_000 });
  for (let round = 0; round < 2; round += 1) await shop.settle();
  expect(await kept(shop, "free")).toEqual([700]);
  expect(await shop.order("free", 0, more)).toMatchObject({ body: { results: [{ status: "duplicate" }] } });
  expect(await spending(shop)).toEqual({ budget: 1_200, reserved: 0, spent: 1_200 });
  await shop.event("free", "cancelled", "gone");
  await shop.settle();
  expect(await spending(shop)).toEqual({ budget: 1_200, reserved: 0, spent: 500 });
  expect(await shop.wallet(seller)).toMatchObject({ pending: 500 });
});

test("sales, and the brackets of later orders, follow an amendment", async () => {
  const brackets = [
    { from: 0, rateBps: 500 },
    { from: 20_000, rateBps: 1_000 },
  ];
  const rules = [
    { id: "t", scope: {}, levels: [{ level: 1, kind: "tiered", basis: "lifetime_sales", brackets }] },
  ];
  const { shop, clickToken } = await shopOf({}, rules);
  await shop.order("o1", 10_000, { clickToken });
  await shop.event("o1", "amended", "a1", { amount: 20_000 });
  await shop.settle();
  const second = await shop.order("o2", 1_000, { clickToken });
  expect(second.body.results[0].commissions[0].amount).toBe(100);
  await shop.event("o1", "amended", "a2", { amount: 5_000 });
  await shop.settle();
  const third = await shop.order("o3", 1_000, { clickToken });
  expect(third.body.results[0].commissions[0].amount).toBe(50);
});
