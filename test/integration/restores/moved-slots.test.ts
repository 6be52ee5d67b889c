/** A ledger is put back to before slots left it: what moved is told once, and what the ledger heard meanwhile is not lost. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { forgetSlotMaps } from "../../../worker/growth/growths.tables.ts";
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

async function lifetimeSales(shop: Shop): Promise<number[]> {
  return await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), (_, { storage: { sql } }) =>
    sql
      .exec<{ lifetime: number }>("SELECT lifetime FROM sales")
      .toArray()
      .map(({ lifetime }) => lifetime),
  );
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
  const sold = async () => await settled(shop, async () => await lifetimeSales(shop));
  await expect.poll(sold).toEqual([ORDERS * 1_000]);
  await expectBalanced(shop);
  expect(await lifetimeSales(shop)).toEqual([ORDERS * 1_000]);
  expect(await shop.wallet(promoter)).toMatchObject({ pending: ORDERS * 100, held: 0 });
});

test("what a ledger that was put back is told of an order reaches the ledger that has it", async () => {
  const { shop, promoter, whole, moved } = await grownShop();
  await putBackTo(first(shop), whole);
  // Callers with an old map still ask where the order was, and that one does not know better yet.
  await forgetSlotMaps(env.CONFIG, shop.id);
  expect((await shop.event(moved, "refunded", "refund", { amount: 400 })).status).toBe(200);
  const amended = await shop.event(moved, "amended", "amendment", { amount: 2_000 });
  expect(amended.status).toBe(200);
  expect(await movedOrders(shop)).not.toContain(moved);
  const gone = async () => await settled(shop, async () => await movedOrders(shop));
  await expect.poll(gone).toContain(moved);
  const order = async () => await settled(shop, async () => (await shop.get(`/orders/${moved}`)).body);
  await expect.poll(order).toMatchObject({ amount: 2_000, reversedAmount: 400 });
  const wallet = async () => await settled(shop, async () => await shop.wallet(promoter));
  await expect.poll(wallet).toMatchObject({ pending: (ORDERS - 1) * 100 + 160 });
  await expectBalanced(shop);
});

test("an order that two ledgers decided is paid once, without an operator", async () => {
  const { shop, promoter, empty, moved } = await grownShop();
  await putBackTo(first(shop), empty);
  await forgetSlotMaps(env.CONFIG, shop.id);
  const again = await shop.order(moved, 1_000, { couponCode: "TEA" });
  expect(again.body.results[0].status).toBe("accepted");
  await tellAll(shop);
  const wallet = async () => await settled(shop, async () => await shop.wallet(promoter));
  await expect.poll(wallet).toMatchObject({ pending: ORDERS * 100, held: 0 });
  const sold = async () => await settled(shop, async () => await lifetimeSales(shop));
  await expect.poll(sold).toEqual([ORDERS * 1_000]);
  await expectBalanced(shop);
  expect(await shop.wallet(promoter)).toMatchObject({ pending: ORDERS * 100, held: 0 });
});
