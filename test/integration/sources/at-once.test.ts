/** Everything that a vendor tells of a payment comes at once: the same order as if it had come in turn. */
import { expect, test } from "vitest";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { OrderHistory as ShopifyHistory } from "../../support/shopify/history.ts";
import { openShop } from "../../support/shop.ts";
import { connect, send } from "../../support/sources/signed-shop.ts";
import { SHOPIFY, WOOCOMMERCE } from "../../support/sources/signers.ts";
import { asDelivered } from "../../support/sources/shuffled.ts";
import { randomHistory } from "../../support/stripe/history.ts";
import { connectStripe, sendToShop } from "../../support/stripe/stripe-shop.ts";
import { inUtc, OrderHistory as WooHistory } from "../../support/woocommerce/history.ts";

test("all events of a payment at Stripe, sent at once and some of them twice, end in one order", async () => {
  const shop = await openShop();
  await connectStripe(shop, { acceptPaymentIntents: true, promotionCodes: { promo_1: "LILEI10" } });
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  const atS = Math.floor(Date.now() / 1_000) + 2;
  for (let seed = 0; seed < sized(2, 12, 3); seed += 1) {
    const chance = new Chance(7_000 + seed);
    const facts = { name: `c${seed}`, customer: `cus_${seed}`, promotion: "promo_1", atS };
    const { payment, events, base, reversed } = randomHistory(chance, facts);
    const delivered = asDelivered(chance, events);
    const answers = await Promise.all(delivered.map(async (event) => await sendToShop(shop, event)));
    // Who is told to come again does so, as Stripe would.
    const refused = delivered.filter((_, index) => answers[index]?.status !== 200);
    for (const event of refused) expect((await sendToShop(shop, event)).status).toBe(200);
    const trace = `seed ${seed}: ${delivered.map(({ type }) => type).join(", ")}`;
    const byIntent = (await shop.get(`/orders/${payment.intent}`)).body;
    const kept = Math.ceil((Math.floor(base / 10) * (base - reversed)) / base);
    expect({ trace, ...byIntent }).toMatchObject({
      trace,
      amount: base,
      reversedAmount: reversed,
      commissions: [{ kept }],
    });
    expect((await shop.get(`/orders/${payment.invoice}`)).body).toEqual(byIntent);
  }
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
});

test("all bodies of an order at Shopify and WooCommerce, sent at once, end in what it is worth last", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY);
  await connect(shop, WOOCOMMERCE);
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  for (let seed = 0; seed < sized(1, 8, 2); seed += 1) {
    const placedAtMs = Date.now() - 3_600_000;
    const placedAt = new Date(placedAtMs).toISOString();
    const histories = [
      new ShopifyHistory(new Chance(seed), 9_000 + seed, placedAtMs, {
        created_at: placedAt,
        processed_at: placedAt,
        discount_codes: [{ code: "lilei10", amount: "0.00", type: "percentage" }],
      }).happen(),
      new WooHistory(new Chance(seed), 7_000 + seed, placedAtMs, {
        date_created_gmt: inUtc(placedAtMs),
        coupon_lines: [{ id: 1, code: "lilei10", discount: "0.00", discount_tax: "0.00" }],
      }).happen(),
    ];
    for (const [index, history] of histories.entries()) {
      const [signer, orderId] = index === 0 ? [SHOPIFY, 9_000 + seed] : [WOOCOMMERCE, 7_000 + seed];
      const delivered = asDelivered(new Chance(seed), history.webhooks);
      await Promise.all(delivered.map(async (webhook) => await send(shop, signer, webhook)));
      const { worth, reversed } = history;
      const kept = Math.ceil((Math.floor(worth / 10) * (worth - reversed)) / worth);
      const order = (await shop.get(`/orders/${orderId}`)).body;
      expect({ source: signer.source, seed, ...order }).toMatchObject({
        source: signer.source,
        seed,
        amount: worth,
        reversedAmount: reversed,
        commissions: [{ kept }],
      });
    }
  }
});
