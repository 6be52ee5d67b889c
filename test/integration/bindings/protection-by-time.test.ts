/** Under `protected` the effective time alone says who is bound, in whatever sequence orders were told. */
import { expect, test } from "vitest";
import { openShop } from "../../support/shop.ts";
import { permutationsOf } from "../../support/orders/order-events.ts";

const DAY = 86_400_000;

test("orders told in any sequence bind whom they bind by their times, also where one loses to what is told later", async () => {
  const shop = await openShop({ binding: { mode: "protected", protection: "P30D" } });
  const sellers = [
    await shop.promoter("z"),
    await shop.promoter("a"),
    await shop.promoter("b"),
    await shop.promoter("c"),
  ];
  for (const seller of sellers) await shop.coupon(seller.memberId, seller);
  // By time: z until -45, then b, since a lies within the protection of z; then c.
  const orders = [
    { code: "z", days: 75 },
    { code: "a", days: 60 },
    { code: "b", days: 40 },
    { code: "c", days: 5 },
  ];
  const now = Date.now();
  const at = (days: number) => new Date(now - days * DAY).toISOString();
  const sequences = permutationsOf(orders).filter((_, place) => place % 3 === 0);
  for (const [turn, sequence] of sequences.entries()) {
    const customerId = `buyer-${turn}`;
    for (const { code, days } of sequence) {
      await shop.order(`${turn}-${code}`, 100, { customerId, couponCode: code, occurredAt: at(days) });
      await shop.settle();
    }
    const bound = await Promise.all([70, 50, 20, 1].map((days) => shop.boundTo(customerId, at(days))));
    const names = bound.map((id) => sellers.find((seller) => seller.id === id)?.memberId);
    expect([sequence.map(({ code }) => code), names]).toEqual([
      sequence.map(({ code }) => code),
      ["z", "z", "b", "c"],
    ]);
  }
});
