/** How a source fares: its last deliveries with what became of each, bounded, without people, and what is unusual about it. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openShop, request, type Shop } from "../../support/shop.ts";
import { erase } from "../../support/people/erased.ts";
import { sweepOld } from "../../../worker/privacy/retention.ts";

const PATH = "/sources/standard/deliveries";

async function paid(shop: Shop, orderId: string, customerId: string, currency = "CNY") {
  const order = { orderId, amount: 1_000, currency, customerId };
  return await shop.webhook("order.paid", order, crypto.randomUUID());
}

async function deliveriesOf(shop: Shop, count: number) {
  const read = async () => (await shop.get(PATH)).body.data;
  await expect.poll(async () => (await read()).length, { interval: 100 }).toBe(count);
  return await read();
}

test("each delivery is shown with its verdict, newest first; who bought is masked, and an erased customer is gone", async () => {
  const shop = await openShop();
  await paid(shop, "A1", "buyer-0815");
  await paid(shop, "A1", "buyer-0815");
  await paid(shop, "A2", "customer-4711", "USD");
  await shop.webhook("order.packed", { orderId: "A1" }, "m1");
  await request("POST", `/webhooks/${shop.id}/standard`, { body: '{"customerId":"customer-4711"}' });
  const data = await deliveriesOf(shop, 5);
  expect(
    data.map(({ verdict, reason }: { verdict: string; reason: string | null }) => [verdict, reason]),
  ).toEqual([
    ["refused", null],
    ["ignored", null],
    ["unusable", "currency_mismatch"],
    ["repeated", null],
    ["recorded", null],
  ]);
  expect(data[4].messages).toMatchObject([
    { kind: "conversion", orderId: "A1", amount: 1_000, customerId: "bu…" },
  ]);
  expect(data[0]).toMatchObject({ webhookId: null, messages: [] });
  const { results } = await env.REPORTS.prepare("SELECT * FROM source_deliveries").all();
  expect(JSON.stringify(results)).not.toContain("customer-4711");
  await erase(shop, "/customers/customer-4711");
  const left = (await shop.get(PATH)).body.data;
  expect(left.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    "refused",
    "ignored",
    "repeated",
    "recorded",
  ]);
});

test("of many deliveries the last hundred are kept, a flood without a signature takes none of their places, and age ends them", async () => {
  const shop = await openShop();
  for (let n = 0; n < 104; n += 1) await shop.webhook("order.packed", { orderId: `B${n}` }, `m${n}`);
  for (let n = 0; n < 30; n += 1) await request("POST", `/webhooks/${shop.id}/standard`, { body: "{}" });
  const stored = async () => {
    const sql =
      "SELECT verdict, count(*) AS rows FROM source_deliveries WHERE program_id = ? GROUP BY verdict ORDER BY 1";
    return (await env.REPORTS.prepare(sql).bind(shop.id).all()).results;
  };
  await expect.poll(stored, { interval: 100 }).toEqual([
    { verdict: "ignored", rows: 100 },
    { verdict: "refused", rows: 20 },
  ]);
  const { data } = (await shop.get(PATH)).body;
  expect(data).toHaveLength(120);
  expect(data?.filter(({ verdict }: { verdict: string }) => verdict === "ignored")).toHaveLength(100);
  // Some of the flood may be written down after the others were counted.
  const leftAfterSweep = async () => {
    await sweepOld(env, Date.now() + 31 * 86_400_000);
    return (await shop.get(PATH)).body.data;
  };
  await expect.poll(leftAfterSweep, { interval: 100 }).toEqual([]);
});

test("what is unusual about a source stands beside its figures", async () => {
  const shop = await openShop();
  // Up to noon of a day: of the last 28 times 24 hours each lies in one of 29 days.
  const lastHour = 24 * Math.floor(Date.now() / 86_400_000 - 10) + 11;
  const hours = Array.from({ length: 30 * 24 }, (_, back) => lastHour - back);
  const rows = JSON.stringify(hours);
  await env.REPORTS.prepare("INSERT INTO source_hours SELECT ?, 'stripe', value, 5, 0 FROM json_each(?)")
    .bind(shop.id, rows)
    .run();
  const { data } = (await shop.get("/sources")).body;
  const [stripe, standard] = ["stripe", "standard"].map((name) =>
    data.find(({ source }: { source: string }) => source === name),
  );
  expect(stripe.conditions).toMatchObject([{ code: "silent", facts: { activeDays: 29 } }]);
  expect(standard).toMatchObject({ conditions: [], apiKeySetAt: null });
});
