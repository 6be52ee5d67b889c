/** A rule for so long after a customer's first order goes by that order, in whatever sequence and way orders are told. */
import { expect, test } from "vitest";
import { openShop, type Shop } from "../../support/shop.ts";

const DAY = 86_400_000;
const at = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY).toISOString();
const percentage = (rateBps: number) => [{ level: 1, kind: "percentage", rateBps }];
const RULES = [
  { id: "first", scope: {}, priority: 1, customerWithin: "P100D", levels: percentage(2_000) },
  { id: "base", scope: {}, levels: percentage(500) },
];

async function openedShop(): Promise<Shop> {
  const shop = await openShop({}, RULES);
  await shop.coupon("C", await shop.promoter("seller"));
  return shop;
}

const order = (orderId: string, daysAgo: number, more: object = {}) => ({
  orderId,
  amount: 10_000,
  currency: "CNY",
  couponCode: "C",
  customerId: "ann",
  occurredAt: at(daysAgo),
  ...more,
});

async function tell(shop: Shop, conversions: readonly object[]): Promise<number[]> {
  const { body } = await shop.post("/conversions", { conversions });
  await shop.settle();
  return body.results.map(({ commissions }: { commissions: { amount: number }[] }) => commissions[0]?.amount);
}

test("orders of the first hundred days are paid by the rule, told one by one, together, or backwards in one call", async () => {
  const orders = [order("a", 200), order("b", 150), order("c", 101), order("d", 99), order("e", 1)];
  const expected = [2_000, 2_000, 2_000, 500, 500];
  const alone = await openedShop();
  const amounts: number[] = [];
  for (const one of orders) amounts.push(...(await tell(alone, [one])));
  expect(amounts).toEqual(expected);
  expect(await tell(await openedShop(), orders)).toEqual(expected);
  expect(await tell(await openedShop(), orders.toReversed())).toEqual(expected.toReversed());

  // Whoever is not named has no first order; a lead is none; an earlier one that is told late is the first itself.
  expect(await tell(alone, [{ ...order("guest", 1), customerId: "0" }])).toEqual([500]);
  expect(await tell(alone, [order("earlier", 320)])).toEqual([2_000]);
  const explanation = (await alone.get("/orders/d/explanation")).body.commission;
  expect(explanation.customerSince).toBe((await alone.get("/orders/a")).body.occurredAt);
  expect(explanation.choices[0].passedOver).toEqual([
    { ruleId: "first", reason: "first_order_too_long_ago" },
  ]);
});

test("a first order that was wholly taken back is none, and what was decided stays", async () => {
  const shop = await openedShop();
  await tell(shop, [order("lead", 300, { amount: 0 }), order("a", 200), order("b", 150)]);
  await shop.event("a", "cancelled", "off");
  await shop.settle();
  expect(await tell(shop, [order("c", 60)])).toEqual([2_000]);
  expect(await tell(shop, [order("d", 40)])).toEqual([500]);
  expect((await shop.get("/orders/b")).body.commissions[0].amount).toBe(2_000);

  // An amended order keeps its rule; a simulation plans it by the first order that it copied.
  await shop.event("c", "amended", "more", { amount: 20_000 });
  expect((await shop.get("/orders/c")).body.commissions[0].kept).toBe(4_000);
  const shorter = [{ ...RULES[0], customerWithin: "P60D" }, RULES[1]];
  const simulated = await shop.post("/commission-rules/simulate", { rules: shorter, from: at(61) });
  expect(simulated.body).toMatchObject({ before: 4_500, after: 1_500 });
});

test("a simulation takes nobody's place: the order that is told next is still the first", async () => {
  const shop = await openShop({}, [{ ...RULES[0], customerWithin: undefined, customers: "new" }, RULES[1]]);
  await shop.coupon("C", await shop.promoter("seller"));
  const conversions = [order("x", 3), order("y", 2)];
  const { body } = await shop.post("/commission-rules/simulate", { rules: RULES, conversions });
  expect(body).toMatchObject({ orders: 2, before: 2_500, after: 4_000 });
  expect(await tell(shop, [order("real", 1)])).toEqual([2_000]);
});

test("a period is more than nothing and at most ten years, and is a duration", async () => {
  const shop = await openedShop();
  for (const customerWithin of ["P0D", "PT0S", "P12", "P11Y", "P4000D", "12M", 12]) {
    const answer = await shop.put("/commission-rules", { rules: [{ ...RULES[0], customerWithin }] });
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, "rules[0].customerWithin"]);
  }
});
