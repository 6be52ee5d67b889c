/** An order that came before any rule says so, and an operator has it decided again once there are rules: once. */
import { expect, test } from "vitest";
import { openShop } from "../../support/shop.ts";

const RULES = [
  {
    id: "base",
    scope: {},
    levels: [
      { level: 1, kind: "percentage", rateBps: 1_000 },
      { level: 2, kind: "percentage", rateBps: 500 },
    ],
  },
];

test("an order before the first rules says no_rule, and is paid as of its own time when it is planned again", async () => {
  const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "paid" } }, null);
  const [upline, seller] = await shop.line("upline", "seller");
  await shop.coupon("C", seller);
  const span = {
    startsAt: new Date(Date.now() - 86_400_000).toISOString(),
    endsAt: new Date(Date.now() + 86_400_000).toISOString(),
  };
  await shop.post("/campaigns", { id: "sale", name: "sale", ...span, budget: 1_200 });
  const first = await shop.order("o1", 10_000, { couponCode: "C", campaignId: "sale" });
  expect(first.body.results[0]).toMatchObject({
    status: "accepted",
    code: "no_rule",
    commissions: [],
    attribution: { basis: "coupon" },
  });
  await shop.order("o2", 10_000, { couponCode: "C" });
  await shop.event("o2", "refunded", "r", { amount: 4_000 });
  await shop.order("nobody", 10_000);
  await shop.settle();
  const plan = async (orderId: string) =>
    await shop.post(`/orders/${orderId}/plan`, { reason: "rules were late" });
  expect((await plan("o1")).body.code).toBe("no_rule");
  await shop.put("/commission-rules", { rules: RULES });
  const repeat = await shop.order("o1", 10_000, { couponCode: "C", campaignId: "sale" });
  expect(repeat.body.results[0]).toMatchObject({ status: "duplicate", code: "no_rule" });
  const planned = await plan("o1");
  expect(planned.body.order).toMatchObject({
    commissions: [{ amount: 1_000 }, { amount: 200 }],
    campaign: { campaignId: "sale", wanted: 1_500, granted: 1_200 },
    state: "available",
  });
  expect((await plan("o1")).headers.get("idempotent-replay")).toBe("true");
  expect((await plan("o2")).body.order.commissions).toMatchObject([{ kept: 600 }, { kept: 300 }]);
  expect((await plan("nobody")).body.code).toBe("already_decided");
  expect((await plan("unknown")).body.code).toBe("unknown_order");
  await shop.order("o3", 1_000, { couponCode: "C" });
  expect((await plan("o3")).body.code).toBe("already_decided");
  await shop.settle();
  expect(await shop.wallet(seller)).toMatchObject({ available: 1_700 });
  expect(await shop.wallet(upline)).toMatchObject({ available: 550 });
  expect((await shop.get("/campaigns")).body.data[0]).toMatchObject({ spent: 1_200, reserved: 0 });
  const { commission } = (await shop.get("/orders/o1/explanation")).body;
  expect(commission.choices[0]).toMatchObject({ ruleId: "base" });
});
