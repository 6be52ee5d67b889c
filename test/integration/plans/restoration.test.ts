/** Voided refunds under a budget, over HTTP through the whole Worker: what comes back is what there is room for. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { inBook, untilTaken } from "../../support/campaigns/budget.ts";
import { explained, kept, restored, sale, spent, tell, unrestored } from "../../support/campaigns/sale.ts";
import { sized } from "../../support/effort.ts";
import { request } from "../../support/shop.ts";

const ORDERS = sized(8, 40, 16);

describe("a refund that is voided after others took the room", () => {
  test("brings nothing back, says so, and is not made good when there is room again", async () => {
    const { shop, seller, order } = await sale(1_700);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1");
    await order("o2");
    expect(await kept(shop, "o2")).toEqual([1_000, 500, 200]);
    await tell(shop, "o1", "refund_voided", "v1", { voids: "r1" });
    expect(await kept(shop, "o1")).toEqual([0, 0, 0]);
    expect(await spent(shop, "o1", "o2")).toBe(1_700);
    const { reversal, commission } = await explained(shop, "o1");
    expect(reversal).toMatchObject({ reversed: 0, applied: 0, askedOfBudget: 0 });
    expect(restored(reversal)).toEqual([[1_700, 0]]);
    expect(commission.commissions[0]).toMatchObject({
      amount: 1_000,
      unrestored: 1_000,
      kept: 0,
      keptText: "ceil((1000 - 1000) x (10000 - 0) / 10000) = 0",
    });
    const shown = (await shop.get("/orders/o1")).body;
    expect([shown.reversedAmount, shown.askedOfBudget, unrestored(shown)]).toEqual([0, 0, [1_000, 500, 200]]);
    const { token } = (await shop.post(`/promoters/${seller.id}/tokens`, {})).body;
    expect((await request("GET", `/v1/programs/${shop.id}/orders/o1`, { token })).status).toBe(404);
    // What was cut costs nothing in a simulation either.
    const { rules } = (await shop.get("/commission-rules")).body;
    expect((await shop.post("/commission-rules/simulate", { rules })).body).toMatchObject({
      orders: 2,
      before: 1_700,
    });
    await tell(shop, "o2", "cancelled", "c2");
    expect(await kept(shop, "o1")).toEqual([0, 0, 0]);
    expect(await spent(shop, "o1", "o2")).toBe(0);
    expect((await shop.wallet(seller))["pending"]).toBe(0);
  });

  test("brings back the part that fits, cut from the highest level", async () => {
    const { shop, seller, order } = await sale(2_000);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1", { amount: 5_000 });
    await order("o2", 6_000);
    expect(await spent(shop, "o1", "o2")).toBe(1_870);
    await tell(shop, "o1", "refund_voided", "v1", { voids: "r1" });
    expect(await kept(shop, "o1")).toEqual([630, 250, 100]);
    expect(await spent(shop, "o1", "o2")).toBe(2_000);
    expect(restored((await explained(shop, "o1")).reversal)).toEqual([[850, 130]]);
    expect((await shop.wallet(seller))["pending"]).toBe(630 + 600);
    // From now on it is a smaller commission: half of it goes with half of the order, and comes back with it.
    await tell(shop, "o1", "refunded", "r2", { amount: 5_000 });
    expect(await kept(shop, "o1")).toEqual([315, 125, 50]);
    await tell(shop, "o1", "refund_voided", "v2", { voids: "r2" });
    expect(await kept(shop, "o1")).toEqual([630, 250, 100]);
    expect(await spent(shop, "o1", "o2")).toBe(2_000);
    expect(restored((await explained(shop, "o1")).reversal)).toEqual([
      [850, 130],
      [490, 490],
    ]);
  });

  test("brings everything back where there is room, each void its own part", async () => {
    const { shop, seller, order } = await sale(1_700);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1", { amount: 4_000 });
    await tell(shop, "o1", "refunded", "r2", { amount: 6_000 });
    await tell(shop, "o1", "received", "got-it");
    await tell(shop, "o1", "refund_voided", "v1", { voids: "r1" });
    expect(await kept(shop, "o1")).toEqual([400, 200, 80]);
    await tell(shop, "o1", "refund_voided", "v2", { voids: "r2" });
    expect(await kept(shop, "o1")).toEqual([1_000, 500, 200]);
    expect(await spent(shop, "o1")).toBe(1_700);
    expect(restored((await explained(shop, "o1")).reversal)).toEqual([
      [680, 680],
      [1_020, 1_020],
    ]);
    expect((await shop.wallet(seller))["available"]).toBe(1_000);
  });

  test("holds for a dispute that was lost and won after all", async () => {
    const { shop, order } = await sale(1_700);
    await order("o1");
    await tell(shop, "o1", "dispute_lost", "d1", { occurredAt: new Date(Date.now() - 60_000).toISOString() });
    await order("o2");
    await tell(shop, "o1", "dispute_won", "d2");
    expect(await kept(shop, "o1")).toEqual([0, 0, 0]);
    expect(await spent(shop, "o1", "o2")).toBe(1_700);
    expect(restored((await explained(shop, "o1")).reversal)).toEqual([[1_700, 0]]);
  });

  test("takes no event away from the merchant's own", async () => {
    const { shop, order } = await sale(1_700);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1");
    await tell(shop, "o1", "refund_voided", "v1", { voids: "r1" });
    expect(restored((await shop.get("/orders/o1")).body)).toEqual([[1_700, 1_700]]);
    await runInDurableObject(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`), async (_, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE n (i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO events (order_row, source, event_id, event, recorded_at_ms)
         SELECT row, 'merchant', 'e' || i, json_object('eventId', 'e' || i, 'kind', 'received', 'occurredAtMs', 0), 0
         FROM orders, n WHERE order_id = 'o1'`,
        LIMITS.eventsPerOrder,
      );
    });
    expect((await shop.event("o1", "received", "last")).status).toBe(200);
    expect((await shop.event("o1", "received", "one-more")).body.code).toBe("too_many_events");
  });

  test("asks nothing when it was voided before the order came", async () => {
    const { shop, order } = await sale(1_700);
    await shop.event("o1", "refunded", "r1");
    await shop.event("o1", "refund_voided", "v1", { voids: "r1" });
    await shop.event("o1", "refunded", "r2", { amount: 5_000 });
    await order("o1");
    expect(await kept(shop, "o1")).toEqual([500, 250, 100]);
    expect(restored((await shop.get("/orders/o1")).body)).toEqual([]);
    expect(await spent(shop, "o1")).toBe(850);
  });

  test("tells a promoter nothing of what others were to get", async () => {
    const { shop, seller, order } = await sale(1_000);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1");
    await tell(shop, "o1", "refund_voided", "v1", { voids: "r1" });
    const made = await shop.post(`/promoters/${seller.id}/tokens`, {});
    const own = await request("GET", `/v1/programs/${shop.id}/orders/o1/explanation`, {
      token: made.body.token,
    });
    expect(restored(own.body.reversal)).toEqual([[undefined, undefined]]);
    expect(own.body.commission.commissions).toMatchObject([{ kept: 1_000 }]);
  });
});

test(`${ORDERS} orders, refunded and voided at once while every object is killed, never exceed it`, async () => {
  const { shop } = await sale(5_000);
  const seller = await shop.promoter("another");
  const more = { clickToken: await shop.tap(seller), campaignId: "sale" };
  const ids = Array.from({ length: ORDERS }, (_, index) => `o${index}`);
  const killing = { on: true };
  const killer = (async () => {
    for (let kill = 0; kill < 15 && killing.on; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await abortAllDurableObjects();
    }
  })();
  await Promise.all(
    ids.map(async (id, index) => {
      await untilTaken(() => shop.order(id, 10_000, more));
      await untilTaken(() => shop.event(id, "refunded", "r1", { amount: 1_000 * (1 + (index % 10)) }));
      await untilTaken(() => shop.order(`${id}-after`, 10_000, more));
      await untilTaken(() => shop.event(id, "refund_voided", "v1", { voids: "r1" }));
    }),
  );
  killing.on = false;
  await killer;
  await inBook(shop, "UPDATE reservations SET ask_at_ms = 1 WHERE ask_at_ms IS NOT NULL");
  for (let round = 0; round < 3; round += 1) {
    await env.ACCOUNT_BOOK.getByName(`${shop.id}/0`).wake(1);
    await shop.settle();
  }
  const all = await spent(shop, ...ids, ...ids.map((id) => `${id}-after`));
  expect(all).toBeGreaterThan(0);
});
