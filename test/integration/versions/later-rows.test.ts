/** Rows and messages of a later version wait, with what follows them, until the code that runs knows them. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { objectName, promoterRefOf } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import { NotUnderstood } from "../../../domain/kernel/not-understood.ts";
import type { Delivery, DeliveryAnswer } from "../../../durable-objects/delivery/rows.ts";
import { deliveryOf } from "../../support/delivery.ts";
import { openShop } from "../../support/shop.ts";

const SENDER = { class: "ledger", name: "ledger of the test" } as const;
const PROMOTER = promoterRefOf(1, 1);

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** A row of any version. */
interface AnyRow {
  readonly seq: number;
}

function earn(seq: number, more: object = {}): AnyRow {
  const row = {
    type: "intent",
    intent: "earn",
    phase: "pending",
    amount: amountMinor(100),
    promoter: PROMOTER,
    commissionId: `co_${seq}`,
    orderId: `order-${seq}`,
    atMs: 1_763_000_000_000 + seq,
    reopens: false,
    seq,
    ...more,
  };
  return row;
}

interface Taker {
  deliver(delivery: Delivery<AnyRow>): DeliveryAnswer | Promise<DeliveryAnswer>;
}

/** What a receiver answers, or that it did not understand the first row. */
async function told(
  stub: DurableObjectStub,
  rows: readonly AnyRow[],
): Promise<DeliveryAnswer | "not understood"> {
  return await runInDurableObject(stub, async (object) => {
    try {
      return await (object as unknown as Taker).deliver(deliveryOf(SENDER, rows));
    } catch (error) {
      if (error instanceof NotUnderstood) return "not understood";
      throw error;
    }
  });
}

test.each([
  ["of a later type", { type: "greeting" }],
  ["of a later intent", { intent: "escrow" }],
  ["of a later phase", { intent: "reverse", phase: "escrow" }],
  ["of a later question to a budget", { type: "budget", kind: "borrow", campaignId: "c", reservation: 1 }],
])("a book takes the rows before one %s, and that one with the rest once it knows it", async (_, later) => {
  const book = env.ACCOUNT_BOOK.getByName(objectName(`later-${crypto.randomUUID()}`, 0));
  expect(await told(book, [earn(1), earn(2, later), earn(3)])).toMatchObject({
    kind: "taken",
    last: { seq: 1 },
    refused: [],
  });
  expect(await told(book, [earn(2, later), earn(3)])).toBe("not understood");
  expect((await book.wallet(PROMOTER)).pending).toBe(100);
  expect(await told(book, [earn(2), earn(3)])).toMatchObject({
    kind: "taken",
    last: { seq: 3 },
    refused: [],
  });
  expect((await book.wallet(PROMOTER)).pending).toBe(300);
});

test.each(["JOURNEY", "COMMISSION_LEDGER", "REFERRAL_TREE"] as const)(
  "%s acknowledges no row of a type that it does not know",
  async (binding) => {
    const stub = env[binding].getByName(objectName(`later-${crypto.randomUUID()}`, 0)) as DurableObjectStub;
    const row = { seq: 1, type: "greeting", customerId: "c", memberId: "m", orderId: "o", atMs: 1 };
    expect(await told(stub, [row])).toBe("not understood");
    expect(await told(stub, [row])).toBe("not understood");
  },
);

test("a binding by a policy of a later version waits and is not refused", async () => {
  const journey = env.JOURNEY.getByName(objectName(`later-${crypto.randomUUID()}`, 0));
  const bind = (mode: string) => ({
    type: "bind" as const,
    seq: 1,
    customerId: "customer",
    promoter: PROMOTER,
    orderId: "order",
    effectiveAtMs: 1_763_000_000_000,
    policy: { mode, protectionMs: 0 },
    joins: null,
  });
  const [first] = await journey.bindingsAt([{ customerId: "customer", atMs: Date.now() }]);
  expect(first).toBeNull();
  expect(await told(journey, [bind("none"), { ...bind("first"), seq: 2 }])).toMatchObject({
    last: { seq: 2 },
  });
  expect(await told(journey, [{ ...bind("by_vote"), seq: 3 }])).toBe("not understood");
  expect(await told(journey, [{ ...bind("last"), seq: 3 }])).toMatchObject({ last: { seq: 3 }, refused: [] });
});

test("a message that the sender does not know waits in its outbox; orders go on, and all arrives with the code that knows it", async () => {
  const shop = await openShop();
  const promoter = await shop.promoter("seller");
  const clickToken = await shop.tap(promoter);
  await shop.order("order-1", 1_000, { clickToken });
  await shop.settle();
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await runInDurableObject(ledger, (_, { storage: { sql } }) => {
    sql.exec("UPDATE pairs SET last_seq = last_seq + 1 WHERE receiver_class = 'book'");
    sql.exec(
      `INSERT INTO outbox (pair, seq, kind, order_row, credit, level, phase, amount, promoter, at_ms, reopens)
       SELECT p.pair, p.last_seq, 'greeting', order_row, 7, level, phase, amount, promoter, at_ms, 0
       FROM pairs p JOIN outbox o ON o.pair = p.pair AND o.kind = 'earn' WHERE p.receiver_class = 'book'`,
    );
  });
  expect((await shop.order("order-2", 2_000, { clickToken })).body.results[0].status).toBe("accepted");
  await shop.settle();
  expect((await shop.wallet(promoter))["pending"]).toBe(100);
  // The code of later is here: it knows the kind.
  await runInDurableObject(ledger, (_, { storage: { sql } }) => {
    sql.exec("UPDATE outbox SET kind = 'earn' WHERE kind = 'greeting'");
    sql.exec("UPDATE pairs SET retry_at_ms = 0");
  });
  await shop.settle();
  expect((await shop.wallet(promoter))["pending"]).toBe(100 + 100 + 200);
  expect((await shop.get("/refused-rows")).body.data).toEqual([]);
});

test("events and moves of a later version are answered as not understood, and change nothing", async () => {
  const shop = await openShop();
  const clickToken = await shop.tap(await shop.promoter("seller"));
  await shop.order("order-1", 1_000, { clickToken });
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  const later = { eventId: "e1", kind: "escrowed" } as never;
  await runInDurableObject(ledger, async (object) => {
    await expect(object.record("order-1", later)).rejects.toThrow(NotUnderstood);
    await expect(object.record("order-of-later", later)).rejects.toThrow(NotUnderstood);
    await expect(object.move("order-1", "e2", "escrow" as never, "why")).rejects.toThrow(NotUnderstood);
    expect(await object.order("order-of-later")).toBeNull();
  });
  expect((await shop.get("/orders/order-1")).body.events).toEqual([]);
});

test("money of an order with an event of a later version stands still, and the clocks of other orders go on", async () => {
  const shop = await openShop();
  const promoter = await shop.promoter("seller");
  const clickToken = await shop.tap(promoter);
  await shop.order("order-1", 1_000, { clickToken });
  await shop.order("order-2", 2_000, { clickToken });
  await runInDurableObject(
    env.COMMISSION_LEDGER.getByName(`${shop.id}/0`),
    async (object, { storage: { sql } }) => {
      for (const orderId of ["order-1", "order-2"])
        await object.record(orderId, { eventId: "e0", kind: "received" });
      sql.exec(
        `INSERT INTO events (order_row, source, event_id, event, recorded_at_ms)
       SELECT row, 'merchant', 'e1', '{"eventId":"e1","kind":"escrowed","occurredAtMs":1}', 1
       FROM orders WHERE order_id = 'order-1'`,
      );
    },
  );
  await shop.settle();
  expect((await shop.get("/orders/order-1")).status).toBe(200);
  expect(await shop.wallet(promoter)).toMatchObject({ held: 100, available: 200 });
  expect((await shop.event("order-1", "refunded", "e2")).status).toBe(503);
  expect((await shop.event("order-2", "refunded", "e2")).status).toBe(200);
});
