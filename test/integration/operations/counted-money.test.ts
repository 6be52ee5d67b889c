/** The metrics of orders, commissions and payouts are what the orders and payouts themselves say. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { Scraped } from "../../support/monitoring/scraped.ts";
import { openShop, request, type Promoter, type Shop } from "../../support/shop.ts";

const OPERATOR = { token: "operator-of-the-tests" };

async function scrape(): Promise<Scraped> {
  const { body } = await request("GET", "/metrics", OPERATOR);
  return new Scraped(body as string);
}

/** A shop with a promoter whose coupon its orders bring, and somebody above. */
async function openTeam(settings: Record<string, unknown> = {}): Promise<{ shop: Shop; promoter: Promoter }> {
  const shop = await openShop(settings);
  const [, promoter] = await shop.line("above", "seller");
  await shop.coupon("SAVE", promoter);
  return { shop, promoter };
}

/** What the program's orders themselves say of its commissions. */
async function commissionsOf(shop: Shop) {
  const { body } = await shop.get("/orders?limit=100");
  const all: { state: string; amount: number; keptAmount: number }[] = [];
  for (const { orderId } of body.data) {
    const order = await shop.get(`/orders/${orderId}`);
    all.push(...order.body.commissions);
  }
  return all;
}

const gauges = async (shop: Shop, name: string) => (await scrape()).by(name, "state", `program="${shop.id}"`);

test("orders and commissions are counted by state as the orders say, and neither a repeat nor a rebuild counts twice", async () => {
  const { shop } = await openTeam();
  const own = `{program="${shop.id}"}`;
  for (const orderId of ["a", "b", "c"]) await shop.order(orderId, 10_000, { couponCode: "SAVE" });
  await shop.event("a", "received", "e1");
  await shop.settle();
  const counted = async () => ({
    orders: await gauges(shop, "tributary_orders"),
    commissions: await gauges(shop, "tributary_commissions"),
    minor: await gauges(shop, "tributary_commission_minor_units"),
    decided: (await scrape()).of(`tributary_orders_decided_total${own}`),
    alias: (await scrape()).of(`affiliate_conversions_total${own}`),
  });
  const first = await counted();
  expect(first).toEqual({
    orders: { pending: 2, available: 1 },
    commissions: { pending: 4, available: 2 },
    minor: { pending: 3_000, available: 1_500 },
    decided: 3,
    alias: 3,
  });
  await shop.order("b", 10_000, { couponCode: "SAVE" });
  expect((await shop.post("/projections/rebuild", {})).status).toBeLessThan(300);
  await shop.settle();
  expect(await counted()).toEqual(first);
  expect(await commissionsOf(shop)).toHaveLength(6);
});

test("a refund moves what is taken back to reversed, and the sum over the states is what was decided", async () => {
  const { shop } = await openTeam();
  for (const orderId of ["part", "whole"]) await shop.order(orderId, 10_000, { couponCode: "SAVE" });
  await shop.settle();
  await shop.event("part", "refunded", "r1", { amount: 4_000 });
  await shop.event("whole", "refunded", "r2", { amount: 10_000 });
  await shop.settle();
  const minor = await gauges(shop, "tributary_commission_minor_units");
  expect(minor).toEqual({ pending: 900, reversed: 600 + 1_500 });
  expect(await gauges(shop, "tributary_commissions")).toEqual({ pending: 2, reversed: 2 });
  const decided = (await commissionsOf(shop)).reduce((sum, { amount }) => sum + amount, 0);
  expect(Object.values(minor).reduce((sum, one) => sum + one, 0)).toBe(decided);
});

test("each commission that reaches a wallet is timed once, whatever is told again", async () => {
  const { shop } = await openTeam();
  await shop.settle();
  const timed = async () => (await scrape()).of("tributary_order_to_wallet_seconds_count");
  const before = await timed();
  for (const orderId of ["a", "b"]) await shop.order(orderId, 10_000, { couponCode: "SAVE" });
  await expect
    .poll(async () => {
      await shop.settle();
      return await timed();
    })
    .toBe(before + 4);
  await shop.order("a", 10_000, { couponCode: "SAVE" });
  const woken = await request("POST", `/v1/programs/${shop.id}/alarms/replay`, OPERATOR);
  expect(woken.status).toBe(200);
  await shop.settle();
  const after = await scrape();
  expect(after.of("tributary_order_to_wallet_seconds_count")).toBe(before + 4);
  expect(after.of('tributary_order_to_wallet_seconds_bucket{le="+Inf"}')).toBe(before + 4);
  expect(after.of("tributary_order_to_wallet_seconds_sum")).toBeGreaterThanOrEqual(0);
});

test("payouts are counted by state with their gross, and move with each step", async () => {
  const { shop, promoter } = await openTeam({ settlement: { holdPeriod: "PT0S", minPayout: 1 } });
  await shop.adjust(promoter, { amount: 5_000, kind: "bonus", reason: "a start" });
  await shop.namePayee(promoter);
  const told = async () => {
    await env.ACCOUNT_BOOK.getByName(`${shop.id}/0`).wake(1);
    return [await gauges(shop, "tributary_payouts"), await gauges(shop, "tributary_payout_minor_units")];
  };
  const none = Object.fromEntries(
    ["requested", "approved", "processing", "paid", "failed", "rejected", "returned"].map((one) => [one, 0]),
  );
  const ask = async (amount: number) => {
    const key = { "idempotency-key": crypto.randomUUID() };
    const asked = await shop.post(`/promoters/${promoter.id}/payouts`, { amount }, key);
    return asked.body.id as string;
  };
  const move = async (id: string, to: string) => await shop.post(`/payouts/${id}/${to}`, { reason: "so" });
  expect(await told()).toEqual([{}, {}]);
  const first = await ask(1_000);
  expect(await told()).toEqual([
    { ...none, requested: 1 },
    { ...none, requested: 1_000 },
  ]);
  await move(first, "reject");
  const second = await ask(2_000);
  await move(second, "approve");
  await shop.post("/payout-batches", {}, { "idempotency-key": "one" });
  expect(await told()).toEqual([
    { ...none, rejected: 1, processing: 1 },
    { ...none, rejected: 1_000, processing: 2_000 },
  ]);
  await move(second, "paid");
  expect(await told()).toEqual([
    { ...none, rejected: 1, paid: 1 },
    { ...none, rejected: 1_000, paid: 2_000 },
  ]);
});

test("what became of orders is counted for each program by its answer, and refusals by their code", async () => {
  const { shop } = await openTeam();
  const before = await scrape();
  const refused = 'tributary_refusals_total{class="orders",code="amount_out_of_range"}';
  const missing = 'tributary_refusals_total{class="management",code="unknown_order"}';
  const calculated = "tributary_commission_calculation_seconds_count";
  const order = (orderId: string, amount: number) => ({ orderId, amount, currency: "CNY" });
  await shop.post("/conversions", {
    conversions: [order("a", 1), order("a", 1), order("b", 2), order("c", -1)],
  });
  await shop.post("/conversions", order("a", 7));
  await shop.post("/conversions", order("d", -1));
  await shop.get("/orders/nobody");
  const after = await scrape();
  expect(after.by("tributary_order_answers_total", "answer", `program="${shop.id}"`)).toEqual({
    accepted: 2,
    duplicate: 1,
    conflict: 1,
    amount_out_of_range: 2,
  });
  expect(after.of(refused) - before.of(refused)).toBe(1);
  expect(after.of(missing) - before.of(missing)).toBe(1);
  // Every order that could be read was calculated, also those that were known.
  expect(after.of(calculated) - before.of(calculated)).toBe(4);
  expect(after.of("promoter_commission_calculation_duration_seconds_count")).toBe(after.of(calculated));
});
