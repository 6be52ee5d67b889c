import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { batchIdFloor } from "../../../domain/tracking/event-batch.ts";
import { clickCounts } from "../../support/counters.ts";
import { EMPTY, openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const OPERATOR = { token: "operator-of-the-tests" };

async function reconcile(shop: Shop) {
  const started = await shop.post("/reconciliation", {});
  expect([200, 202]).toContain(started.status);
  return await expect
    .poll(async () => (await shop.get("/reconciliation")).body)
    .toMatchObject({ id: started.body.id, state: "finished" })
    .then(async () => (await shop.get("/reconciliation")).body);
}

/** A shop with a line of two, and money in every place. */
async function busyShop(): Promise<{ shop: Shop; seller: Promoter; top: Promoter }> {
  const shop = await openShop();
  const [top, seller] = await shop.line("top", "seller");
  const clickToken = await shop.tap(seller);
  for (const orderId of ["pending", "held", "released", "refunded"])
    await shop.order(orderId, 10_000, { clickToken });
  await shop.post("/orders/held/review", { reason: "to stay held" });
  for (const orderId of ["held", "released", "refunded"]) await shop.event(orderId, "received", "r");
  await shop.event("refunded", "refunded", "x", { amount: 3_333 });
  await shop.settle();
  return { shop, seller, top };
}

function book(shop: Shop) {
  return env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
}

describe("a reconciliation", () => {
  test("of books that hold what was sent finds nothing, whatever is in them", async () => {
    const { shop, seller } = await busyShop();
    await shop.adjust(seller, { amount: 70, kind: "penalty", reason: "x" });
    expect(await reconcile(shop)).toMatchObject({ balanced: true, inFlight: 0, differences: [] });
    const metrics = await request("GET", "/metrics", OPERATOR);
    expect(metrics.body).toContain(`tributary_reconciliation_differences{program="${shop.id}"} 0`);
  });

  test("is unknown before the first, and one at a time", async () => {
    const shop = await openShop();
    expect(await shop.get("/reconciliation")).toMatchObject({
      status: 404,
      body: { code: "unknown_reconciliation" },
    });
    const [one, two] = await Promise.all([
      shop.post("/reconciliation", {}),
      shop.post("/reconciliation", {}),
    ]);
    expect(one.body.id).toBe(two.body.id);
    expect(await reconcile(shop)).toMatchObject({ balanced: true });
  });

  test("finds a posting that the ledger never sent", async () => {
    const { shop } = await busyShop();
    await runInDurableObject(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`), (_, { storage }) => {
      storage.sql.exec("UPDATE outbox SET amount = amount + 1 WHERE seq = 1 AND kind = 'earn'");
    });
    const run = await reconcile(shop);
    expect(run.balanced).toBe(false);
    expect(run.differences).toEqual([
      {
        kind: "ledger_and_journal",
        about: expect.stringMatching(/^cm_\S+ pending$/),
        expected: 1_001,
        found: 1_000,
      },
    ]);
    const metrics = await request("GET", "/metrics", OPERATOR);
    expect(metrics.body).toContain(`tributary_reconciliation_differences{program="${shop.id}"} 1`);
  });

  test("finds a wallet that was written by hand", async () => {
    const { shop, top } = await busyShop();
    await runInDurableObject(book(shop), (_, { storage }) => {
      storage.sql.exec("UPDATE wallets SET available = available + 5 WHERE promoter = ?", refOf(top));
    });
    expect((await reconcile(shop)).differences).toMatchObject([
      { kind: "journal_and_wallet", about: top.id },
    ]);
  });

  test("finds rows that were received and never sent, or acknowledged and lost", async () => {
    const { shop } = await busyShop();
    const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
    await runInDurableObject(ledger, (_, { storage }) => {
      storage.sql.exec(
        "UPDATE pairs SET acked_seq = acked_seq - 2, last_seq = last_seq - 2 WHERE receiver_class = 'book'",
      );
    });
    expect((await reconcile(shop)).differences).toMatchObject([{ kind: "received_more_than_sent" }]);
    await runInDurableObject(ledger, (_, { storage }) => {
      storage.sql.exec(
        "UPDATE pairs SET acked_seq = acked_seq + 4, last_seq = last_seq + 4 WHERE receiver_class = 'book'",
      );
    });
    expect((await reconcile(shop)).differences).toContainEqual(
      expect.objectContaining({ kind: "acknowledged_but_missing" }),
    );
  });

  test("finds a read model that says something else, and a rebuild sets it right", async () => {
    const { shop, seller } = await busyShop();
    await env.REPORTS.prepare(
      "UPDATE commissions SET kept = kept + 9, amount = 1 WHERE program_id = ? AND order_id = 'released' AND level = 1",
    )
      .bind(shop.id)
      .run();
    await env.REPORTS.prepare("DELETE FROM orders WHERE program_id = ? AND order_id = 'held'")
      .bind(shop.id)
      .run();
    const kind = "journal_and_read_model";
    // Commissions are shown with their orders alone.
    const { differences } = await reconcile(shop);
    const ofMoney = differences.filter((one: { kind: string }) => one.kind !== "orders_and_reports");
    expect(ofMoney).toHaveLength(3);
    const expected = [
      { kind, about: expect.stringMatching(/^cm_\S+_1_held held$/), expected: 1_000, found: 0 },
      { kind, about: expect.stringMatching(/^cm_\S+_2_held held$/), expected: 500, found: 0 },
      { kind, about: expect.stringMatching(/^cm_\S+ released$/), expected: 1_000, found: 1_009 },
    ];
    expect(ofMoney).toEqual(expect.arrayContaining(expected));
    // Its sums still have the order that is gone from the read model.
    expect(differences.length).toBeGreaterThan(3);
    const started = await shop.post("/projections/rebuild", {});
    expect(started).toMatchObject({ status: 202, body: { orders: 4 } });
    await expect
      .poll(async () => {
        await shop.settle();
        return (await shop.get("/projections/rebuild")).body;
      })
      .toEqual({ orders: 4, waiting: 0, months: 0, done: true });
    expect(await reconcile(shop)).toMatchObject({ balanced: true });
    const list = await shop.get(`/promoters/${seller.id}/commissions`);
    expect(list.body.data.find((row: { orderId: string }) => row.orderId === "released")).toMatchObject({
      amount: 1_000,
      kept: 1_000,
    });
    expect((await shop.get("/orders")).body.data).toHaveLength(4);
  });
});

describe("a row that a book refuses", () => {
  test("stops its commission, is seen, and is replayed in sequence once the cause is gone", async () => {
    const shop = await openShop();
    const [top, seller] = await shop.line("top", "seller");
    await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    const short = async (change: number) =>
      await runInDurableObject(book(shop), (_, { storage }) => {
        storage.sql.exec(
          "UPDATE wallets SET pending = pending + ? WHERE promoter = ?",
          change,
          refOf(seller),
        );
      });
    await short(-400);
    await shop.event("o1", "received", "r");
    await shop.settle();
    // The upline's commission goes on; the seller's hold is refused, and its release waits behind it.
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, available: 500 });
    const refused = await shop.get("/refused-rows");
    expect(refused.body.data).toMatchObject([
      { orderId: "o1", promoterId: seller.id, kind: "hold", amount: 1_000, reason: "insufficient_pending" },
      { orderId: "o1", promoterId: seller.id, kind: "release", amount: 1_000, reason: "behind_refused" },
    ]);
    // Nobody has to reconcile to see it: the order says so, and a metric counts it.
    const { commissions } = (await shop.get("/orders/o1")).body;
    expect(commissions.map(({ refused = null }) => refused)).toEqual(["insufficient_pending", null]);
    const { differences } = await reconcile(shop);
    const kinds = differences.map((difference: { kind: string }) => difference.kind);
    expect(kinds.filter((kind: string) => kind === "refused")).toHaveLength(2);
    const [{ id }] = refused.body.data;
    // Replayed too early, it is refused again.
    expect(await shop.post(`/refused-rows/${id}/replay`, {})).toMatchObject({
      status: 200,
      body: { rows: 2 },
    });
    await shop.settle();
    expect((await shop.get("/refused-rows")).body.data).toHaveLength(2);
    await short(400);
    expect((await shop.post(`/refused-rows/${id}/replay`, {})).body).toEqual({ id, rows: 2 });
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 1_000 });
    expect((await shop.get("/refused-rows")).body.data).toEqual([]);
    const again = await shop.post(`/refused-rows/${id}/replay`, {});
    expect(again).toMatchObject({ status: 404, body: { code: "unknown_refused_rows" } });
    expect(await reconcile(shop)).toMatchObject({ balanced: true });
    const verdict = await shop.get(`/promoters/${seller.id}/journal/verification`);
    expect(verdict.body).toMatchObject({ valid: true });
  });

  test("is listed page by page, and unknown ids are 404", async () => {
    const shop = await openShop();
    expect((await shop.get("/refused-rows?limit=1")).body).toEqual({ data: [], nextCursor: null });
    for (const id of ["cm_1_0_1_o1x", "nonsense", "cm_zz_0_1_o1"])
      expect((await shop.post(`/refused-rows/${id}/replay`, {})).status).toBe(404);
  });
});

describe("an alarm that was lost", () => {
  test("is seen, counted, and set again by an operator's call", async () => {
    const shop = await openShop({ settlement: { holdPeriod: "PT1H", holdStartsAt: "paid" } });
    const seller = await shop.promoter("seller");
    const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
    await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    const alarm = async () => {
      const { data } = (await shop.get("/alarms")).body;
      return data.find((one: { class: string }) => one.class === "COMMISSION_LEDGER");
    };
    expect(await alarm()).toMatchObject({ object: `${shop.id}/0`, overdue: false });
    await runInDurableObject(ledger, async (_, { storage }) => await storage.deleteAlarm());
    expect(await alarm()).toMatchObject({ alarmAt: null, overdue: true });
    expect((await shop.post("/alarms/replay", {})).body).toMatchObject({ overdue: 1 });
    const again = await alarm();
    expect(again).toMatchObject({ overdue: false });
    expect(again.alarmAt).toBe((await shop.get("/orders/o1")).body.holdEndsAt);
    const metrics = await request("GET", "/metrics", OPERATOR);
    expect(metrics.body).toMatch(/^tributary_overdue_alarms [1-9]/m);
  });
});

describe("a dead letter", () => {
  test("is seen and delivered again by the operator alone", async () => {
    const shop = await openShop();
    const sentAtMs = Date.now();
    const id = batchIdFloor(sentAtMs) + "0".repeat(20);
    const clicks = [[999_999, 7, 513, [0], "1", "f".repeat(16), ""]];
    const body = { v: 2, id, sentAtMs, clicks, counts: [] };
    await env.REPORTS.prepare(
      "INSERT INTO dead_letters (queue, message_id, body, received_at_ms) VALUES ('tributary-events-dead', ?, ?, ?)",
    )
      .bind(crypto.randomUUID(), JSON.stringify(body), Date.now())
      .run();
    const [letter] = (await request("GET", "/v1/dead-letters?limit=1", OPERATOR)).body.data;
    expect(letter).toMatchObject({ body: JSON.stringify(body), replayedAt: null });
    const replayed = await request("POST", `/v1/dead-letters/${letter.id}/replay`, { ...OPERATOR, body: {} });
    expect(replayed).toMatchObject({ status: 200, body: { id: letter.id } });
    expect(replayed.body.replayedAt).not.toBeNull();
    const hour = { program: 999_999, fromMs: sentAtMs - 3_600_000, toMs: sentAtMs + 1 };
    const counted = async () => (await clickCounts(env.REPORTS, hour))[0]?.clicks;
    await expect.poll(counted).toBe(1);
    const foreign = await request("GET", "/v1/dead-letters", { token: shop.apiKey });
    expect(foreign.status).toBe(404);
    const unknown = await request("POST", "/v1/dead-letters/999999/replay", { ...OPERATOR, body: {} });
    expect(unknown.body.code).toBe("unknown_dead_letter");
  });
});

function refOf(promoter: Promoter): number {
  return Number.parseInt(promoter.id.slice(3), 36);
}
