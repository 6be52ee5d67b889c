/** An amount for an order is paid once, also for a lead, outside of the cap and within a budget. It goes when the order does. */
import { expect, test } from "vitest";
import { openShop } from "../../support/shop.ts";

const HOUR = 3_600_000;
const ITEMS = [
  { productId: "tea", quantity: 2, amount: 6_000 },
  { productId: "cup", quantity: 1, amount: 4_000 },
];

const RULES = [
  {
    id: "lead",
    scope: {},
    levels: [
      { level: 1, kind: "fixed", amount: 500, per: "order" },
      { level: 2, kind: "fixed", amount: 120, per: "order" },
    ],
  },
  {
    id: "tea",
    scope: { productId: "tea" },
    priority: 1,
    levels: [{ level: 1, kind: "percentage", rateBps: 3_000 }],
  },
];

const amounts = (body: { commissions: { amount: number }[] }) => body.commissions.map(({ amount }) => amount);
const kept = (body: { commissions: { kept: number }[] }) => body.commissions.map((one) => one.kept);

test("a lead, an order of items and their refunds pay an amount for the order once, and take it back with it", async () => {
  const shop = await openShop({ commission: { maxLevels: 2, capBps: 1_000 } }, [
    RULES[0],
    { ...RULES[1], levels: [{ level: 1, kind: "percentage", rateBps: 1_000 }] },
  ]);
  const [, seller] = await shop.line("upline", "seller");
  if (seller === undefined) throw new Error("a line of two");
  await shop.coupon("C", seller);
  const told = async (orderId: string, amount: number, more: object = {}) =>
    (await shop.order(orderId, amount, { couponCode: "C", ...more })).body.results[0];

  const lead = await told("lead", 0);
  expect(amounts(lead)).toEqual([500, 120]);
  expect(lead.commissions[0].lines).toEqual([
    { ruleId: "lead", ruleVersion: 1, per: "order", base: 0, amount: 500 },
  ]);
  // Three items by the rule, of which one pays its own: once, and over the cap of 10 %.
  const items = [...ITEMS, { productId: "jar", quantity: 3, amount: 0 }];
  const sold = await told("sold", 10_000, { items });
  expect(amounts(sold)).toEqual([600 + 500, 120]);
  expect(await told("sold", 10_000, { items })).toMatchObject({ status: "duplicate" });

  await shop.settle();
  const wallet = async () => (await shop.get(`/promoters/${seller.id}/wallet`)).body;
  expect(await wallet()).toMatchObject({ pending: 1_600 });
  await shop.event("sold", "refunded", "cup", {
    amount: 4_000,
    items: [{ productId: "cup", amount: 4_000 }],
  });
  expect(kept((await shop.get("/orders/sold")).body)).toEqual([600 + 300, 72]);
  await shop.event("lead", "received", "r");
  await shop.settle();
  expect(await wallet()).toMatchObject({ pending: 900, available: 500 });
  await shop.event("lead", "cancelled", "off");
  expect((await shop.get("/orders/lead")).body).toMatchObject({
    state: "reversed",
    commissions: [{ kept: 0 }, { kept: 0 }],
  });
  await shop.settle();
  expect(await wallet()).toMatchObject({ pending: 900, available: 0, debt: 0 });
  await shop.event("lead", "refund_voided", "on", { voids: "off" });
  expect(kept((await shop.get("/orders/lead")).body)).toEqual([500, 120]);

  await shop.event("lead", "amended", "grown", { amount: 2_000 });
  expect(kept((await shop.get("/orders/lead")).body)).toEqual([500, 120]);
  await shop.event("sold", "amended", "emptied", { amount: 0 });
  expect((await shop.get("/orders/sold")).body).toMatchObject({
    state: "reversed",
    commissions: [{ kept: 0 }, { kept: 0 }],
  });

  const { commission } = (await shop.get("/orders/lead/explanation")).body;
  expect(commission.cap).toEqual({
    capAmount: 200,
    paidOnce: 620,
    budgetGranted: null,
    total: 620,
    excess: 0,
  });
  expect(commission.commissions[0].lines[0]).toMatchObject({
    item: null,
    per: "order",
    base: 2_000,
    text: "share of 500, once an order, = 500",
  });
  expect(commission.commissions[0].keptText).toBe("ceil(500 x (2000 - 0) / 2000) = 500");
});

test("a campaign's budget bounds amounts for orders as it bounds all others, and a simulation plans them", async () => {
  const shop = await openShop({}, RULES);
  await shop.coupon("C", await shop.promoter("seller"));
  const span = {
    startsAt: new Date(Date.now() - HOUR).toISOString(),
    endsAt: new Date(Date.now() + HOUR).toISOString(),
  };
  await shop.post("/campaigns", { id: "sale", name: "sale", ...span, budget: 700 });
  const told = async (orderId: string) =>
    (await shop.order(orderId, 0, { couponCode: "C", campaignId: "sale" })).body.results[0];
  expect(amounts(await told("a"))).toEqual([500]);
  expect(amounts(await told("b"))).toEqual([200]);
  expect((await shop.get("/orders/b/explanation")).body.commission.cap).toMatchObject({
    paidOnce: 500,
    budgetGranted: 200,
  });
  await shop.event("a", "cancelled", "off");
  await shop.settle();
  expect(amounts(await told("c"))).toEqual([500]);

  const doubled = [{ ...RULES[0], levels: [{ level: 1, kind: "fixed", amount: 1_000, per: "order" }] }];
  const simulated = await shop.post("/commission-rules/simulate", { rules: doubled });
  // What remains of a, b and c was 700; by the other rule the budget of 700 is spent by b alone.
  expect(simulated.body).toMatchObject({ orders: 3, before: 700, after: 700 });
  const posted = { couponCode: "C", currency: "CNY" };
  const conversions = [0, 100].map((amount) => ({ ...posted, orderId: `new-${amount}`, amount }));
  expect((await shop.post("/commission-rules/simulate", { rules: doubled, conversions })).body).toMatchObject(
    {
      before: 1_000,
      after: 2_000,
    },
  );
});
