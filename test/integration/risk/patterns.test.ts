/** Once a night every promoter's figures are compared with those of the others, and its open orders hear of what is found. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import { lastWholeDay } from "../../../worker/risk/look-for-patterns.ts";
import { runNight } from "../../support/risk/night.ts";
import { openShop, type Shop } from "../../support/shop.ts";

const DAY_MS = 86_400_000;

/** Orders of a promoter over the last weeks as the read model has them. */
async function project(
  shop: Shop,
  promoter: number,
  orders: readonly { readonly lagMs: number; readonly buyer?: number; readonly customer?: string }[],
): Promise<void> {
  const atMs = lastWholeDay(Date.now()) * DAY_MS;
  const rows = orders.map(({ lagMs, buyer = null, customer = null }, place) => ({
    id: `p${promoter}-${place}`,
    atMs: atMs - (place % 20) * DAY_MS + place,
    lagMs,
    buyer,
    customer,
  }));
  await env.REPORTS.prepare(
    `INSERT INTO orders (program_id, order_id, version, occurred_at_ms, amount, reversed_amount, customer_id, state,
       under_review, basis, updated_at_ms, promoter, buyer, is_new_customer, click_to_order_ms, kept)
     SELECT ?1, value ->> 'id', 1, value ->> 'atMs', 1000, 0, value ->> 'customer', 'available', 0, 'touch', 1, ?2,
       value ->> 'buyer', 1, value ->> 'lagMs', 100 FROM json_each(?3)`,
  )
    .bind(shop.id, promoter, JSON.stringify(rows))
    .run();
}

const HONEST = Array.from({ length: 40 }, (_, place) => ({
  lagMs: place === 0 ? 9_000 : 600_000 + place * 1_000_000,
}));

test("a promoter most of whose orders come seconds after their clicks is named, and its open order reviewed", async () => {
  const shop = await openShop({ settlement: { holdPeriod: "P7D", holdStartsAt: "paid" } });
  const thief = await shop.promoter("thief");
  const number = parsePromoterId(thief.id) ?? 0;
  for (let other = 1; other <= 30; other += 1) await project(shop, 900_000 + other, HONEST);
  await project(
    shop,
    number,
    Array.from({ length: 40 }, (_, place) => ({ lagMs: place < 25 ? 6_000 : 9_000_000 })),
  );
  expect((await shop.order("open", 10_000, { clickToken: await shop.tap(thief) })).status).toBe(200);
  await shop.settle();
  await expect.poll(async () => (await shop.get("/orders?state=held")).body.data.length).toBe(1);

  await runNight(shop.id);
  await runNight(shop.id);
  const { body } = await shop.get(`/promoters/${thief.id}/statistics`);
  expect(body.figures).toMatchObject({ orders: 40, timedOrders: 40, within15Seconds: 25 });
  expect(body.patterns).toMatchObject([{ pattern: "orders_soon_after_click", observed: 6_250 }]);
  const order = (await shop.get("/orders/open")).body;
  expect(order).toMatchObject({
    underReview: true,
    risk: {
      verdict: "review",
      reasons: [{ code: "promoter_pattern", facts: { patterns: "orders_soon_after_click" } }],
    },
  });
  await shop.settle();
  await expect.poll(async () => (await shop.get("/risk-cases")).body.data.length).toBe(1);
  const cases = (await shop.get("/risk-cases")).body.data;
  expect(cases[0]).toMatchObject({ promoterId: thief.id, patterns: ["orders_soon_after_click"] });

  // What a person has just looked at is not shown again.
  expect((await shop.post(`/risk-cases/${cases[0].id}/clear`, { reason: "a live room" })).status).toBe(200);
  await expect.poll(async () => (await shop.get("/orders/open")).body.underReview).toBe(false);
  await runNight(shop.id);
  expect((await shop.get("/orders/open")).body.underReview).toBe(false);
  expect((await shop.get("/risk-cases")).body.data).toEqual([]);
});

test("promoters who buy from each other in a circle, and groups that live on themselves, are named", async () => {
  const shop = await openShop();
  const circle = await Promise.all(["a", "b", "c"].map(async (name) => await shop.promoter(name)));
  const numbers = circle.map(({ id }) => parsePromoterId(id) ?? 0);
  for (const [place, number] of numbers.entries()) {
    const buyer = numbers[(place + 1) % numbers.length] ?? 0;
    await project(shop, number, [
      { lagMs: 600_000, buyer, customer: `m${place}` },
      { lagMs: 700_000, buyer, customer: `m${place}` },
    ]);
  }
  const group = [await shop.promoter("x"), await shop.promoter("y")];
  for (const { id } of group) {
    const customers = Array.from({ length: 6 }, (_, place) => ({ lagMs: 600_000, customer: `g${place}` }));
    await project(shop, parsePromoterId(id) ?? 0, [...customers, ...customers]);
  }
  await runNight(shop.id);
  const patterns = async (id: string) => (await shop.get(`/promoters/${id}/statistics`)).body.patterns;
  for (const { id } of circle) expect(await patterns(id)).toMatchObject([{ pattern: "ring" }]);
  const [first] = group;
  expect(await patterns(first?.id ?? "")).toMatchObject([
    { pattern: "dense_group", promoters: group.map(({ id }) => id), customers: 6 },
  ]);
});

test("a night counts customers whom others had brought, clicks over another's, and clicks that nobody set off", async () => {
  const shop = await openShop();
  const day = lastWholeDay(Date.now()) * DAY_MS;
  const row = (customer: string, hour: number, promoter: number, isNew: 0 | 1) => ({
    atMs: day + hour * 3_600_000,
    customer,
    promoter,
    isNew,
    isUnasked: isNew === 0 ? 1 : null,
    isTaken: isNew === 0 ? 1 : 0,
  });
  const rows = [
    // By one promoter, then by another one, twice: it is new to that one once.
    row("a", 1, 901, 1),
    row("a", 2, 902, 0),
    row("a", 3, 902, 0),
    // New to the shop, and then no longer new to the promoter.
    row("b", 1, 902, 1),
    row("b", 2, 902, 0),
  ].map((one, place) => ({ ...one, id: `t${place}` }));
  await env.REPORTS.prepare(
    `INSERT INTO orders (program_id, order_id, version, occurred_at_ms, amount, reversed_amount, customer_id, state,
       under_review, basis, updated_at_ms, promoter, is_new_customer, click_unasked, credit_taken, click_to_order_ms, kept)
     SELECT ?1, value ->> 'id', 1, value ->> 'atMs', 1000, 0, value ->> 'customer', 'available', 0, 'touch', 1,
       value ->> 'promoter', value ->> 'isNew', value ->> 'isUnasked', value ->> 'isTaken', 60000, 100
     FROM json_each(?2)`,
  )
    .bind(shop.id, JSON.stringify(rows))
    .run();
  await runNight(shop.id);
  const { results } = await env.REPORTS.prepare(
    "SELECT promoter, figures FROM promoter_statistics WHERE program_id = ? ORDER BY promoter",
  )
    .bind(shop.id)
    .all<{ promoter: number; figures: string }>();
  expect(results.map(({ figures }) => JSON.parse(figures))).toMatchObject([
    { promoter: 901, orders: 1, newCustomerOrders: 1, takenCustomers: 0, takenCredits: 0, saidOrders: 0 },
    {
      promoter: 902,
      orders: 4,
      newCustomerOrders: 1,
      takenCustomers: 1,
      takenCredits: 3,
      saidOrders: 3,
      unaskedOrders: 3,
    },
  ]);
});
