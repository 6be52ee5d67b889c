/** A program gets more Journeys while customers come: what is known of each goes with it, once. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { slotOfId } from "../../../durable-objects/moves/slot-of-id.ts";
import { readGrowth, forgetSlotMaps } from "../../../worker/growth/growths.tables.ts";
import { slotOf } from "../../../worker/platform/objects.ts";
import { grow } from "../../support/growth/grow.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

const LAST_BINDS = { attribution: { grace: "P2D" }, binding: { mode: "last" } };
const CUSTOMERS = Array.from({ length: 14 }, (_, index) => `buyer-${index}`);

async function shopWithCustomers(): Promise<{ shop: Shop; seller: Promoter }> {
  const shop = await openShop(LAST_BINDS);
  const seller = await shop.promoter("seller");
  await shop.coupon("TEA", seller);
  for (const customerId of CUSTOMERS)
    await shop.order(`of-${customerId}`, 1_000, { customerId, couponCode: "TEA" });
  await expect.poll(async () => await boundOf(shop)).toEqual(CUSTOMERS.map(() => seller.id));
  return { shop, seller };
}

async function boundOf(shop: Shop): Promise<(string | undefined)[]> {
  return await Promise.all(CUSTOMERS.map(async (customerId) => await shop.boundTo(customerId)));
}

async function countBound(shop: Shop, seller: Promoter): Promise<number> {
  return (await shop.get(`/promoters/${seller.id}/team`)).body.boundCustomers;
}

/** A slot's customers lie in one Journey, and in no other. */
async function placesOf(shop: Shop, customerId: string): Promise<string[]> {
  const places = await Promise.all(
    [0, 1].map(async (index) => {
      const name = `${shop.id}/${index}`;
      return await runInDurableObject(env.JOURNEY.getByName(name), (_, { storage: { sql } }) =>
        sql.exec("SELECT 1 FROM customers WHERE customer_id = ? AND moved = 0", customerId).toArray().length >
        0
          ? [name]
          : [],
      );
    }),
  );
  return places.flat();
}

test("bindings, touches and visitors are where the customer is asked for, and each customer counts once", async () => {
  const { shop, seller } = await shopWithCustomers();
  const token = await shop.tap(seller);
  await shop.identify("buyer-3", [token]);
  const [evidence] = await env.JOURNEY.getByName(`${shop.id}/0`).evidence([
    { customerId: "buyer-3", atMs: Date.now(), knownByMs: Date.now() },
  ]);
  expect(evidence?.touches.length).toBeGreaterThan(0);

  await grow(shop, 2);
  expect(new Set((await readGrowth(env.CONFIG, shop.id))?.maps.customers.map)).toEqual(new Set([0, 1]));
  expect(await boundOf(shop)).toEqual(CUSTOMERS.map(() => seller.id));
  expect(await countBound(shop, seller)).toBe(CUSTOMERS.length);
  for (const customerId of CUSTOMERS) expect(await placesOf(shop, customerId)).toHaveLength(1);
  // Asked where it was, the old Journey leads to where it is.
  const [led] = await env.JOURNEY.getByName(`${shop.id}/0`).evidence([
    { customerId: "buyer-3", atMs: Date.now(), knownByMs: Date.now() },
  ]);
  expect(led).toEqual(evidence);
  await forgetSlotMaps(env.CONFIG, shop.id);
  expect(await boundOf(shop)).toEqual(CUSTOMERS.map(() => seller.id));
});

test("what a ledger tells the old Journey of a customer who has left reaches the customer, once", async () => {
  const { shop, seller } = await shopWithCustomers();
  await grow(shop, 2);
  for (const customerId of CUSTOMERS) {
    // The order knows the Journey of its time.
    expect((await shop.event(`of-${customerId}`, "refunded", `refund-${customerId}`)).status).toBe(200);
  }
  await expect.poll(async () => await boundOf(shop)).toEqual(CUSTOMERS.map(() => undefined));
  await expect.poll(async () => await countBound(shop, seller)).toBe(0);
  for (const customerId of CUSTOMERS) expect(await placesOf(shop, customerId)).toHaveLength(1);
});

test("late evidence in the new Journey reaches an order that nobody earned before the move", async () => {
  const shop = await openShop(LAST_BINDS);
  const seller = await shop.promoter("seller");
  const tokens = await Promise.all(CUSTOMERS.slice(0, 4).map(async () => await shop.tap(seller)));
  for (const customerId of CUSTOMERS.slice(0, 4)) await shop.order(`of-${customerId}`, 1_000, { customerId });
  await shop.settle();
  await grow(shop, 2);
  for (const [index, token] of tokens.entries()) await shop.identify(`buyer-${index}`, [token]);
  await expect.poll(async () => (await shop.wallet(seller))["pending"]).toBe(400);
});

test("a customer who is new in a slot that has left is made where the slot is", async () => {
  const { shop, seller } = await shopWithCustomers();
  await grow(shop, 2);
  await forgetSlotMaps(env.CONFIG, shop.id);
  const made = await shop.post("/bindings", { customerId: "new-one", promoterId: seller.id });
  expect(made.status).toBe(201);
  await shop.order("of-new-two", 1_000, { customerId: "new-two", couponCode: "TEA" });
  await expect.poll(async () => await shop.boundTo("new-two")).toBe(seller.id);
  const growth = async () => await readGrowth(env.CONFIG, shop.id);
  await grow(shop, 2);
  for (const customerId of ["new-one", "new-two"]) {
    const { maps, slotKey } = (await growth()) ?? { maps: null, slotKey: "" };
    const index = maps?.customers.map[slotOf({ slotKey }, "customer", customerId)];
    expect(await placesOf(shop, customerId)).toEqual([`${shop.id}/${index}`]);
  }
});

test("a Journey that was put back to before a slot left learns from the other Journey what has gone", async () => {
  const { shop, seller } = await shopWithCustomers();
  await grow(shop, 2);
  const journey = env.JOURNEY.getByName(`${shop.id}/0`);
  const goneFrom = async () =>
    await runInDurableObject(journey, (_, { storage: { sql } }) =>
      sql
        .exec<{ id: string }>("SELECT customer_id AS id FROM customers WHERE moved = 2 ORDER BY customer_id")
        .toArray()
        .map(({ id }) => id),
    );
  const gone = await goneFrom();
  expect(gone.length).toBeGreaterThan(0);
  await runInDurableObject(journey, (_, { storage: { sql, kv } }) => {
    sql.exec("UPDATE customers SET moved = 0");
    sql.exec("UPDATE bound_customers SET customers = ?", CUSTOMERS.length);
    sql.exec("DELETE FROM left_slots");
    sql.exec("DELETE FROM outbox WHERE kind IN ('customers_open', 'customers_close', 'moved_customer')");
    sql.exec("DELETE FROM lives WHERE pair IN (SELECT pair FROM pairs WHERE receiver_class = 'journey')");
    sql.exec("DELETE FROM pairs WHERE receiver_class = 'journey'");
    kv.delete("slot_key");
  });
  await evictDurableObject(journey);
  await env.REPORTS.prepare("ALTER TABLE known_objects RENAME TO known_objects_away").run();
  try {
    const refused = await env.JOURNEY.getByName(`${shop.id}/0`)
      .wake(1, 1_000)
      .then(() => "", String);
    expect(refused).toContain("known_objects");
  } finally {
    await env.REPORTS.prepare("ALTER TABLE known_objects_away RENAME TO known_objects").run();
  }
  const relearned = async () => {
    await env.JOURNEY.getByName(`${shop.id}/0`).wake(1, 1_000);
    return await goneFrom();
  };
  await expect.poll(relearned).toEqual(gone);
  expect(await boundOf(shop)).toEqual(CUSTOMERS.map(() => seller.id));
  expect(await countBound(shop, seller)).toBe(CUSTOMERS.length);
});

test("a Journey computes the slot of a customer as callers do", () => {
  const slotKey = Buffer.from("a key of slots that has 32 bytes").toString("base64");
  for (const id of ["buyer", "顾客", "x".repeat(200), ""])
    expect(slotOfId(slotKey, "customer", id)).toBe(slotOf({ slotKey }, "customer", id));
});
