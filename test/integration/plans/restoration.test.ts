/** Voided refunds under a budget, over HTTP through the whole Worker: what comes back is what there is room for. */
import { deliveryOf } from "../../support/delivery.ts";
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { BookRow } from "../../../durable-objects/delivery/rows.ts";
import { asExplanation, recomputeCommissions } from "../../support/recompute-explanation.ts";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

interface Sale {
  readonly shop: Shop;
  readonly seller: Promoter;
  readonly order: (orderId: string, amount?: number) => Promise<void>;
}

/** A shop with a campaign; an order over 10,000 costs it 1,000, 500 and 200. */
async function sale(budget: number): Promise<Sale> {
  const shop = await openShop();
  const [, , seller] = await shop.line("top", "middle", "seller");
  const clickToken = await shop.tap(seller);
  const span = { startsAt: "2020-01-01T00:00:00Z", endsAt: "2099-01-01T00:00:00Z" };
  await shop.post("/campaigns", { id: "sale", name: "A sale", ...span, budget });
  const order = async (orderId: string, amount = 10_000) => {
    const { status } = await shop.order(orderId, amount, { clickToken, campaignId: "sale" });
    if (status !== 200) throw new Error(`${orderId}: ${status}`);
    await shop.settle();
  };
  return { shop, seller, order };
}

async function tell(shop: Shop, orderId: string, type: string, eventId: string, more = {}): Promise<void> {
  const { status } = await shop.event(orderId, type, eventId, more);
  if (status !== 200) throw new Error(`${eventId}: ${status}`);
  await shop.settle();
}

async function kept(shop: Shop, orderId: string): Promise<number[]> {
  const { commissions } = (await shop.get(`/orders/${orderId}`)).body;
  return commissions.map((one: { kept: number }) => one.kept);
}

/** The campaign spent what its orders keep, and not a unit more than its budget. */
async function spent(shop: Shop, ...orderIds: string[]): Promise<number> {
  const { budget, reserved, spent: all } = (await shop.get("/campaigns/sale")).body;
  const sums = await Promise.all(orderIds.map(async (id) => await kept(shop, id)));
  const sum = sums.flat().reduce((total, one) => total + one, 0);
  expect([reserved, all]).toEqual([0, sum]);
  expect(all).toBeLessThanOrEqual(budget);
  return all;
}

async function explained(shop: Shop, orderId: string) {
  const { body } = await shop.get(`/orders/${orderId}/explanation`);
  const order = (await shop.get(`/orders/${orderId}`)).body;
  expect(recomputeCommissions(asExplanation(body)).map((one) => one.kept)).toEqual(
    order.commissions.map((one: { kept: number }) => one.kept),
  );
  // The order says as much as its explanation.
  expect([order.askedOfBudget, unrestored(order)]).toEqual([
    body.reversal.askedOfBudget,
    unrestored(body.commission),
  ]);
  return body;
}

const unrestored = (body: { commissions: { unrestored: number }[] }) =>
  body.commissions.map((one) => one.unrestored);

const restored = (body: { events: Record<string, unknown>[] }) =>
  body.events
    .filter((event) => event["type"] === "restored")
    .map((event) => [event["wanted"], event["amount"]]);

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

test("forty orders, refunded and voided at once while every object is killed, never exceed it", async () => {
  const { shop } = await sale(5_000);
  const seller = await shop.promoter("another");
  const more = { clickToken: await shop.tap(seller), campaignId: "sale" };
  const ids = Array.from({ length: 40 }, (_, index) => `o${index}`);
  const surely = async (call: () => Promise<{ status: number }>) => {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const { status } = await call().catch(() => ({ status: 0 }));
      if (status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error("it was never taken");
  };
  const killing = { on: true };
  const killer = (async () => {
    for (let kill = 0; kill < 15 && killing.on; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await abortAllDurableObjects();
    }
  })();
  await Promise.all(
    ids.map(async (id, index) => {
      await surely(() => shop.order(id, 10_000, more));
      await surely(() => shop.event(id, "refunded", "r1", { amount: 1_000 * (1 + (index % 10)) }));
      await surely(() => shop.order(`${id}-after`, 10_000, more));
      await surely(() => shop.event(id, "refund_voided", "v1", { voids: "r1" }));
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
}, 120_000);

async function inBook(shop: Shop, statement: string): Promise<void> {
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  await runInDurableObject(book, async (_, state) => void state.storage.sql.exec(statement));
}

describe("while the budget is asked", () => {
  const inLedger = async (shop: Shop, work: (sql: SqlStorage) => void) => {
    const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
    await runInDurableObject(ledger, async (_, state) => work(state.storage.sql));
  };
  /** Keeps the ledger from telling its book anything until then. */
  const silentUntil = async (shop: Shop, atMs: number) =>
    await inLedger(shop, (sql) => void sql.exec("UPDATE pairs SET retry_at_ms = ?", atMs));
  const asking = async (shop: Shop) => {
    const { reversed, applied, askedOfBudget } = (await explained(shop, "o1")).reversal;
    return [reversed, applied, askedOfBudget];
  };

  test("commissions stay where the refund left them, also through refunds of meanwhile", async () => {
    const { shop, seller, order } = await sale(1_700);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1");
    await silentUntil(shop, Number.MAX_SAFE_INTEGER);
    await shop.event("o1", "refund_voided", "v1", { voids: "r1" });
    expect([await asking(shop), await kept(shop, "o1")]).toEqual([
      [0, 10_000, 1_700],
      [0, 0, 0],
    ]);
    const shown = (await shop.get("/orders/o1")).body;
    expect([shown.askedOfBudget, unrestored(shown)]).toEqual([1_700, [0, 0, 0]]);
    await shop.event("o1", "refunded", "r2", { amount: 5_000 });
    await shop.event("o1", "refunded", "r3", { amount: 1_000 });
    await shop.event("o1", "refund_voided", "v2", { voids: "r2" });
    expect([await asking(shop), await kept(shop, "o1")]).toEqual([
      [1_000, 10_000, 1_700],
      [0, 0, 0],
    ]);
    await silentUntil(shop, 0);
    await shop.settle();
    expect(await kept(shop, "o1")).toEqual([900, 450, 180]);
    expect(await spent(shop, "o1")).toBe(1_530);
    expect(await asking(shop)).toEqual([1_000, 1_000, 0]);
    expect((await shop.wallet(seller))["pending"]).toBe(900);
  });

  test("an answer that was lost is heard again, whatever the budget has room for by then", async () => {
    const { shop, order } = await sale(1_700);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1");
    await order("o2", 5_000);
    await silentUntil(shop, Number.MAX_SAFE_INTEGER);
    await shop.event("o1", "refund_voided", "v1", { voids: "r1" });
    // The book takes the rows, and nobody hears what it says.
    const rows: BookRow[] = [];
    let life = "";
    await inLedger(shop, (sql) => {
      life = sql.exec<{ life: string }>("SELECT life FROM pairs WHERE receiver_class = 'book'").one().life;
      const waiting = sql
        .exec<{ seq: number; kind: string; amount: number; promoter: number }>(
          `SELECT o.seq, o.kind, o.amount, o.promoter FROM outbox o JOIN pairs p ON p.pair = o.pair
           WHERE p.receiver_class = 'book' AND o.seq > p.acked_seq ORDER BY o.seq`,
        )
        .toArray();
      for (const { seq, kind, amount, promoter } of waiting) {
        const month = new Date().toISOString().slice(0, 7);
        rows.push(
          kind === "respend"
            ? {
                type: "budget",
                seq,
                kind,
                orderId: "o1",
                campaignId: "sale",
                reservation: 1,
                amount: amountMinor(amount),
              }
            : {
                type: "sales",
                seq,
                promoter: promoter as PromoterRef,
                month,
                change: amount,
              },
        );
      }
    });
    const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
    const lost = await book.deliver(deliveryOf({ class: "ledger", name: `${shop.id}/0` }, rows, life));
    expect(lost).toMatchObject({ kind: "taken", grants: [{ granted: 850 }] });
    await shop.patch("/campaigns/sale", { budget: null });
    await silentUntil(shop, 0);
    await shop.settle();
    expect(restored((await shop.get("/orders/o1")).body)).toEqual([[1_700, 850]]);
    expect(await kept(shop, "o1")).toEqual([850, 0, 0]);
    expect((await shop.get("/campaigns/sale")).body).toMatchObject({ spent: 1_700, reserved: 0 });
  });

  test("an answer whose order fails holds up no other, and a replay applies it without asking again", async () => {
    const { shop, order } = await sale(3_400);
    for (const orderId of ["o1", "o2"]) {
      await order(orderId);
      await tell(shop, orderId, "refunded", "r1");
    }
    await inLedger(shop, (sql) => {
      sql.exec(`CREATE TRIGGER broken BEFORE INSERT ON events
        WHEN NEW.event_id = 'budget:1' AND NEW.order_row = (SELECT row FROM orders WHERE order_id = 'o1')
        BEGIN SELECT RAISE(ABORT, 'broken'); END`);
    });
    await silentUntil(shop, Number.MAX_SAFE_INTEGER);
    for (const orderId of ["o1", "o2"]) await shop.event(orderId, "refund_voided", "v1", { voids: "r1" });
    await silentUntil(shop, 0);
    await shop.settle();
    expect([await kept(shop, "o1"), await kept(shop, "o2")]).toEqual([
      [0, 0, 0],
      [1_000, 500, 200],
    ]);
    // Its room is taken, and what happens to the order meanwhile waits as while it was asked.
    expect((await shop.get("/campaigns/sale")).body).toMatchObject({ spent: 3_400, reserved: 0 });
    await tell(shop, "o1", "refunded", "r2", { amount: 5_000 });
    const { data } = (await shop.get("/refused-rows")).body;
    expect(data).toMatchObject([
      { orderId: "o1", kind: "respend", amount: 1_700, reason: "grant_unapplied", granted: 1_700 },
    ]);
    await inLedger(shop, (sql) => void sql.exec("DROP TRIGGER broken"));
    expect((await shop.post(`/refused-rows/${data[0].id}/replay`, {})).body).toMatchObject({ rows: 1 });
    await shop.settle();
    expect(await kept(shop, "o1")).toEqual([500, 250, 100]);
    expect(await spent(shop, "o1", "o2")).toBe(2_550);
    expect((await shop.get("/refused-rows")).body.data).toEqual([]);
  });

  test("a question that failed leaves them there, and a replay asks it again", async () => {
    const { shop, order } = await sale(1_700);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1");
    await inBook(
      shop,
      "CREATE TRIGGER broken BEFORE INSERT ON grants BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    await tell(shop, "o1", "refund_voided", "v1", { voids: "r1" });
    expect([await asking(shop), await kept(shop, "o1")]).toEqual([
      [0, 10_000, 1_700],
      [0, 0, 0],
    ]);
    expect((await shop.get("/campaigns/sale")).body).toMatchObject({ spent: 0, reserved: 0 });
    const { data } = (await shop.get("/refused-rows")).body;
    expect(data).toMatchObject([{ orderId: "o1", kind: "respend", amount: 1_700, reason: "failed" }]);
    await inBook(shop, "DROP TRIGGER broken");
    expect((await shop.post(`/refused-rows/${data[0].id}/replay`, {})).body).toMatchObject({ rows: 1 });
    await shop.settle();
    expect(await kept(shop, "o1")).toEqual([1_000, 500, 200]);
    expect(await spent(shop, "o1")).toBe(1_700);
    expect((await shop.get("/refused-rows")).body.data).toEqual([]);
  });
});
