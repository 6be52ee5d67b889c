import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { dealtMap, nextMoves } from "../../../domain/kernel/slot-map.ts";
import type { CommissionLedger } from "../../../durable-objects/commission-ledger/commission-ledger.ts";
import { growObjects } from "../../../worker/growth/grow-objects.ts";
import { forgetSlotMaps, readGrowth } from "../../../worker/growth/growths.tables.ts";
import { askForObjects, grow } from "../../support/growth/grow.ts";
import { reconciled } from "./reconciliations.ts";
import { type Answer, openShop, type Promoter, type Shop } from "../../support/shop.ts";

async function balanced(shop: Shop): Promise<Answer["body"]> {
  await shop.post("/alarms/replay", {});
  return await reconciled(shop);
}

async function shopWithOrders(orders: number): Promise<{ shop: Shop; promoter: Promoter }> {
  const shop = await openShop();
  const promoter = await shop.promoter("promoter");
  await shop.coupon("TEA", promoter);
  for (let index = 0; index < orders; index += 1)
    await shop.order(`order-${index}`, 1_000, { couponCode: "TEA" });
  return { shop, promoter };
}

test("after growth every order is where it is asked for, with its events, and pays to the unit", async () => {
  const { shop, promoter } = await shopWithOrders(12);
  // An event that comes before its order moves with its slot as well.
  expect((await shop.event("late", "refunded", "refund-late", { amount: 400 })).status).toBe(202);
  await expect.poll(async () => (await shop.wallet(promoter))["pending"]).toBe(1_200);
  // As an earlier version of the code kept it.
  await runInDurableObject(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`), (_, { storage: { sql } }) => {
    sql.exec("UPDATE orders SET slot = NULL WHERE order_id = 'late'");
  });
  await grow(shop, 4);
  expect((await shop.get("/objects")).body).toEqual({
    count: 4,
    books: 1,
    slotsLeft: { orders: 0, customers: 0 },
    done: true,
  });
  const growth = await readGrowth(env.CONFIG, shop.id);
  expect(new Set(growth?.maps.orders.map)).toEqual(new Set([0, 1, 2, 3]));

  for (let index = 0; index < 12; index += 1) {
    const read = await shop.get(`/orders/order-${index}`);
    expect(read.body).toMatchObject({ orderId: `order-${index}`, state: "pending" });
  }
  const repeated = await shop.order("order-3", 1_000, { couponCode: "TEA" });
  expect(repeated.body.results[0].status).toBe("duplicate");
  const late = await shop.order("late", 1_000, { couponCode: "TEA" });
  expect(late.body.results[0].status).toBe("accepted");
  expect((await shop.get("/orders/late")).body).toMatchObject({ reversedAmount: 400 });
  for (let index = 0; index < 6; index += 1) {
    const answer = await shop.event(`order-${index}`, "refunded", `refund-${index}`, { amount: 1_000 });
    expect(answer.status).toBe(200);
  }
  for (let index = 6; index < 12; index += 1) {
    expect((await shop.event(`order-${index}`, "received", `received-${index}`)).status).toBe(200);
  }
  await shop.post("/alarms/replay", {});
  const wallet = async () => await shop.wallet(promoter);
  await expect.poll(wallet).toMatchObject({ available: 600, pending: 60 });
  expect(await balanced(shop)).toMatchObject({ balanced: true, differences: [] });
});

test("a caller with an old map is led on, and the number of ledgers never falls", async () => {
  const { shop, promoter } = await shopWithOrders(8);
  await grow(shop, 2);
  await forgetSlotMaps(env.CONFIG, shop.id);
  for (let index = 0; index < 8; index += 1) {
    expect((await shop.get(`/orders/order-${index}`)).status).toBe(200);
    const repeated = await shop.order(`order-${index}`, 1_000, { couponCode: "TEA" });
    expect(repeated.body.results[0].status).toBe("duplicate");
  }
  const more = Array.from({ length: 20 }, (_, index) => ({
    orderId: `more-${index}`,
    amount: 1_000,
    couponCode: "TEA",
    currency: "CNY",
  }));
  const answered = await shop.post("/conversions", { conversions: more });
  expect(new Set(answered.body.results.map(({ status }: { status: string }) => status))).toEqual(
    new Set(["accepted"]),
  );
  await expect.poll(async () => (await shop.wallet(promoter))["pending"]).toBe(2_800);
  // The job finds that the slots have moved, and switches the map anew.
  await grow(shop, 2);
  expect((await askForObjects(shop, 1)).body.code).toBe("fewer_objects");
  expect((await shop.post("/objects", { count: 3 })).status).toBe(404);
});

test("a step that is repeated, as after a crash, moves nothing twice", async () => {
  const { shop } = await shopWithOrders(3);
  const [moves] = nextMoves(dealtMap(1), 2, 3);
  if (moves === undefined) throw new Error("a slot has to move");
  const [from, to] = [`${shop.id}/${moves.from}`, `${shop.id}/${moves.to}`];
  const step = async () => await env.COMMISSION_LEDGER.getByName(from).moveSlots(moves.slots, to, 1);
  const complete = moves.slots.map(() => ({ kind: "complete" }));
  await expect.poll(step).toEqual(complete);
  expect(await step()).toEqual(complete);
  expect(await env.COMMISSION_LEDGER.getByName(to).slotsFrom(from)).toEqual(
    moves.slots.toSorted((one, other) => one - other).map((slot) => ({ slot, isComplete: true })),
  );
  expect((await askForObjects(shop, 2)).status).toBe(202);
  await growObjects(env, { kind: "grow", program: shop.id });
  const growth = await readGrowth(env.CONFIG, shop.id);
  expect(moves.slots.map((slot) => growth?.maps.orders.map[slot])).toEqual(moves.slots.map(() => moves.to));
});

/** Puts a ledger back to before its slots left. @returns the orders that have gone since. */
async function putBackBeforeMoves(ledger: DurableObjectStub<CommissionLedger>): Promise<string[]> {
  return await runInDurableObject(ledger, (_, { storage: { sql } }) => {
    const orders = sql.exec<{ id: string }>("SELECT order_id AS id FROM orders WHERE moved = 2").toArray();
    sql.exec("UPDATE orders SET moved = 0, due_at_ms = 1");
    sql.exec("DELETE FROM left_slots");
    sql.exec("DELETE FROM outbox WHERE kind IN ('slot_opens', 'slot_closes', 'moved_order')");
    sql.exec("DELETE FROM lives WHERE pair IN (SELECT pair FROM pairs WHERE receiver_class = 'ledger')");
    sql.exec("UPDATE pairs SET acked_seq = 0, last_seq = 0, life = '' WHERE receiver_class = 'ledger'");
    return orders.map(({ id }) => id);
  });
}

async function goneFrom(ledger: DurableObjectStub<CommissionLedger>): Promise<string[]> {
  return await runInDurableObject(ledger, (_, { storage: { sql } }) =>
    sql
      .exec<{ id: string }>("SELECT order_id AS id FROM orders WHERE moved = 2")
      .toArray()
      .map(({ id }) => id),
  );
}

test("a slot whose orders wait for an operator says so, and moves once their rows were sent again", async () => {
  const { shop, promoter } = await shopWithOrders(0);
  const inBook = async (statement: string) => {
    const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
    await runInDurableObject(book, (_, { storage: { sql } }) => void sql.exec(statement));
  };
  await inBook("CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'broken'); END");
  await shop.order("order", 1_000, { couponCode: "TEA" });
  const refused = async () => (await shop.get("/refused-rows")).body.data;
  await expect.poll(async () => (await refused()).length).toBeGreaterThan(0);
  await inBook("DROP TRIGGER broken");
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    expect((await askForObjects(shop, 256)).status).toBe(202);
    const waiting = async () => {
      await growObjects(env, { kind: "grow", program: shop.id });
      return String(logged.mock.calls.findLast(([line]) => String(line).includes("slot_waits")));
    };
    await expect.poll(waiting).toContain("refused_rows");
  } finally {
    logged.mockRestore();
  }
  expect((await shop.get("/objects")).body.done).toBe(false);
  for (const { id } of await refused()) await shop.post(`/refused-rows/${id}/replay`, {});
  await grow(shop, 256);
  expect((await shop.get("/orders/order")).body).toMatchObject({ orderId: "order", amount: 1_000 });
  expect(await shop.wallet(promoter)).toMatchObject({ pending: 100 });
});

test("a ledger that was put back to before a slot left learns from the other ledger what has gone", async () => {
  const { shop } = await shopWithOrders(24);
  await grow(shop, 2);
  const [from, to] = [`${shop.id}/0`, `${shop.id}/1`];
  const ledger = env.COMMISSION_LEDGER.getByName(from);
  const gone = await putBackBeforeMoves(ledger);
  expect(gone.length).toBeGreaterThan(0);
  await evictDurableObject(ledger);
  const moved = async () => {
    await env.COMMISSION_LEDGER.getByName(from).wake(1);
    return await goneFrom(ledger);
  };
  await expect.poll(moved).toEqual(gone);
  const known = await env.COMMISSION_LEDGER.getByName(to).knownOrders(gone);
  expect(known.toSorted()).toEqual(gone.toSorted());
});

test("a ledger that does not know that it was put back hears of it from whoever has its slots", async () => {
  const { shop } = await shopWithOrders(24);
  await grow(shop, 2);
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  const gone = await putBackBeforeMoves(ledger);
  await runInDurableObject(ledger, (_, { storage: { sql } }) => {
    sql.exec("DELETE FROM pairs WHERE receiver_class = 'ledger'");
  });
  await evictDurableObject(ledger);
  await env.COMMISSION_LEDGER.getByName(`${shop.id}/1`).wake(1);
  await expect.poll(async () => await goneFrom(ledger)).toEqual(gone);
});

test("a ledger that was put back asks which others there are until the database says so", async () => {
  const { shop } = await shopWithOrders(24);
  // The database has to know the ledger: by that it notices.
  await expect.poll(async () => (await shop.get("/orders?limit=100")).body.data.length).toBe(24);
  await grow(shop, 2);
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  // Before all else: its own alarm may ask as soon as it was put back.
  await env.REPORTS.prepare("ALTER TABLE known_objects RENAME TO known_objects_away").run();
  let gone: string[];
  try {
    gone = await putBackBeforeMoves(ledger);
    await runInDurableObject(ledger, (_, { storage: { sql, kv } }) => {
      sql.exec("DELETE FROM pairs WHERE receiver_class = 'ledger'");
      // It never wrote to the lists, by what it knows, and has something for them.
      kv.delete("projection_marks");
      sql.exec("INSERT OR IGNORE INTO unprojected SELECT row FROM orders");
    });
    await evictDurableObject(ledger);
    await env.COMMISSION_LEDGER.getByName(`${shop.id}/0`).wake(1);
    await expect.poll(() => JSON.stringify(logged.mock.calls)).toContain("ledgers_not_asked");
    expect(await goneFrom(ledger)).toEqual([]);
  } finally {
    await env.REPORTS.prepare("ALTER TABLE known_objects_away RENAME TO known_objects").run();
    logged.mockRestore();
  }
  await expect.poll(async () => await goneFrom(ledger)).toEqual(gone);
});
