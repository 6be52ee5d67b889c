/** What is signed and nasty, what other programs and sources signed, and what two vendors call by one id, over HTTP. */
import { createHmac } from "node:crypto";
import { expect, test, vi } from "vitest";
import { connectCustom, sendCustom } from "../../support/custom/custom-shop.ts";
import { orderBody as shopifyOrder } from "../../support/shopify/bodies.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";
import { connect, send, signatureOf } from "../../support/sources/signed-shop.ts";
import { SHOPIFY, WOOCOMMERCE } from "../../support/sources/signers.ts";
import { Payment } from "../../support/stripe/payment.ts";
import {
  connectStripe,
  sendToShop,
  signatureOf as stripeSignature,
} from "../../support/stripe/stripe-shop.ts";
import { API_V3_KEY, NEXT_PUBLIC_KEY, secretOf } from "../../support/wechatpay/keys.ts";
import { notificationOf, paidOf } from "../../support/wechatpay/notification.ts";
import { connectWeChatPay, notify } from "../../support/wechatpay/wechatpay-shop.ts";
import { orderBody as wooOrder } from "../../support/woocommerce/bodies.ts";

const NOW_S = Math.floor(Date.now() / 1_000);
const PLACED_AT = new Date((NOW_S - 600) * 1_000).toISOString();

const ofShopify = (id: number, price: string) =>
  shopifyOrder({ id, currency: "CNY", total: price, lines: [{ price }], placedAt: PLACED_AT });
const ofWoo = (id: number, total: string, product = 93) =>
  wooOrder(
    {
      id,
      currency: "CNY",
      total,
      lines: [{ product, total }],
      paidAt: PLACED_AT.slice(0, 19),
      modifiedAt: PLACED_AT.slice(0, 19),
    },
    { date_created_gmt: PLACED_AT.slice(0, 19) },
  );

async function keptIn(shop: Shop): Promise<string[]> {
  const { data } = (await shop.get("/unusable-webhooks")).body;
  return data.map(({ source, reason }: Record<string, string>) => `${source} ${reason}`);
}

test("what the key of another program signs is 401 at each source, and so is what another source's header holds", async () => {
  const [shop, other] = [await openShop(), await openShop()];
  await connectStripe(other);
  await connect(other, SHOPIFY);
  await connect(other, WOOCOMMERCE);
  await connectWeChatPay(other);
  const secret = await connectCustom(other);
  const own = "whsec_000000000000000000000000000000";
  for (const [source, given] of [
    ["stripe", own],
    ["shopify", "0".repeat(64)],
    ["woocommerce", "0".repeat(40)],
    ["wechatpay", secretOf(API_V3_KEY, NEXT_PUBLIC_KEY)],
    ["custom", "0".repeat(40)],
  ]) {
    expect((await shop.post(`/sources/${source}/secrets`, { secret: given })).status).toBe(201);
  }
  const payment = new Payment({ name: "x", total: 1_000, atS: NOW_S });
  const notification = notificationOf("TRANSACTION.SUCCESS", paidOf("W1", { atS: NOW_S }), NOW_S);
  const sendAll = async (to: Shop) => [
    (await sendToShop(to, payment.sessionCompleted())).status,
    (await send(to, SHOPIFY, { topic: "orders/paid", body: ofShopify(1, "10.00") })).status,
    (await send(to, WOOCOMMERCE, { topic: "order.created", body: ofWoo(2, "10.00") })).status,
    (await notify(to, notification)).status,
    (await sendCustom(to, secret, { event: { name: "login" } })).status,
  ];
  expect(await sendAll(shop)).toEqual([401, 401, 401, 401, 401]);
  expect(await sendAll(other)).toEqual([200, 200, 200, 200, 200]);
  // The same bytes and the same signature, as another source of the same program would send them.
  const text = JSON.stringify(ofShopify(3, "10.00"));
  const bySource = {
    stripe: { "stripe-signature": signatureOf(text, SHOPIFY.secret) },
    woocommerce: { "x-wc-webhook-signature": signatureOf(text, SHOPIFY.secret) },
    custom: { "x-checkout-signature": `sha512=${signatureOf(text, SHOPIFY.secret)}`, "x-checkout-time": "1" },
    standard: { "webhook-signature": `v1,${signatureOf(text, SHOPIFY.secret)}`, "webhook-id": "m" },
  };
  for (const [source, headers] of Object.entries(bySource)) {
    const answer = await request("POST", `/webhooks/${other.id}/${source}`, { body: text, headers });
    expect([source, answer.status]).toEqual([source, 401]);
  }
  // A replay of another program's webhook, byte for byte.
  const payload = JSON.stringify(payment.sessionCompleted());
  const headers = { "stripe-signature": await stripeSignature(payload) };
  expect((await request("POST", `/webhooks/${shop.id}/stripe`, { body: payload, headers })).status).toBe(401);
  expect((await shop.get("/orders")).body.data).toEqual([]);
});

test("one secret in two sources makes no order of the other's bodies", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY);
  await connect(shop, { ...WOOCOMMERCE, secret: SHOPIFY.secret });
  const crossed = [
    await send(shop, WOOCOMMERCE, { topic: "order.created", body: ofShopify(1, "10.00") }, SHOPIFY.secret),
    await send(shop, SHOPIFY, { topic: "orders/paid", body: ofWoo(1, "10.00") }),
  ];
  for (const { status, body } of crossed)
    expect([status, body]).toEqual([200, { status: "ignored", reason: "unreadable" }]);
  expect((await shop.get("/orders/1")).status).toBe(404);
});

test("two vendors that tell different orders by one id: the second is kept as a conflict, and not lost in silence", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY);
  await connect(shop, WOOCOMMERCE);
  await send(shop, SHOPIFY, { topic: "orders/paid", body: ofShopify(727, "100.00") });
  const second = await send(shop, WOOCOMMERCE, { topic: "order.created", body: ofWoo(727, "50.00") });
  expect(second.body.results[0]).toMatchObject({ status: "conflict" });
  expect((await shop.get("/orders/727")).body.amount).toBe(10_000);
  expect(await keptIn(shop)).toEqual(["woocommerce idempotency_conflict"]);
  // The same order by both: one decision.
  await send(shop, SHOPIFY, { topic: "orders/paid", body: ofShopify(728, "100.00") });
  const same = await send(shop, WOOCOMMERCE, { topic: "order.created", body: ofWoo(728, "100.00", 700) });
  expect(same.body.results[0].status).toBe("duplicate");
  // Another program has its own order of that number.
  const other = await openShop();
  await connect(other, WOOCOMMERCE);
  await send(other, WOOCOMMERCE, { topic: "order.created", body: ofWoo(727, "50.00") });
  expect((await other.get("/orders/727")).body.amount).toBe(5_000);
});

test("signed bodies with ids, sums and times that cannot be are kept, and no vendor is told of an error", async () => {
  const shop = await openShop();
  await connectStripe(shop);
  await connect(shop, WOOCOMMERCE);
  const payment = new Payment({ name: "n", total: 1_000, atS: NOW_S });
  const charge = payment.chargeRefunded(500, NOW_S);
  const bent = (of: object) => ({ ...charge, data: { object: { ...charge.data.object, ...of } } });
  const events = [
    bent({ payment_intent: "x".repeat(300) }),
    bent({ payment_intent: "\u0000" }),
    bent({ payment_intent: "pi_1", invoice: "y".repeat(200) }),
    { ...charge, created: Number.MAX_SAFE_INTEGER },
    payment.sessionCompleted({ amount_total: Number.MAX_SAFE_INTEGER }),
    payment.sessionCompleted({ amount_total: 1_000_000_000_001 }),
    payment.sessionCompleted({ currency: "zzz" }),
  ];
  for (const [index, event] of events.entries())
    expect((await sendToShop(shop, { ...event, id: `evt_${index}` })).status).toBe(200);
  const body = ofWoo(9, "9999999999999.99");
  expect((await send(shop, WOOCOMMERCE, { topic: "order.created", body })).status).toBe(200);
  expect((await keptIn(shop)).toSorted()).toEqual([
    "stripe amount_out_of_range",
    "stripe currency_mismatch",
    "stripe order_unreadable",
    "stripe order_unreadable",
    "stripe order_unreadable",
    "stripe unreadable",
    "stripe unreadable",
    "woocommerce amount_out_of_range",
  ]);
  expect((await shop.get("/orders")).body.data).toEqual([]);
  // An id of a webhook that is longer than any vendor's is none: the bytes name it.
  const text = "{}";
  const headers = {
    "x-wc-webhook-signature": signatureOf(text, WOOCOMMERCE.secret),
    "x-wc-webhook-delivery-id": "d".repeat(4_000),
  };
  await request("POST", `/webhooks/${shop.id}/woocommerce`, { body: text, headers });
  expect((await shop.get("/unusable-webhooks?limit=1")).body.data[0].webhookId).toMatch(/^sha256:/);
});

test("a body that is nested as deep as it is long is kept by each reading, and tried without an error", async () => {
  const shop = await openShop();
  const settings = { fields: { couponCode: "data.x", items: "data.x" } };
  const secret = (await connectCustomPlainly(shop, settings)) ?? "";
  const nested = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const bodies = ["order.refunded", "order.paid"].map(
    (type) => `{"type":"${type}","data":{"orderId":"D1","amount":5,"x":${nested}}}`,
  );
  const statuses = [];
  for (const body of bodies) {
    const headers = { "x-signature": createHmac("sha256", secret).update(body).digest("hex") };
    statuses.push((await request("POST", `/webhooks/${shop.id}/custom`, { body, headers })).status);
    statuses.push((await shop.post("/sources/custom/try", { body, settings })).status);
    statuses.push((await shop.signed(Buffer.from(body), `deep-${body.length}`)).status);
  }
  expect(statuses).toEqual(statuses.map(() => 200));
  expect((await shop.get("/orders/D1")).body.amount).toBe(5);
});

async function connectCustomPlainly(shop: Shop, settings: object): Promise<string | undefined> {
  await shop.put("/sources/custom", settings);
  return (await shop.post("/sources/custom/secrets", {})).body.secret;
}

test("no answer of a source holds a secret, but the one that makes it", async () => {
  const shop = await openShop();
  await connectStripe(shop);
  await connect(shop, SHOPIFY);
  await connectWeChatPay(shop);
  await send(shop, SHOPIFY, { topic: "orders/paid", body: "{}" });
  const texts = [];
  for (const path of ["/sources", "/unusable-webhooks", "/api-keys", "", "/audit"])
    texts.push(JSON.stringify((await shop.get(path)).body));
  const tried = { body: notificationOf("TRANSACTION.SUCCESS", paidOf("W1", { atS: NOW_S }), NOW_S) };
  texts.push(JSON.stringify((await shop.post("/sources/wechatpay/try", tried)).body));
  for (const secret of ["whsec_5WbX5kEW", SHOPIFY.secret, API_V3_KEY, shop.webhookSecret])
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
});

test("no line of the log names a buyer, whatever became of what the vendor told", async () => {
  const lines: string[] = [];
  for (const level of ["debug", "info", "log", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)));
  const shop = await openShop();
  await connectStripe(shop);
  await connect(shop, SHOPIFY);
  await connect(shop, WOOCOMMERCE);
  await connectWeChatPay(shop, { customer: "openid" });
  const payment = new Payment({
    name: "p",
    total: 1_000,
    atS: NOW_S,
    customer: "cus_buyer",
    currency: "eur",
  });
  await sendToShop(shop, payment.sessionCompleted());
  await sendToShop(shop, payment.sessionCompleted(), { secret: "whsec_000000000000000000000000000000" });
  await send(shop, SHOPIFY, { topic: "orders/paid", body: { ...ofShopify(1, "10.00"), currency: "EUR" } });
  await send(shop, SHOPIFY, { topic: "orders/paid", body: { email: "buyer@shop.example" } });
  await send(shop, WOOCOMMERCE, { topic: "order.created", body: { ...ofWoo(2, "1.00"), currency: "EUR" } });
  const paid = (total: number) =>
    notificationOf("TRANSACTION.SUCCESS", paidOf("W2", { total, atS: NOW_S }), NOW_S);
  await notify(shop, paid(100));
  await notify(shop, paid(200));
  vi.restoreAllMocks();
  expect(lines.filter((line) => line.includes("webhook_unusable"))).toHaveLength(5);
  expect(lines.filter((line) => /buyer|oUpF8uMuAJO/i.test(line))).toEqual([]);
});
