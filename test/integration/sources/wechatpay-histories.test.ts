/** Random histories of one payment, shuffled, repeated, and partly caught up later: the same commissions as a plain model. */
import { expect, test } from "vitest";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { openShop } from "../../support/shop.ts";
import { asDelivered } from "../../support/sources/shuffled.ts";
import { randomPaidHistory } from "../../support/wechatpay/history.ts";
import { connectWeChatPay, notify } from "../../support/wechatpay/wechatpay-shop.ts";

test("whatever WeChat Pay tells of a payment in whatever sequence, its order keeps what a plain model says", async () => {
  const shop = await openShop();
  await connectWeChatPay(shop);
  const token = await shop.tap(await shop.promoter("seller"));
  const atS = Math.floor(Date.now() / 1_000) + 2;
  // The token as it is, its first part, and JSON around that.
  const [short = ""] = token.split(".");
  const attached = [token, short, JSON.stringify({ tby: short, c: "user-1" })];
  for (let seed = 0; seed < sized(2, 12, 3); seed += 1) {
    const chance = new Chance(seed);
    const orderId = `H${seed}`;
    const history = randomPaidHistory(chance, orderId, { attach: chance.oneOf(attached), atS });
    const delivered = asDelivered(chance, history.notifications);
    const trace = `seed ${seed}: ${delivered.map((one) => one.event_type).join(", ")}`;
    for (const notification of delivered) {
      const { status, body } = await notify(shop, notification);
      expect({ trace, status, code: body.code }).toEqual({ trace, status: 200, code: "SUCCESS" });
    }
    const { total, refunded } = history;
    const commission = Math.floor(total / 10);
    const kept = Math.ceil((commission * (total - refunded)) / total);
    const order = (await shop.get(`/orders/${orderId}`)).body;
    expect({ trace, ...order }).toMatchObject({
      trace,
      amount: total,
      reversedAmount: refunded,
      commissions: [{ kept }],
    });
  }
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
});
