/** Stripe's endpoint over HTTP: what is signed counts, nothing else does, and a merchant sees how it fares. */
import { expect, test, vi } from "vitest";
import { openShop, request } from "../../support/shop.ts";
import { Payment } from "../../support/stripe/payment.ts";
import { connectStripe, sendToShop, signatureOf } from "../../support/stripe/stripe-shop.ts";

const NOW_S = Math.floor(Date.now() / 1_000);
const OTHER = "whsec_000000000000000000000000000000";

test("what is changed, old, ahead, signed by another key or not at all is 401, and changes nothing", async () => {
  const shop = await openShop();
  const path = `/webhooks/${shop.id}/stripe`;
  const payment = new Payment({ name: "a", total: 1_000, atS: NOW_S });
  const body = JSON.stringify(payment.sessionCompleted());
  const post = async (sent: string | Uint8Array, signature?: string) =>
    (
      await request("POST", path, {
        body: sent,
        headers: signature === undefined ? {} : { "stripe-signature": signature },
      })
    ).status;
  expect(await post(body, await signatureOf(body))).toBe(401);
  await connectStripe(shop);
  const changed = body.replace('"amount_total":1000', '"amount_total":1001');
  expect(changed).not.toBe(body);
  const good = await signatureOf(body);
  expect([
    await post(changed, good),
    await post(body.slice(0, -1), good),
    await post("", good),
    await post(body),
    await post(body, ""),
    await post(body, good.replace(/v1=/, "v0=")),
    await post(body, await signatureOf(body, { secret: OTHER })),
    await post(body, await signatureOf(body, { atS: NOW_S - 310 })),
    await post(body, await signatureOf(body, { atS: NOW_S + 330 })),
  ]).toEqual(Array.from({ length: 9 }, () => 401));
  const large = `${body.slice(0, -1)},"x":"${"y".repeat(2_097_152)}"}`;
  expect(await post(large, await signatureOf(large))).toBe(413);
  expect((await shop.get(`/orders/${payment.intent}`)).status).toBe(404);
});

test("what is signed and of no use, torn or empty is answered 200, and kept where it could not be read", async () => {
  const shop = await openShop();
  await connectStripe(shop);
  const payment = new Payment({ name: "b", total: 1_000, atS: NOW_S });
  const unpaid = await sendToShop(shop, payment.sessionCompleted({ payment_status: "unpaid" }));
  const setup = payment.sessionCompleted({ mode: "setup", amount_total: null, currency: null });
  const others = [payment.event("customer.created", { id: "cus_1" }), setup, payment.intentSucceeded()];
  expect(unpaid.body).toEqual({ status: "ignored", reason: "kind_without_use" });
  for (const event of others) expect((await sendToShop(shop, event)).body.status).toBe("ignored");
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
  for (const body of [
    "",
    "{",
    "[]",
    '{"id":"evt_1","type":"invoice.paid","created":1,"data":{"object":{}}}',
  ]) {
    const headers = { "stripe-signature": await signatureOf(body), "content-type": "text/html" };
    const answer = await request("POST", `/webhooks/${shop.id}/stripe`, { body, headers });
    expect([answer.status, answer.body]).toEqual([200, { status: "ignored", reason: "unreadable" }]);
  }
  const foreign = new Payment({ name: "c", total: 1_000, currency: "usd", atS: NOW_S });
  await sendToShop(shop, foreign.sessionCompleted());
  const { data } = (await shop.get("/unusable-webhooks")).body;
  const kept = data.map(({ reason, webhookId }: Record<string, string>) => [reason, webhookId?.slice(0, 7)]);
  expect(kept).toEqual([
    ["currency_mismatch", "evt_1Qc"],
    ["unreadable", "evt_1"],
    ["unreadable", "sha256:"],
    ["unreadable", "sha256:"],
    ["unreadable", "sha256:"],
  ]);
});

test("an invoice that is told again with another amount is a conflict, kept and changing nothing", async () => {
  const shop = await openShop();
  await connectStripe(shop);
  const payment = new Payment({ name: "g", total: 1_000, hasInvoice: true, atS: NOW_S });
  await sendToShop(shop, payment.invoicePaid());
  const other = await sendToShop(shop, payment.invoicePaid({ total: 2_000, total_excluding_tax: 2_000 }));
  expect([other.status, other.body.results[0].status]).toEqual([200, "conflict"]);
  expect((await shop.get(`/orders/${payment.invoice}`)).body.amount).toBe(1_000);
  expect((await shop.get("/unusable-webhooks")).body.data).toMatchObject([
    { reason: "idempotency_conflict" },
  ]);
  // The session is another teller, which knows less: it changes nothing, and is no conflict.
  const session = await sendToShop(shop, payment.sessionCompleted({ amount_total: 3_000 }));
  expect(session.body.results[0]).toMatchObject({ status: "duplicate" });
  expect((await shop.get(`/orders/${payment.intent}`)).body.amount).toBe(1_000);
});

test("both secrets hold during a rotation, and the old one not after", async () => {
  const shop = await openShop();
  await connectStripe(shop);
  const payment = new Payment({ name: "d", total: 1_000, atS: NOW_S });
  const rotated = await shop.post("/sources/stripe/secrets", { secret: OTHER });
  expect(rotated.status).toBe(201);
  expect((await sendToShop(shop, payment.sessionCompleted())).status).toBe(200);
  expect((await sendToShop(shop, payment.sessionCompleted(), { secret: OTHER })).status).toBe(200);
  const third = "whsec_111111111111111111111111111111";
  const expiresAt = new Date(Date.now() - 1_000).toISOString();
  expect((await shop.post("/sources/stripe/secrets", { secret: third, expiresAt })).status).toBe(201);
  expect((await sendToShop(shop, payment.sessionCompleted(), { secret: OTHER })).status).toBe(401);
  expect((await sendToShop(shop, payment.sessionCompleted(), { secret: third })).status).toBe(200);
  const made = await shop.post("/sources/stripe/secrets", {});
  expect([made.status, made.body.errors?.[0].path]).toEqual([422, "secret"]);
});

test("a merchant sees how each source fares, sets it, and tries a body, which changes nothing", async () => {
  const shop = await openShop();
  const stateOf = async (source: string) =>
    (await shop.get("/sources")).body.data.find((one: { source: string }) => one.source === source);
  expect(await stateOf("standard")).toMatchObject({ configured: true, secrets: 1 });
  expect(await stateOf("stripe")).toMatchObject({ configured: false, received: 0, lastReceivedAt: null });
  expect((await shop.put("/sources/stripe", { amountBase: "gross" })).body.errors[0].path).toBe("amountBase");
  expect((await shop.put("/sources/stripe", { nothing: 1 })).status).toBe(422);
  await connectStripe(shop, { amountBase: "with_tax" });
  const facts = { total: 12_000, tax: 1_500, shipping: 500, customer: "cus_1", atS: NOW_S };
  const payment = new Payment({ ...facts, name: "e" });
  const body = payment.sessionCompleted();
  const tried = async (more: object) => (await shop.post("/sources/stripe/try", { body, ...more })).body;
  expect(await tried({})).toMatchObject({
    webhookId: body.id,
    messages: [{ kind: "conversion", orderId: payment.intent, content: { amount: 11_500, paid: 12_000 } }],
  });
  expect((await tried({ settings: { amountBase: "total" } })).messages[0].content.amount).toBe(12_000);
  expect((await tried({ settings: { amountBase: 1 } })).errors[0].path).toBe("settings.amountBase");
  expect((await tried({ body: "no JSON" })).messages).toEqual([{ kind: "unreadable" }]);
  expect((await shop.get(`/orders/${payment.intent}`)).status).toBe(404);
  expect((await sendToShop(shop, body)).body.results[0].status).toBe("accepted");
  await sendToShop(shop, new Payment({ ...facts, name: "f", currency: "eur" }).sessionCompleted());
  await sendToShop(shop, body, { secret: OTHER });
  await vi.waitFor(
    async () =>
      expect(await stateOf("stripe")).toMatchObject({
        configured: true,
        secrets: 1,
        settings: { amountBase: "with_tax", acceptPaymentIntents: false },
        received: 2,
        accepted: 1,
        unusable: 1,
        refused: 1,
        lastError: "currency_mismatch",
      }),
    { interval: 100 },
  );
});
