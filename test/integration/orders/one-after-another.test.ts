/** An order that is told when the one before was answered goes by what that one sold, however soon it comes. */
import { expect, test } from "vitest";
import { openShop, type Shop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

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
