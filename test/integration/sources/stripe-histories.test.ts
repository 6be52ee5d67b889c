/** Random histories of one payment, shuffled, repeated, and partly caught up later: the same commissions as a plain model. */
import { expect, test } from "vitest";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { openShop } from "../../support/shop.ts";
import { asDelivered } from "../../support/sources/shuffled.ts";
import { randomHistory } from "../../support/stripe/history.ts";
import { connectStripe, sendToShop } from "../../support/stripe/stripe-shop.ts";

test("whatever Stripe tells of a payment in whatever sequence, its one order keeps what a plain model says", async () => {
  const shop = await openShop();
  await connectStripe(shop, { acceptPaymentIntents: true, promotionCodes: { promo_1: "LILEI10" } });
  const seller = await shop.promoter("seller");
  await shop.coupon("LILEI10", seller);
  const token = await shop.tap(seller);
  for (let seed = 0; seed < sized(3, 20, 5); seed += 1) {
    const chance = new Chance(seed);
    const atS = Math.floor(Date.now() / 1_000) + 2;
    // A token for the first few customers, since one click is no crowd's; a promotion code for all.
    const metadata = seed < 5 ? { tby: token } : undefined;
    const history = randomHistory(chance, {
      name: `h${seed}`,
      customer: `cus_${seed}`,
      promotion: "promo_1",
      atS,
      ...(metadata === undefined ? {} : { metadata }),
    });
    const delivered = asDelivered(chance, history.events);
    const trace = `seed ${seed}: ${delivered.map(({ type }) => type).join(", ")}`;
    for (const event of delivered) {
      const { status } = await sendToShop(shop, event);
      expect({ trace, status }).toEqual({ trace, status: 200 });
    }
    const { payment, base, reversed } = history;
    const order = (await shop.get(`/orders/${payment.intent}`)).body;
    const commission = Math.floor(base / 10);
    const kept = Math.ceil((commission * (base - reversed)) / base);
    expect({ trace, ...order }).toMatchObject({
      trace,
      amount: base,
      reversedAmount: reversed,
      commissions: [{ kept }],
    });
    expect(order.commissions).toHaveLength(1);
    expect((await shop.get(`/orders/${payment.invoice}`)).body).toEqual(order);
  }
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
});
