/** Random histories of one order at Shopify, shuffled, repeated, and partly caught up later: what a plain model says. */
import { expect, test } from "vitest";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { OrderHistory } from "../../support/shopify/history.ts";
import { openShop } from "../../support/shop.ts";
import { asDelivered } from "../../support/sources/shuffled.ts";
import { connect, send } from "../../support/sources/signed-shop.ts";
import { SHOPIFY } from "../../support/sources/signers.ts";

test("whatever Shopify tells of an order in whatever sequence, it keeps what a plain model says", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY);
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  for (let seed = 0; seed < sized(2, 12, 3); seed += 1) {
    const chance = new Chance(seed);
    const placedAtMs = Date.now() - 3_600_000;
    const placedAt = new Date(placedAtMs).toISOString();
    const history = new OrderHistory(chance, 9_000 + seed, placedAtMs, {
      created_at: placedAt,
      processed_at: placedAt,
      discount_codes: [{ code: "lilei10", amount: "0.00", type: "percentage" }],
      customer: { id: 500 + seed, state: "enabled" },
    }).happen();
    const delivered = asDelivered(chance, history.webhooks);
    const trace = `seed ${seed}: ${delivered.map(({ topic }) => topic).join(", ")}`;
    for (const webhook of delivered) {
      const { status } = await send(shop, SHOPIFY, webhook);
      expect({ trace, status }).toEqual({ trace, status: 200 });
    }
    const { worth, reversed } = history;
    const kept = Math.ceil((Math.floor(worth / 10) * (worth - reversed)) / worth);
    const order = (await shop.get(`/orders/${9_000 + seed}`)).body;
    expect({ trace, ...order }).toMatchObject({
      trace,
      amount: worth,
      reversedAmount: reversed,
      commissions: [{ kept }],
    });
  }
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
});
