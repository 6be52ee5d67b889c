/** Orders that come one by one and at the same time share what one of them costs, and each is answered for itself. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call } from "../../support/api-client.ts";
import { countStorage } from "../../support/api-storage-counter.ts";
import { farObjects } from "../../support/objects/far-objects.ts";
import { openShop } from "../../support/shop.ts";

const ORDERS = 60;

function orderNamed(orderId: string, amount = 1_000) {
  return { orderId, amount, currency: "CNY", couponCode: "TEA", customerId: `buyer-${orderId}` };
}

async function shopWithCoupon() {
  const shop = await openShop();
  const promoter = await shop.promoter("seller");
  await shop.coupon("TEA", promoter);
  const path = `/v1/programs/${shop.id}/conversions`;
  const counted = countStorage({ ...env, COMMISSION_LEDGER: farObjects(env.COMMISSION_LEDGER) });
  const send = async (body: unknown) => await call("POST", path, { body, env: counted.env });
  return { shop, promoter, send, counted };
}

test(`${ORDERS} orders at once cost the calls of a few, and each has its own answer`, async () => {
  const { shop, promoter, send, counted } = await shopWithCoupon();
  await send(orderNamed("first"));
  const alone = counted.uses();
  const answers = await Promise.all(
    Array.from(
      { length: ORDERS },
      async (_, index) => await send(orderNamed(`order-${index}`, 1_000 + index)),
    ),
  );
  expect(counted.uses() - alone).toBeLessThan((alone * ORDERS) / 3);
  for (const [index, { status, body }] of answers.entries()) {
    expect(status).toBe(200);
    expect(body.results).toHaveLength(1);
    expect(body.results[0]).toMatchObject({
      orderId: `order-${index}`,
      status: "accepted",
      commissions: [{ promoterId: promoter.id, amount: Math.floor((1_000 + index) / 10) }],
    });
  }
  const earned = answers.reduce((sum, { body }) => sum + body.results[0].commissions[0].amount, 100);
  await expect.poll(async () => (await shop.wallet(promoter))["pending"]).toBe(earned);
});

test("among them one in conflict, one that cannot be read and a repeat are answered as they would be alone", async () => {
  const { send } = await shopWithCoupon();
  await send(orderNamed("known"));
  const answers = await Promise.all([
    send(orderNamed("new")),
    send(orderNamed("known", 2_000)),
    send({ ...orderNamed("odd"), amount: "ten" }),
    send(orderNamed("known")),
    send(orderNamed("twice")),
    send(orderNamed("twice")),
  ]);
  expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([200, 409, 422, 200]);
  const twice = answers.slice(4).map(({ body }): string => body.results[0].status);
  expect(new Set(twice)).toEqual(new Set(["accepted", "duplicate"]));
  expect(answers[3]?.body.results[0].status).toBe("duplicate");
});
