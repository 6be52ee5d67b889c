/** While a budget is asked for a voided refund: nothing is kept before its answer, and no answer is lost. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { BookRow } from "../../../durable-objects/delivery/rows.ts";
import { inBook } from "../../support/campaigns/budget.ts";
import { explained, kept, restored, sale, spent, tell, unrestored } from "../../support/campaigns/sale.ts";
import { deliveryOf } from "../../support/delivery.ts";
import type { Shop } from "../../support/shop.ts";

/** A pair is never silent for longer: a later end was noted by a clock that was ahead. */
const LONGEST_PAUSE_MS = 60_000;

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
    await silentUntil(shop, Date.now() + LONGEST_PAUSE_MS);
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
    await silentUntil(shop, Date.now() + LONGEST_PAUSE_MS);
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

  test("what a book that was put back answers again is no answer to the question of today", async () => {
    const { shop, order } = await sale(3_400);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1");
    await tell(shop, "o1", "refund_voided", "v1", { voids: "r1" });
    await tell(shop, "o1", "refunded", "r2", { amount: 5_000 });
    await silentUntil(shop, Date.now() + LONGEST_PAUSE_MS);
    await shop.event("o1", "refund_voided", "v2", { voids: "r2" });
    let firstAsked = 0;
    await inLedger(shop, (sql) => {
      firstAsked = sql
        .exec<{ seq: number }>("SELECT min(seq) AS seq FROM outbox WHERE kind = 'respend'")
        .one().seq;
    });
    await inBook(shop, `UPDATE senders SET last_seq = ${firstAsked - 1}`);
    await inBook(shop, "DELETE FROM grants");
    await silentUntil(shop, 0);
    await shop.settle();
    expect(await kept(shop, "o1")).toEqual([1_000, 500, 200]);
    expect(restored((await shop.get("/orders/o1")).body)).toEqual([
      [1_700, 1_700],
      [850, 850],
    ]);
    expect((await shop.get("/refused-rows")).body.data).toEqual([]);
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
    await silentUntil(shop, Date.now() + LONGEST_PAUSE_MS);
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

  test("a cost that was refused is told again as the order costs by then", async () => {
    const { shop, order } = await sale(3_400);
    await order("o1");
    await inBook(
      shop,
      `CREATE TRIGGER broken BEFORE UPDATE ON reservations WHEN NEW.amount = 850
       BEGIN SELECT RAISE(ABORT, 'broken'); END`,
    );
    await tell(shop, "o1", "refunded", "r1", { amount: 5_000 });
    const { data } = (await shop.get("/refused-rows")).body;
    expect(data).toMatchObject([{ orderId: "o1", kind: "cost", amount: 850 }]);
    await tell(shop, "o1", "refunded", "r2", { amount: 1_000 });
    await inBook(shop, "DROP TRIGGER broken");
    await shop.post(`/refused-rows/${data[0].id}/replay`, {});
    await shop.settle();
    expect(await spent(shop, "o1")).toBe(680);
    expect((await shop.get("/refused-rows")).body.data).toEqual([]);
  });

  test("an answer that storage could not take is no refused row, and comes again", async () => {
    const { shop, order } = await sale(1_700);
    await order("o1");
    await tell(shop, "o1", "refunded", "r1");
    await inLedger(shop, (sql) => {
      sql.exec(`CREATE TRIGGER broken BEFORE INSERT ON events WHEN NEW.event_id = 'budget:1'
        BEGIN SELECT RAISE(ABORT, 'SQLITE_IOERR: disk I/O error'); END`);
    });
    await tell(shop, "o1", "refund_voided", "v1", { voids: "r1" });
    expect((await shop.get("/refused-rows")).body.data).toEqual([]);
    expect(await kept(shop, "o1")).toEqual([0, 0, 0]);
    await inLedger(shop, (sql) => void sql.exec("DROP TRIGGER broken"));
    await silentUntil(shop, 0);
    await shop.settle();
    expect(await kept(shop, "o1")).toEqual([1_000, 500, 200]);
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
