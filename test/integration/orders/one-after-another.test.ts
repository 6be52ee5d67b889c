/** An order that is told when the one before was answered goes by what that one said, however soon it comes. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { goBySales } from "../../../worker/orders/sequence/first-orders.ts";
import { openShop, type Shop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

const TIERED = { level: 1, kind: "tiered", basis: "lifetime_sales", brackets: [{ from: 0, rateBps: 100 }] };
const ORDERS = 24;
const AMOUNT = 4_000;

async function oneAfterAnother(shop: Shop): Promise<number[]> {
  await shop.coupon("C", await shop.promoter("seller"));
  const earned: number[] = [];
  for (const index of times(ORDERS, (n) => n)) {
    const occurredAt = new Date(Date.UTC(2026, 9, 30) + index * 60_000).toISOString();
    const { body } = await shop.order(`o${index}`, AMOUNT, { couponCode: "C", occurredAt });
    earned.push(body.results[0].commissions[0].amount);
  }
  return earned;
}

test.each(["lifetime_sales", "month_sales"])("brackets of %s rise with each order", async (basis) => {
  const brackets = times(ORDERS, (n) => ({ from: n * AMOUNT, rateBps: 100 * (n + 1) }));
  const levels = [{ level: 1, kind: "tiered", basis, brackets }];
  const shop = await openShop({}, [{ id: "t", scope: {}, levels }]);
  expect(await oneAfterAnother(shop)).toEqual(times(ORDERS, (n) => 40 * (n + 1)));
});

test("orders wait for books only where a rule goes by sales, or is for a tier", async () => {
  const percentage = { levels: [{ level: 1, kind: "percentage", rateBps: 100 }] };
  const rules = [
    [{ id: "plain", scope: {}, ...percentage }],
    [{ id: "gold", scope: { tier: "gold" }, ...percentage }],
    [{ id: "bought", scope: {}, levels: [TIERED] }],
  ];
  const waits = await Promise.all(
    rules.map(async (set) => {
      const { id } = await openShop({}, set);
      const program = await currentProgram(env, id, "proved");
      return program !== null && goBySales(program);
    }),
  );
  expect(waits).toEqual([false, true, true]);
});

test("a customer's first order binds it for the next one", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const tokens = await Promise.all(times(ORDERS, async () => await shop.tap(seller)));
  const found: string[] = [];
  for (const index of times(ORDERS, (n) => n)) {
    const customerId = `c${index}`;
    // Its Journey has just been told of somebody else, so that it hears of this one a little later.
    await shop.order(`others-${index}`, AMOUNT, { customerId: `other-${index}` });
    await shop.order(`first-${index}`, AMOUNT, { customerId, clickToken: tokens[index] });
    const { body } = await shop.order(`next-${index}`, AMOUNT, { customerId });
    found.push(body.results[0].attribution.basis);
  }
  expect(found).toEqual(times(ORDERS, () => "binding"));
});

test("of two orders of a customer at once both are answered soon, also where one of them cannot be read", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  const [one, other, wrong] = await Promise.all([
    shop.order("one", AMOUNT, { customerId: "ann", clickToken }),
    shop.order("other", AMOUNT, { customerId: "ann", clickToken }),
    shop.order("wrong", -1, { customerId: "ann", clickToken }),
  ]);
  expect([one.status, other.status, wrong.status]).toEqual([200, 200, 422]);
  expect(await shop.boundTo("ann")).toBe(seller.id);
});
