/** What orders would have cost under other rules, over HTTP: nothing is changed by asking. */
import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { call } from "../../support/api-client.ts";
import { openShop, type Shop } from "../../support/shop.ts";

const flat = (rateBps: number) => [{ id: "flat", levels: [{ level: 1, kind: "percentage", rateBps }] }];

async function selling(): Promise<[Shop, string[]]> {
  const shop = await openShop();
  const [top, seller] = await shop.line("top", "seller");
  const clickToken = await shop.tap(seller);
  await shop.order("o1", 10_000, { clickToken, occurredAt: "2026-11-01T00:00:00Z" });
  await shop.order("o2", 10_000, { clickToken });
  await shop.event("o2", "refunded", "r1", { amount: 5_000 });
  await shop.order("nobodys", 10_000);
  await shop.settle();
  return [shop, [top.id, seller.id]];
}

test("recorded orders are planned anew with what they copied, refunds taken off, and nothing changes", async () => {
  const [shop, [top = "", seller = ""]] = await selling();
  const before = (await shop.get(`/promoters/${seller}/wallet`)).body;
  const { body } = await shop.post("/commission-rules/simulate", { rules: flat(2_000) });
  // Without a token of a time before it, o1 earns nobody anything; o2 keeps half.
  expect(body).toMatchObject({ orders: 1, before: 750, after: 1_000, change: 250 });
  expect(body.winners).toEqual([{ promoterId: seller, before: 500, after: 1_000, change: 500 }]);
  expect(body.losers).toEqual([{ promoterId: top, before: 250, after: 0, change: -250 }]);
  expect(body.promoters).toHaveLength(2);
  expect((await shop.get(`/promoters/${seller}/wallet`)).body).toEqual(before);
  expect((await shop.get("/commission-rules")).body.version).toBe(1);
});

test("the rules in force give what was decided; a span without orders gives nothing", async () => {
  const [shop] = await selling();
  const { rules } = (await shop.get("/commission-rules")).body;
  const same = (await shop.post("/commission-rules/simulate", { rules })).body;
  expect(same).toMatchObject({ before: same.after, change: 0, winners: [], losers: [] });
  const span = { from: "2020-01-01T00:00:00Z", to: "2020-02-01T00:00:00Z" };
  expect((await shop.post("/commission-rules/simulate", { rules, ...span })).body).toMatchObject({
    orders: 0,
    promoters: [],
  });
});

test("posted conversions are decided under both sets, and none is recorded", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  const conversions = [{ orderId: "what-if", amount: 1_000, currency: "CNY", clickToken }];
  const { body } = await shop.post("/commission-rules/simulate", { rules: flat(500), conversions });
  expect(body).toMatchObject({ orders: 1, before: 100, after: 50 });
  expect((await shop.get("/orders/what-if")).status).toBe(404);
  const bad = await shop.post("/commission-rules/simulate", {
    rules: flat(500),
    conversions: [...conversions, { orderId: "x", amount: -1, currency: "CNY" }],
  });
  expect([bad.status, bad.body.errors[0].path]).toEqual([422, "conversions[1].amount"]);
});

test("rules that could not be set are refused, and the span must run forward", async () => {
  const shop = await openShop();
  const over = await shop.post("/commission-rules/simulate", { rules: flat(3_001) });
  expect([over.status, over.body.code]).toEqual([422, "cap_exceeded"]);
  const backwards = { from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" };
  const refused = await shop.post("/commission-rules/simulate", { rules: flat(1), ...backwards });
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, "to"]);
});

test("a tiered rule goes by the sales that each order copied", async () => {
  const [shop, [, seller = ""]] = await selling();
  const clickToken = await shop.tap({ id: seller, memberId: "seller" });
  await shop.order("o3", 10_000, { clickToken });
  const brackets = [
    { from: 0, rateBps: 100 },
    { from: 1, rateBps: 1_000 },
  ];
  const rules = [{ id: "t", levels: [{ level: 1, kind: "tiered", basis: "lifetime_sales", brackets }] }];
  const { body } = await shop.post("/commission-rules/simulate", { rules });
  expect(body.promoters.find((one: { promoterId: string }) => one.promoterId === seller).after).toBe(
    50 + 1_000,
  );
});

test("a long run streams its progress, page by page", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  const all = Array.from({ length: LIMITS.ordersPerRead + 1 }, (_, index) => ({
    orderId: `o${index}`,
    amount: 100,
    currency: "CNY",
    clickToken,
  }));
  for (let start = 0; start < all.length; start += 500) {
    await shop.post("/conversions", { conversions: all.slice(start, start + 500) });
  }
  const response = await exports.default.fetch(
    new Request(`https://tributary.test/v1/programs/${shop.id}/commission-rules/simulate`, {
      method: "POST",
      headers: { authorization: `Bearer ${shop.apiKey}`, accept: "application/x-ndjson" },
      body: JSON.stringify({ rules: flat(2_000) }),
    }),
  );
  const lines = (await response.text()).trim().split("\n");
  const reports = lines.map((line) => JSON.parse(line) as { type: string; orders: number; after: number });
  expect(reports.map((one) => one.type)).toEqual(["progress", "progress", "result"]);
  expect(reports.at(-1)).toMatchObject({ orders: all.length, after: 20 * all.length });
  expect(LIMITS.promotersShown).toBeGreaterThan(0);
});

test("recorded orders that are too many for one request are refused by name, in a stream by its last line", async () => {
  const shop = await openShop();
  const next = { row: 1, eventsFirst: { receivedAtMs: 0, row: 0 } };
  const endless = { getByName: () => ({ recorded: async () => ({ orders: [], next }) }) };
  const options = {
    token: shop.apiKey,
    body: { rules: flat(2_000) },
    env: { ...env, COMMISSION_LEDGER: endless as never },
  };
  const path = `/v1/programs/${shop.id}/commission-rules/simulate`;
  const refused = await call("POST", path, options);
  expect([refused.status, refused.body.code]).toEqual([422, "too_many_orders"]);
  const streamed = await call("POST", path, { ...options, headers: { accept: "application/x-ndjson" } });
  const lines = (streamed.body as string).trim().split("\n");
  expect(lines).toHaveLength(LIMITS.readsPerSimulation + 1);
  expect(JSON.parse(lines.at(-1) ?? "")).toEqual({
    type: "failed",
    code: "too_many_orders",
    detail: refused.body.detail,
    orders: 0,
    before: 0,
    after: 0,
  });
});
