/** WooCommerce's endpoint over HTTP: what is signed counts, nothing else does, and what it tells becomes orders. */
import { expect, test } from "vitest";
import { openShop, request } from "../../support/shop.ts";
import { connect, send, signatureOf } from "../../support/sources/signed-shop.ts";
import { WOOCOMMERCE } from "../../support/sources/signers.ts";
import { type OrderFacts, orderBody } from "../../support/woocommerce/bodies.ts";
import { inUtc } from "../../support/woocommerce/history.ts";

const PLACED_AT_MS = Date.now() + 2_000;
const OTHER = "0000000000000000000000000000000000000000";

function bodyOf(
  id: number,
  facts: Partial<OrderFacts> = {},
  more: Record<string, unknown> = {},
  seconds = 0,
) {
  const lines = [{ quantity: 2, total: "100.00", tax: "10.00" }];
  const paidAt = inUtc(PLACED_AT_MS);
  const modifiedAt = inUtc(PLACED_AT_MS + seconds * 1_000);
  return orderBody(
    { id, currency: "CNY", total: "115.00", shipping: "5.00", lines, paidAt, modifiedAt, ...facts },
    { date_created_gmt: paidAt, ...more },
  );
}

test("what is changed, torn, signed by another key or not at all is 401, and changes nothing", async () => {
  const shop = await openShop();
  const body = JSON.stringify(bodyOf(1));
  const good = signatureOf(body, WOOCOMMERCE.secret);
  const post = async (sent: string, signature?: string) => {
    const signed = signature === undefined ? {} : { "x-wc-webhook-signature": signature };
    const headers = { "x-wc-webhook-topic": "order.created", ...signed };
    return (await request("POST", `/webhooks/${shop.id}/woocommerce`, { body: sent, headers })).status;
  };
  expect(await post(body, good)).toBe(401);
  await connect(shop, WOOCOMMERCE);
  expect([
    await post(body.replace("115.00", "115.01"), good),
    await post(body.slice(0, -1), good),
    await post("", good),
    await post(body),
    await post(body, ""),
    await post(body, good.slice(0, -4)),
    await post(body, Buffer.from(good, "base64").toString("hex")),
    await post(body, signatureOf(body, OTHER)),
    await post("webhook_id=12", ""),
    await post("webhook_id=12", good),
    await post("webhook_id=12&order=1"),
  ]).toEqual(Array.from({ length: 11 }, () => 401));
  const large = `${body.slice(0, -1)},"x":"${"y".repeat(2_097_152)}"}`;
  expect(await post(large, signatureOf(large, WOOCOMMERCE.secret))).toBe(413);
  expect((await shop.get("/orders/1")).status).toBe(404);
});

test("the unsigned sign of life of a webhook that is saved is answered 200, before and after its secret is known", async () => {
  const shop = await openShop();
  const ping = async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const path = `/webhooks/${shop.id}/woocommerce`;
    const { status, body } = await request("POST", path, { body: "webhook_id=12", headers });
    return [status, body];
  };
  expect(await ping()).toEqual([200, { status: "ignored", reason: "ping" }]);
  await connect(shop, WOOCOMMERCE);
  expect(await ping()).toEqual([200, { status: "ignored", reason: "ping" }]);
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
});

test("what is signed and of no use, torn or of another type is answered 200, and kept where it could not be read", async () => {
  const shop = await openShop();
  await connect(shop, WOOCOMMERCE);
  const useless = await send(shop, WOOCOMMERCE, { topic: "order.deleted", body: { id: 1 } });
  expect(useless.body).toEqual({ status: "ignored", reason: "kind_without_use" });
  for (const body of ["", "{", "[]", '{"id":1}']) {
    const headers = {
      "x-wc-webhook-signature": signatureOf(body, WOOCOMMERCE.secret),
      "x-wc-webhook-topic": "order.updated",
      "content-type": "text/html",
    };
    const answer = await request("POST", `/webhooks/${shop.id}/woocommerce`, { body, headers });
    expect([answer.status, answer.body]).toEqual([200, { status: "ignored", reason: "unreadable" }]);
  }
  await send(shop, WOOCOMMERCE, { topic: "order.created", body: bodyOf(2, { currency: "USD" }) });
  const { data } = (await shop.get("/unusable-webhooks")).body;
  expect(data.map(({ reason }: { reason: string }) => reason)).toEqual([
    "currency_mismatch",
    ...Array.from({ length: 4 }, () => "unreadable"),
  ]);
});

test("a secret is made for a shop, both hold during a rotation, and the old one not after", async () => {
  const shop = await openShop();
  const made = await shop.post("/sources/woocommerce/secrets", {});
  expect(made.body.secret).toMatch(/^[\w-]{43}$/);
  const webhook = { topic: "order.created", body: bodyOf(3) };
  expect((await send(shop, WOOCOMMERCE, webhook, made.body.secret)).status).toBe(200);
  const expiresAt = new Date(Date.now() - 1_000).toISOString();
  await shop.post("/sources/woocommerce/secrets", { secret: OTHER });
  expect((await send(shop, WOOCOMMERCE, webhook, made.body.secret)).status).toBe(200);
  expect((await send(shop, WOOCOMMERCE, webhook, OTHER)).status).toBe(200);
  await shop.post("/sources/woocommerce/secrets", { secret: WOOCOMMERCE.secret, expiresAt });
  expect((await send(shop, WOOCOMMERCE, webhook, OTHER)).status).toBe(401);
  expect((await send(shop, WOOCOMMERCE, webhook)).status).toBe(200);
  const spelled = await shop.post("/sources/woocommerce/secrets", { secret: "a&b<c>d'e\"f-0123456789" });
  expect([spelled.status, spelled.body.errors?.[0].path]).toEqual([422, "secret"]);
});

test("an order that carries a token pays its promoter, and refunds, their deletion, edits and statuses follow it", async () => {
  const shop = await openShop();
  await connect(shop, WOOCOMMERCE);
  const token = await shop.tap(await shop.promoter("seller"));
  const more = { meta_data: [{ id: 9, key: "_tby", value: token }], customer_id: 77 };
  const paid = await send(shop, WOOCOMMERCE, { topic: "order.created", body: bodyOf(4, {}, more) });
  expect(paid.body.results).toMatchObject([
    { orderId: "4", status: "accepted", commissions: [{ amount: 1_000 }] },
  ]);
  const after = async (seconds: number, facts: Partial<OrderFacts>) => {
    const body = bodyOf(4, facts, more, seconds);
    expect((await send(shop, WOOCOMMERCE, { topic: "order.updated", body })).status).toBe(200);
    const { amount, reversedAmount, commissions } = (await shop.get("/orders/4")).body;
    return [amount, reversedAmount, commissions[0].kept];
  };
  const refunds = [{ id: 41, total: "-23.00" }];
  // A fifth of all that was paid is a fifth of what commission is earned on.
  expect(await after(1, { refunds })).toEqual([10_000, 2_000, 800]);
  expect(await after(2, { refunds: [] })).toEqual([10_000, 0, 1_000]);
  expect(await after(3, { status: "cancelled" })).toEqual([10_000, 10_000, 0]);
  expect(await after(4, { status: "processing" })).toEqual([10_000, 0, 1_000]);
  const lines = [{ quantity: 1, total: "50.00", tax: "5.00" }];
  expect(await after(5, { total: "60.00", lines })).toEqual([5_000, 0, 500]);
  // An older body that comes late.
  expect(await after(1, { refunds })).toEqual([5_000, 0, 500]);
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
});
