/** Shopify's endpoint over HTTP: what is signed counts, nothing else does, and what it tells becomes orders. */
import { expect, test } from "vitest";
import {
  deliveryBody,
  disputeBody,
  type OrderFacts,
  orderBody,
  refundBody,
} from "../../support/shopify/bodies.ts";
import { openShop, request } from "../../support/shop.ts";
import { connect, send, signatureOf } from "../../support/sources/signed-shop.ts";
import { SHOPIFY } from "../../support/sources/signers.ts";

const OTHER = "0000000000000000000000000000000000000000000000000000000000000000";
const PLACED_AT = new Date(Date.now() - 3_600_000).toISOString();
const LATER_AT = new Date(Date.now() - 1_800_000).toISOString();

function facts(id: number): OrderFacts {
  const line = { price: "50.00", quantity: 2, tax: "10.00" };
  return { id, currency: "CNY", total: "115.00", shipping: "5.00", lines: [line], placedAt: PLACED_AT };
}

test("what is changed, torn, signed by another key or not at all is 401, and changes nothing", async () => {
  const shop = await openShop();
  const body = JSON.stringify(orderBody(facts(1)));
  const good = signatureOf(body, SHOPIFY.secret);
  const post = async (sent: string | Uint8Array, signature?: string) => {
    const signed = signature === undefined ? {} : { "x-shopify-hmac-sha256": signature };
    const headers = { "x-shopify-topic": "orders/paid", ...signed };
    return (await request("POST", `/webhooks/${shop.id}/shopify`, { body: sent, headers })).status;
  };
  expect(await post(body, good)).toBe(401);
  await connect(shop, SHOPIFY);
  expect([
    await post(body.replace("115.00", "115.01"), good),
    await post(body.slice(0, -1), good),
    await post("", good),
    await post(body),
    await post(body, ""),
    await post(body, good.slice(0, -4)),
    await post(body, `${good},${good}`),
    await post(body, Buffer.from(good, "base64").toString("hex")),
    await post(body, signatureOf(body, OTHER)),
  ]).toEqual(Array.from({ length: 9 }, () => 401));
  const large = `${body.slice(0, -1)},"x":"${"y".repeat(2_097_152)}"}`;
  expect(await post(large, signatureOf(large, SHOPIFY.secret))).toBe(413);
  expect((await shop.get("/orders/1")).status).toBe(404);
});

test("what is signed and of no use, torn or of another type is answered 200, and kept where it could not be read", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY);
  const useless = await send(shop, SHOPIFY, { topic: "products/update", body: { id: 1 } });
  expect(useless.body).toEqual({ status: "ignored", reason: "kind_without_use" });
  for (const body of ["", "{", "[]", '{"id":1}']) {
    const headers = {
      "x-shopify-hmac-sha256": signatureOf(body, SHOPIFY.secret),
      "x-shopify-topic": "orders/paid",
      "content-type": "text/html",
    };
    const answer = await request("POST", `/webhooks/${shop.id}/shopify`, { body, headers });
    expect([answer.status, answer.body]).toEqual([200, { status: "ignored", reason: "unreadable" }]);
  }
  await send(shop, SHOPIFY, { topic: "orders/paid", body: orderBody({ ...facts(2), currency: "USD" }) });
  const { data } = (await shop.get("/unusable-webhooks")).body;
  expect(data.map(({ reason }: { reason: string }) => reason)).toEqual([
    "currency_mismatch",
    ...Array.from({ length: 4 }, () => "unreadable"),
  ]);
});

test("both secrets hold during a rotation, and the old one not after", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY);
  const webhook = { topic: "orders/paid", body: orderBody(facts(3)) };
  expect((await shop.post("/sources/shopify/secrets", { secret: OTHER })).status).toBe(201);
  expect((await send(shop, SHOPIFY, webhook)).status).toBe(200);
  expect((await send(shop, SHOPIFY, webhook, OTHER)).status).toBe(200);
  const third = `shpss_${"1".repeat(32)}`;
  const expiresAt = new Date(Date.now() - 1_000).toISOString();
  expect((await shop.post("/sources/shopify/secrets", { secret: third, expiresAt })).status).toBe(201);
  expect((await send(shop, SHOPIFY, webhook, OTHER)).status).toBe(401);
  expect((await send(shop, SHOPIFY, webhook, third)).status).toBe(200);
});

test("an order that carries a token pays its promoter without tax and shipping, is received, refunded and disputed", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY, { received: "delivered" });
  const token = await shop.tap(await shop.promoter("seller"));
  const placedAt = new Date(Date.now() + 2_000).toISOString();
  const order = { ...facts(4), placedAt };
  const landed = { landing_site: `/item?tby=${token}` };
  const paid = await send(shop, SHOPIFY, { topic: "orders/paid", body: orderBody(order, landed) });
  expect(paid.body.results).toMatchObject([
    { orderId: "4", status: "accepted", commissions: [{ amount: 1_000 }] },
  ]);
  const again = await send(shop, SHOPIFY, { topic: "orders/paid", body: orderBody(order, landed) });
  expect(again.headers.get("idempotent-replay")).toBe("true");
  const arrived = deliveryBody(4, "delivered", placedAt);
  const received = await send(shop, SHOPIFY, { topic: "fulfillment_events/create", body: arrived });
  expect(received.body.order).toMatchObject({ receivedAt: placedAt });
  const of = { orderId: 4, currency: "CNY", at: LATER_AT };
  const shipping = refundBody({ ...of, id: 41, shipping: "5.00", money: "5.00" });
  expect((await send(shop, SHOPIFY, { topic: "refunds/create", body: shipping })).body.status).toBe(
    "ignored",
  );
  const [line] = order.lines;
  const lines = line === undefined ? [] : [{ line, quantity: 1, subtotal: 50, tax: 5 }];
  const half = await send(shop, SHOPIFY, {
    topic: "refunds/create",
    body: refundBody({ ...of, id: 42, lines, money: "55.00" }),
  });
  expect(half.body.order).toMatchObject({ reversedAmount: 5_000, commissions: [{ kept: 500 }] });
  const disputed = disputeBody(4, 7, "23.00", "lost", "CNY");
  const lost = await send(shop, SHOPIFY, { topic: "disputes/update", body: disputed });
  // A fifth of all that was paid is a fifth of what commission is earned on.
  expect(lost.body.answers[1].order).toMatchObject({ openDisputes: 0, reversedAmount: 7_000 });
});

test("an edited order is worth what it says last, whatever comes first", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY);
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  const discount_codes = [{ code: "LILEI10", amount: "0.00", type: "percentage" }];
  const first = orderBody(facts(5), { discount_codes });
  const line = { price: "50.00", quantity: 3, tax: "15.00" };
  const edited = orderBody(
    { ...facts(5), total: "170.00", lines: [line], updatedAt: LATER_AT },
    { discount_codes },
  );
  await send(shop, SHOPIFY, { topic: "orders/updated", body: edited });
  await send(shop, SHOPIFY, { topic: "orders/paid", body: first });
  await send(shop, SHOPIFY, { topic: "orders/updated", body: first });
  const { body } = await shop.get("/orders/5");
  expect(body).toMatchObject({
    amount: 15_000,
    reversedAmount: 0,
    commissions: [{ amount: 1_500, kept: 1_500 }],
  });
  const called = orderBody(facts(5), { cancelled_at: LATER_AT });
  await send(shop, SHOPIFY, { topic: "orders/cancelled", body: called });
  expect((await shop.get("/orders/5")).body).toMatchObject({ state: "reversed", commissions: [{ kept: 0 }] });
});

test("what would be made of a body is tried before it counts", async () => {
  const shop = await openShop();
  const body = orderBody(facts(6));
  const asked = { headers: { "x-shopify-topic": "orders/paid" }, body, settings: { amountBase: "total" } };
  const tried = (await shop.post("/sources/shopify/try", asked)).body;
  expect(tried.messages).toMatchObject([
    { kind: "conversion", orderId: "6", content: { amount: 11_500, paid: 11_500 } },
  ]);
  expect((await shop.post("/sources/shopify/try", { body })).body.messages).toEqual([
    { kind: "unreadable", reason: "topic_missing" },
  ]);
  expect((await shop.get("/orders/6")).status).toBe(404);
});
