/** A growth that is planned anew finds slots where an earlier plan sent them: the map follows, and no order is lost to it. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { dealtMap, mapAfter, nextMoves, type SlotMoves } from "../../../domain/kernel/slot-map.ts";
import {
  forgetSlotMaps,
  raiseObjects,
  readGrowth,
  switchSlots,
} from "../../../worker/growth/growths.tables.ts";
import { beginRestore } from "../../../worker/restores/restores.tables.ts";
import { grow } from "../../support/growth/grow.ts";
import { openShop, type Shop } from "../../support/shop.ts";

const ORDERS = Array.from({ length: 40 }, (_, index) => ({
  orderId: `order-${index}`,
  amount: 1_000,
  couponCode: "TEA",
  currency: "CNY",
}));

async function shopWithOrders(): Promise<Shop> {
  const shop = await openShop();
  await shop.coupon("TEA", await shop.promoter("promoter"));
  await shop.post("/conversions", { conversions: ORDERS });
  return shop;
}

/** Has slots go their way to its end, as a run of a growth does before it switches the map. */
async function move(shop: Shop, way: SlotMoves): Promise<void> {
  const ledger = () => env.COMMISSION_LEDGER.getByName(`${shop.id}/${way.from}`);
  const step = async () => await ledger().moveSlots(way.slots, `${shop.id}/${way.to}`, 1);
  await expect.poll(step).toEqual(way.slots.map(() => ({ kind: "complete" })));
}

/** How orders are found, and what they are when they are told again. */
async function foundIn(shop: Shop): Promise<Set<unknown>> {
  const repeated = await shop.post("/conversions", { conversions: ORDERS });
  const statuses = repeated.body.results.map(({ status }: { status: string }) => status);
  const found = await Promise.all(ORDERS.map(async ({ orderId }) => await shop.get(`/orders/${orderId}`)));
  return new Set([...statuses, ...found.map(({ status }) => status)]);
}

const EACH_KNOWN = new Set(["duplicate", 200]);

test("a number that is raised again before the map was switched sends no slot elsewhere than it has gone", async () => {
  const shop = await shopWithOrders();
  for (const way of nextMoves(dealtMap(1), 2, 64)) await move(shop, way);
  // The run that moved them dies here, and an operator asks for one more.
  await grow(shop, 3);
  expect(await foundIn(shop)).toEqual(EACH_KNOWN);
});

test("a map that was switched for some of the slots alone is completed by where the others have gone", async () => {
  const shop = await shopWithOrders();
  const ways = nextMoves(dealtMap(1), 3, 64);
  for (const way of ways) await move(shop, way);
  await raiseObjects(env.CONFIG, shop.id, 3);
  const growth = await readGrowth(env.CONFIG, shop.id);
  if (growth === null) throw new Error("there is a program");
  const some = ways.map((way) => ({
    ...way,
    slots: way.slots.filter((slot) => slot !== 253 && slot !== 254),
  }));
  await switchSlots(env.CONFIG, growth, "orders", mapAfter(growth.maps.orders.map, some));
  await grow(shop, 3);
  const { map = [] } = (await readGrowth(env.CONFIG, shop.id))?.maps.orders ?? {};
  for (const { slots, to } of ways) expect(slots.map((slot) => map[slot])).toEqual(slots.map(() => to));
  expect(await foundIn(shop)).toEqual(EACH_KNOWN);
});

test("maps that were forgotten are found again by where slots went, in the sequence in which they went", async () => {
  const shop = await shopWithOrders();
  await grow(shop, 2);
  await grow(shop, 3);
  await forgetSlotMaps(env.CONFIG, shop.id);
  await grow(shop, 3);
  expect(await foundIn(shop)).toEqual(EACH_KNOWN);
});

test("slots that moved before a program was put back are not switched after it", async () => {
  const shop = await openShop();
  const growth = await readGrowth(env.CONFIG, shop.id);
  if (growth === null) throw new Error("there is a program");
  const restore = { programId: shop.id, toMs: Date.now(), reason: "a test" };
  await beginRestore(env.CONFIG, restore, Date.now());
  await forgetSlotMaps(env.CONFIG, shop.id);
  const after = mapAfter(growth.maps.orders.map, nextMoves(dealtMap(1), 2, 64));
  await switchSlots(env.CONFIG, growth, "orders", after);
  expect((await readGrowth(env.CONFIG, shop.id))?.maps.orders.text).toBeNull();
});
