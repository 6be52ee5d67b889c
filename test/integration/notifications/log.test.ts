/** One log of a program says what happened, each event once, and each order's events in their sequence. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";
import { campaign } from "../../support/campaigns/budget.ts";
import { eventsOf, type ReadEvent, typesOf } from "../../support/notifications/events.ts";

const SETTLEMENT = { holdPeriod: "P1D", holdStartsAt: "received", minPayout: 1 };

function of(orderId: string, events: readonly ReadEvent[]): ReadEvent[] {
  return events.filter(({ data }) => data.orderId === orderId);
}

/** An order by a tap, with its commissions. */
async function sold(shop: Shop, promoter: Promoter, orderId: string): Promise<void> {
  await shop.order(orderId, 10_001, { clickToken: await shop.tap(promoter), customerId: `buyer-${orderId}` });
}

describe("the whole life of an order", () => {
  test("is said from its decision to its last refund, amounts and what is kept included", async () => {
    const shop = await openShop({ settlement: SETTLEMENT });
    const [top, seller] = await shop.line("top", "seller");
    await sold(shop, seller, "o1");
    await shop.event("o1", "received", "e1");
    await shop.event("o1", "refunded", "e2", { amount: 3_333 });
    await shop.event("o1", "refund_voided", "e3", { voids: "e2" });
    await shop.post("/orders/o1/release", { reason: "known" });
    await shop.event("o1", "refunded", "e4", {});
    const events = of("o1", await eventsOf(shop));
    const lines = events.map(({ type, data: { promoterId, amount, kept, state } }) =>
      [type, promoterId, amount, kept, state].filter((part) => part !== undefined).join(" "),
    );
    expect(lines).toEqual([
      "conversion.recorded 10001",
      `commission.created ${seller.id} 1000 1000 pending`,
      `commission.created ${top.id} 500 500 pending`,
      `commission.held ${seller.id} 1000 1000 held`,
      `commission.held ${top.id} 500 500 held`,
      `commission.reversed ${seller.id} 333 667 held`,
      `commission.reversed ${top.id} 166 334 held`,
      `commission.restored ${seller.id} 333 1000 held`,
      `commission.restored ${top.id} 166 500 held`,
      `commission.available ${seller.id} 1000 1000 available`,
      `commission.available ${top.id} 500 500 available`,
      `commission.reversed ${seller.id} 1000 0 reversed`,
      `commission.reversed ${top.id} 500 0 reversed`,
    ]);
    expect(events[0]).toMatchObject({
      program: shop.id,
      data: { commission: 1_500, promoterIds: [seller.id], verdict: "pass", currency: "CNY" },
    });
    const shown = (await shop.get("/orders/o1")).body.commissions.map(({ id }: { id: string }) => id);
    expect(new Set(events.slice(1).map(({ data }) => data.commissionId))).toEqual(new Set(shown));
  });

  test("names no customer, and numbers begin at 1 without a gap", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    await sold(shop, seller, "o1");
    const events = await eventsOf(shop);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, place) => place + 1));
    expect(JSON.stringify(of("o1", events))).not.toContain("buyer-");
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const { id } of events) expect(id).toMatch(/^evt_[\w-]{22}$/);
  });

  test("costs its ledger one row for each change, whatever the change says", async () => {
    const shop = await openShop();
    const [, , seller] = await shop.line("top", "middle", "seller");
    await sold(shop, seller, "o1");
    await shop.event("o1", "received", "e1");
    await eventsOf(shop);
    const rows = await runInDurableObject(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`), (_, { storage }) =>
      storage.sql.exec("SELECT kind FROM outbox WHERE kind = 'notify'").toArray(),
    );
    // The decision, the receipt and the end of a hold of no time.
    expect(rows).toHaveLength(3);
    expect(typesOf(await eventsOf(shop), "commission.")).toHaveLength(9);
  });
});

test("a payout is said at each of its steps, by its book and by a batch", async () => {
  const shop = await openShop({ settlement: SETTLEMENT });
  const seller = await shop.promoter("seller");
  await shop.adjust(seller, { amount: 5_000, kind: "bonus", reason: "a start" });
  await shop.namePayee(seller);
  const approver = (await shop.post("/api-keys", { scopes: ["payouts"] })).body.key;
  const ask = async (key: string) =>
    await shop.post(`/promoters/${seller.id}/payouts`, { amount: 2_000 }, { "idempotency-key": key });
  const asked = await ask("one");
  const move = async (path: string) => {
    const moved = await request("POST", `/v1/programs/${shop.id}${path}`, { token: approver, body: {} });
    expect(moved.status).toBeLessThan(300);
  };
  await move(`/payouts/${asked.body.id}/approve`);
  await shop.post("/payout-batches", {}, { "idempotency-key": "batch" });
  await move(`/payouts/${asked.body.id}/paid`);
  await move(`/payouts/${asked.body.id}/returned`);
  await move(`/payouts/${(await ask("two")).body.id}/reject`);
  const events = await eventsOf(shop);
  expect(typesOf(events, "payout.")).toEqual([
    "payout.requested",
    "payout.approved",
    "payout.processing",
    "payout.paid",
    "payout.returned",
    "payout.requested",
    "payout.rejected",
  ]);
  expect(events.find(({ type }) => type === "payout.requested")?.data).toMatchObject({
    payoutId: asked.body.id,
    promoterId: seller.id,
    gross: 2_000,
    net: 2_000,
    currency: "CNY",
  });
});

test("people are said: who joins, moves and is suspended, and whose a customer is", async () => {
  const shop = await openShop({ binding: { mode: "last" } });
  const [one, two] = [await shop.promoter("one"), await shop.promoter("two")];
  await shop.post("/bindings", { customerId: "c1", promoterId: one.id });
  await shop.post("/bindings", { customerId: "c1", promoterId: two.id });
  await shop.patch(`/promoters/${two.id}`, { status: "suspended" });
  await shop.put(`/promoters/${two.id}/upline`, { uplineMemberId: "one", reason: "asked" });
  await shop.promoter("c1");
  const events = await eventsOf(shop);
  const said = events.map(({ type, data: { memberId, customerId, promoterId, status, uplineId } }) =>
    [type, memberId ?? customerId, promoterId, status, uplineId].filter(Boolean).join(" "),
  );
  const joined = events.find(({ data }) => data.memberId === "c1")?.data.promoterId;
  expect(said.filter((line) => line.startsWith("promoter."))).toEqual([
    `promoter.created one ${one.id} active`,
    `promoter.created two ${two.id} active`,
    `promoter.updated two ${two.id} suspended`,
    `promoter.updated two ${two.id} suspended ${one.id}`,
    `promoter.created c1 ${joined} active ${two.id}`,
  ]);
  expect(said.filter((line) => line.startsWith("binding."))).toEqual([
    `binding.created c1 ${one.id}`,
    `binding.ended c1 ${one.id}`,
    `binding.created c1 ${two.id}`,
    `binding.ended c1 ${two.id}`,
  ]);
});

test("a budget is said to be low and exhausted once for each of its settings", async () => {
  const shop = await openShop({ settlement: SETTLEMENT });
  const seller = await shop.promoter("seller");
  await campaign(shop, "spring", 2_100);
  const sell = async (orderId: string) =>
    await shop.order(orderId, 10_000, { clickToken: await shop.tap(seller), campaignId: "spring" });
  await sell("o1");
  await sell("o2");
  await sell("o3");
  await sell("o4");
  await shop.patch("/campaigns/spring", { budget: 3_000 });
  await sell("o5");
  const events = (await eventsOf(shop)).filter(({ type }) => type.startsWith("campaign."));
  expect(events.map(({ type, data }) => [type, data.budget, data.remaining])).toEqual([
    ["campaign.budget_low", 2_100, 100],
    ["campaign.exhausted", 2_100, 0],
    ["campaign.exhausted", 3_000, 0],
  ]);
  expect(events[0]?.data).toMatchObject({ campaignId: "spring", currency: "CNY" });
});
