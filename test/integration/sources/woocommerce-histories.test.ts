/** Random histories of one order at WooCommerce, shuffled, repeated, and partly caught up later: what a plain model says. */
import { expect, test } from "vitest";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { openShop } from "../../support/shop.ts";
import { asDelivered } from "../../support/sources/shuffled.ts";
import { connect, send } from "../../support/sources/signed-shop.ts";
import { WOOCOMMERCE } from "../../support/sources/signers.ts";
import { inUtc, OrderHistory } from "../../support/woocommerce/history.ts";

test("whatever WooCommerce tells of an order in whatever sequence, it keeps what a plain model says", async () => {
  const shop = await openShop();
  await connect(shop, WOOCOMMERCE);
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  for (let seed = 0; seed < sized(2, 12, 3); seed += 1) {
    const chance = new Chance(seed);
    const placedAtMs = Date.now() - 3_600_000;
    const history = new OrderHistory(chance, 7_000 + seed, placedAtMs, {
      date_created_gmt: inUtc(placedAtMs),
      coupon_lines: [{ id: 1, code: "lilei10", discount: "0.00", discount_tax: "0.00" }],
      customer_id: 500 + seed,
    }).happen();
    const delivered = asDelivered(chance, history.webhooks);
    const trace = `seed ${seed}: ${JSON.stringify(delivered.map(({ body }) => body))}`;
    for (const webhook of delivered) {
      const { status } = await send(shop, WOOCOMMERCE, webhook);
      expect({ trace, status }).toEqual({ trace, status: 200 });
    }
    const { worth, reversed } = history;
    const { body, status } = await shop.get(`/orders/${7_000 + seed}`);
    const kept = Math.ceil((Math.floor(worth / 10) * (worth - reversed)) / worth);
    expect({ trace, status, ...body }).toMatchObject({
      trace,
      status: 200,
      amount: worth,
      reversedAmount: reversed,
      commissions: [{ kept }],
    });
  }
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
});
