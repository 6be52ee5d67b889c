/** Orders that clocks put before their click are in the first class, whether sums or orders are read. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openShop } from "../../support/shop.ts";

test("an order before its click counts in the first class", async () => {
  const shop = await openShop();
  await shop.coupon("TEA", await shop.promoter("seller"));
  const occurredAt = "2026-10-05T10:07:03.000Z";
  await shop.order("o1", 5_000, { couponCode: "TEA", customerId: "c1", occurredAt });
  await shop.settle();
  await env.REPORTS.prepare("UPDATE orders SET click_to_order_ms = -5 WHERE program_id = ?")
    .bind(shop.id)
    .run();
  // A period within a quarter hour is read from its orders.
  const query = "from=2026-10-05T10:07:03.000Z&to=2026-10-05T10:07:04.000Z";
  const { data } = (await shop.get(`/reports/click-to-order?${query}`)).body;
  const found = data.filter(({ orders }: { orders: number }) => orders > 0);
  expect(found).toMatchObject([{ from: "PT0S", orders: 1 }]);
});
