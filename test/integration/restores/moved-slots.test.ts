/** A ledger is put back to before slots left it: what moved is told once, and what the ledger heard meanwhile is not lost. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Decision } from "../../../domain/commission/decision.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { AmendmentPlan } from "../../../durable-objects/commission-ledger/amended-orders.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";
import { grow } from "../../support/growth/grow.ts";
import { imageOf, type ObjectImage, putBackTo } from "../../support/restores/object-image.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";
import { reconciled } from "../operations/reconciliations.ts";

const ORDERS = 12;

interface Grown {
  readonly shop: Shop;
  readonly promoter: Promoter;
  /** The ledger that gave slots: before it had any order, and before any slot left. */
  readonly empty: ObjectImage;
  readonly whole: ObjectImage;
  /** An order that has moved. */
  readonly moved: string;
}

function first(shop: Shop) {
  return env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
}

async function grownShop(): Promise<Grown> {
  const shop = await openShop();
  const promoter = await shop.promoter("promoter");
  await shop.coupon("TEA", promoter);
  await shop.post("/alarms/replay", {});
  const empty = await imageOf(first(shop));
  for (let index = 0; index < ORDERS; index += 1)
    await shop.order(`order-${index}`, 1_000, { couponCode: "TEA" });
  await expect.poll(async () => (await shop.wallet(promoter))["pending"]).toBe(ORDERS * 100);
  const whole = await imageOf(first(shop));
  await grow(shop, 2);
  const [moved] = await movedOrders(shop);
  if (moved === undefined) throw new Error("an order has to move");
  return { shop, promoter, empty, whole, moved };
}

async function movedOrders(shop: Shop): Promise<string[]> {
  return await runInDurableObject(first(shop), (_, { storage: { sql } }) =>
    sql
      .exec<{ id: string }>("SELECT order_id AS id FROM orders WHERE moved = 2 ORDER BY row")
      .toArray()
      .map(({ id }) => id),
  );
}

/** Rows of a ledger that books have yet to answer. */
async function untold(ledger: string): Promise<number> {
  return await runInDurableObject(env.COMMISSION_LEDGER.getByName(ledger), (_, { storage: { sql } }) =>
    Number(
      sql.exec("SELECT total(last_seq - acked_seq) AS n FROM pairs WHERE receiver_class = 'book'").one()["n"],
    ),
  );
}

async function lifetimeSales(shop: Shop): Promise<number[]> {
  return await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), (_, { storage: { sql } }) =>
    sql
      .exec<{ lifetime: number }>("SELECT lifetime FROM sales")
      .toArray()
      .map(({ lifetime }) => lifetime),
  );
}

/** An order as it came to its ledger. */
function proposalIn(image: ObjectImage, orderId: string): ProposedOrder {
  const row = image.tables.get("orders")?.find((one) => one["order_id"] === orderId);
  const read = (column: string) => {
    const text = row?.[column];
    return JSON.parse(typeof text === "string" ? text : "null");
  };
  return {
    order: read("received"),
    slot: Number(row?.["slot"]),
    journey: null,
    decision: read("decision"),
    evidence: read("evidence"),
  };
}

/** What an order comes to that is worth twice as much. */
function doubled({ commissions, capAmount, attribution }: Decision, eventId: string): AmendmentPlan {
  const all = commissions.map((one) => ({ ...one, amount: amountMinor(2 * one.amount) }));
  return {
    amendment: { eventId, amount: amountMinor(2_000), commissions: all, capAmount },
    credits: attribution.credits,
  };
}

/** Orders that a merchant lost an answer of are told again. */
async function tellAll(shop: Shop): Promise<void> {
  for (let index = 0; index < ORDERS; index += 1)
    await shop.order(`order-${index}`, 1_000, { couponCode: "TEA" });
}

async function settled<Found>(shop: Shop, found: () => Promise<Found>): Promise<Found> {
  await shop.post("/alarms/replay", {});
  return await found();
}

async function expectBalanced(shop: Shop): Promise<void> {
  const compared = async () => await settled(shop, async () => await reconciled(shop));
  await expect.poll(compared).toMatchObject({ balanced: true, differences: [] });
}

test("sales that a ledger told of orders which have moved stay when it is put back to before them", async () => {
  const { shop, promoter, empty } = await grownShop();
  await putBackTo(first(shop), empty);
  await shop.post("/alarms/replay", {});
  await tellAll(shop);
  // What the lost log had told is taken off with what the book has of it, and told anew by whoever has the orders.
  await expectBalanced(shop);
  const sold = async () => await settled(shop, async () => await lifetimeSales(shop));
  await expect.poll(sold).toEqual([ORDERS * 1_000]);
  expect(await shop.wallet(promoter)).toMatchObject({ pending: ORDERS * 100, held: 0 });
});

test("what a ledger that was put back is told of an order reaches the ledger that has it", async () => {
  const { shop, promoter, whole, moved } = await grownShop();
  const { slot } = proposalIn(whole, moved);
  await putBackTo(first(shop), whole);
  // Callers with an old map ask where the order was, and that one does not know better yet.
  const refund = { eventId: "refund", kind: "refunded", amount: amountMinor(400) } as const;
  expect(await first(shop).record(moved, refund, slot)).toMatchObject({ kind: "recorded" });
  const amending = { eventId: "amendment", kind: "amended", amount: amountMinor(2_000) } as const;
  const unplanned = await first(shop).record(moved, amending, slot);
  if (unplanned.kind !== "unplanned") throw new Error("it was planned without a plan");
  const plan = doubled(unplanned.decision, amending.eventId);
  expect(await first(shop).record(moved, amending, slot, plan)).toMatchObject({ kind: "recorded" });
  const gone = async () => await settled(shop, async () => await movedOrders(shop));
  await expect.poll(gone).toContain(moved);
  const order = async () => await settled(shop, async () => (await shop.get(`/orders/${moved}`)).body);
  await expect.poll(order).toMatchObject({ amount: 2_000, reversedAmount: 400 });
  const wallet = async () => await settled(shop, async () => await shop.wallet(promoter));
  await expect.poll(wallet).toMatchObject({ pending: (ORDERS - 1) * 100 + 160 });
  await expectBalanced(shop);
});

test("an order that two ledgers decided is paid once, without an operator", async () => {
  const { shop, promoter, empty, whole, moved } = await grownShop();
  await putBackTo(first(shop), empty);
  const [again] = await first(shop).accept([proposalIn(whole, moved)], 1);
  expect(again?.status).toBe("accepted");
  await tellAll(shop);
  const wallet = async () => await settled(shop, async () => await shop.wallet(promoter));
  await expect.poll(wallet).toMatchObject({ pending: ORDERS * 100, held: 0 });
  await expectBalanced(shop);
  const sold = async () => await settled(shop, async () => await lifetimeSales(shop));
  await expect.poll(sold).toEqual([ORDERS * 1_000]);
  expect(await shop.wallet(promoter)).toMatchObject({ pending: ORDERS * 100, held: 0 });
});

test("an event that amends an order, told where the order is lost, is planned where the order is", async () => {
  const { shop, promoter, empty, whole, moved } = await grownShop();
  await putBackTo(first(shop), empty);
  const amending = { eventId: "amendment", kind: "amended", amount: amountMinor(2_000) } as const;
  const { slot } = proposalIn(whole, moved);
  expect(await first(shop).record(moved, amending, slot)).toMatchObject({ kind: "waiting" });
  await tellAll(shop);
  const order = async () => await settled(shop, async () => (await shop.get(`/orders/${moved}`)).body);
  await expect.poll(order).toMatchObject({ amount: 2_000 });
  const wallet = async () => await settled(shop, async () => await shop.wallet(promoter));
  await expect.poll(wallet).toMatchObject({ pending: (ORDERS + 1) * 100 });
  await expectBalanced(shop);
});

test("an order of which a book has more than its ledger does not leave before that is read back", async () => {
  const shop = await openShop();
  const promoter = await shop.promoter("promoter");
  await shop.coupon("TEA", promoter);
  await shop.order("order", 1_000, { couponCode: "TEA" });
  await expect.poll(async () => (await shop.wallet(promoter))["pending"]).toBe(100);
  const before = await imageOf(first(shop));
  await shop.event("order", "refunded", "refund", { amount: 400 });
  await expect.poll(async () => (await shop.wallet(promoter))["pending"]).toBe(60);
  await putBackTo(first(shop), before);
  // Nothing else wakes the ledger: the move is the first that it hears of.
  const second = `${shop.id}/1`;
  const { slot } = proposalIn(before, "order");
  const left = async () => (await first(shop).moveSlots([slot], second, 1)).map(({ kind }) => kind);
  await expect.poll(left).toEqual(["complete"]);
  // The merchant tells again what was lost, where the order is now.
  const told = { eventId: "refund", kind: "refunded", amount: amountMinor(400) } as const;
  expect(await env.COMMISSION_LEDGER.getByName(second).record("order", told, slot)).toMatchObject({
    kind: "recorded",
  });
  await expect.poll(async () => await untold(second)).toBe(0);
  expect(await shop.wallet(promoter)).toMatchObject({ pending: 60, held: 0 });
});

test("an order that a ledger took after it was put back goes after its slot, as far as that has moved", async () => {
  const { shop, promoter, empty, whole, moved } = await grownShop();
  const { order, slot, ...rest } = proposalIn(whole, moved);
  const [second, third] = [`${shop.id}/1`, `${shop.id}/2`];
  const left = async () =>
    (await env.COMMISSION_LEDGER.getByName(second).moveSlots([slot], third, 1)).map(({ kind }) => kind);
  await expect.poll(left).toEqual(["complete"]);
  await putBackTo(first(shop), empty);
  // Nobody has told of this one before.
  const [taken] = await first(shop).accept([{ ...rest, slot, order: { ...order, orderId: "late" } }], 1);
  expect(taken?.status).toBe("accepted");
  const known = async () => await env.COMMISSION_LEDGER.getByName(third).knownOrders(["late"]);
  await expect.poll(async () => await settled(shop, known)).toEqual(["late"]);
  await tellAll(shop);
  const wallet = async () => await settled(shop, async () => await shop.wallet(promoter));
  await expect.poll(wallet).toMatchObject({ pending: (ORDERS + 1) * 100, held: 0 });
});
