/** Catching up with what a vendor lists: the same commissions as by webhooks, nothing twice, and an end whatever the vendor does. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { catchUpOn } from "../../../worker/sources/catch-up/catch-up.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";
import { Payment } from "../../support/stripe/payment.ts";
import { connectStripe, sendToShop } from "../../support/stripe/stripe-shop.ts";
import {
  accessTo,
  askedOf,
  catchUp,
  openAccount,
  setAccount,
  timesOf,
} from "../../support/vendors/catching-up.ts";

const NOW_S = Math.floor(Date.now() / 1_000);
const TIMES = { fromMs: (NOW_S - 7_200) * 1_000, toMs: (NOW_S + 60) * 1_000 };

function paymentAt(name: string, agoS: number): Payment {
  return new Payment({
    name,
    total: 10_000,
    customer: `cus_${name}`,
    promotion: "promo_1",
    atS: NOW_S - agoS,
  });
}

/** A shop of Stripe's in which a coupon earns 10 %. */
async function shopOfStripe(): Promise<Shop> {
  const shop = await openShop();
  await connectStripe(shop, { promotionCodes: { promo_1: "LILEI10" } });
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  return shop;
}

async function keptOf(shop: Shop, orderId: string): Promise<unknown> {
  const { body } = await shop.get(`/orders/${orderId}`);
  return body.commissions?.map((commission: { readonly kept: number }) => commission.kept);
}

test("what webhooks have not told is caught up with, what they have told is a repeat, and both end alike", async () => {
  const shop = await shopOfStripe();
  const access = accessTo("stripe");
  const payments = [1, 2, 3].map((n) => paymentAt(`${access.name.slice(-9)}a${n}`, 3_600 - n * 60));
  const told = payments.map((payment) => payment.sessionCompleted());
  const refunded = payments[1]?.chargeRefunded(4_000, NOW_S - 900);
  const dispute = payments[2]?.dispute("created", "d", 10_000, "needs_response", NOW_S - 600);
  const lost = payments[2]?.dispute("closed", "d", 10_000, "lost", NOW_S - 300);
  const events = [...told, refunded, dispute, lost].flatMap((event) => event ?? []);
  await openAccount(shop, access, { events, pageSize: 4 });
  // The first payment was told before.
  for (const event of told.slice(0, 1)) expect((await sendToShop(shop, event)).status).toBe(200);
  const { body } = await catchUp(shop, "stripe", TIMES);
  expect(body).toMatchObject({
    state: "finished",
    fault: null,
    listed: 6,
    recorded: 5,
    repeated: 1,
    unusable: 0,
  });
  expect(body.reachedAt).toBe(body.startedAt);
  const expected = [[1_000], [600], [0]];
  const kept = async () => await Promise.all(payments.map(({ intent }) => keptOf(shop, intent)));
  expect(await kept()).toEqual(expected);
  // All of them are told after all, and caught up with once more.
  for (const event of events) expect((await sendToShop(shop, event)).status).toBe(200);
  const again = await catchUp(shop, "stripe", { ...TIMES, fromMs: TIMES.fromMs + 1_000 });
  expect(again.body).toMatchObject({ state: "finished", listed: 6, recorded: 0, repeated: 6 });
  expect(await kept()).toEqual(expected);
  const asked = await askedOf(access);
  expect(new Set(asked.map(({ host }) => host))).toEqual(new Set(["api.stripe.com"]));
  expect(asked.length).toBeGreaterThan(4);
});

test("an answer that broke off and a call to wait are waited for, and shown meanwhile; one of a source runs at a time", async () => {
  const shop = await shopOfStripe();
  const access = accessTo("stripe");
  const payment = paymentAt(`${access.name.slice(-9)}b`, 1_800);
  await openAccount(shop, access, {
    events: [payment.sessionCompleted()],
    instead: [{ status: 200, cutAfter: 40 }, null, { status: 429, headers: { "retry-after": "600" } }],
  });
  const begun = await shop.post("/sources/stripe/catch-up", timesOf(TIMES));
  expect(begun.body).toMatchObject({ state: "running", listed: 0 });
  await expect
    .poll(async () => (await shop.get("/sources/stripe/catch-up")).body.fault, {
      interval: 20,
    })
    .toMatchObject({ reason: "busy", status: 429 });
  // One at a time, and the same one is the same.
  const same = await shop.post("/sources/stripe/catch-up", timesOf(TIMES));
  expect({ status: same.status, replay: same.headers.get("idempotent-replay") }).toEqual({
    status: 202,
    replay: "true",
  });
  const other = await shop.post("/sources/stripe/catch-up", timesOf({ ...TIMES, fromMs: TIMES.fromMs + 1 }));
  expect({ status: other.status, code: other.body.code }).toEqual({ status: 409, code: "catch_up_running" });
  await request("DELETE", `/v1/programs/${shop.id}/sources/stripe/catch-up`, { token: shop.apiKey });
  await setAccount(access, { events: [payment.sessionCompleted()] });
  const { body } = await catchUp(shop, "stripe", TIMES);
  expect(body).toMatchObject({ state: "finished", fault: null, recorded: 1 });
  expect(await keptOf(shop, payment.intent)).toEqual([1_000]);
});

test("a key that is refused ends it; with another key the same times go on at their place", async () => {
  const shop = await shopOfStripe();
  const access = accessTo("stripe");
  const payments = [1, 2, 3].map((n) => paymentAt(`${access.name.slice(-9)}c${n}`, 7_000 - n * 2_000));
  const events = payments.map((payment) => payment.sessionCompleted());
  await openAccount(shop, access, {
    events,
    instead: [
      null,
      { status: 401, body: JSON.stringify({ error: { code: "api_key_expired", message: access.name } }) },
    ],
  });
  const failed = await catchUp(shop, "stripe", TIMES);
  expect(failed.body).toMatchObject({
    state: "failed",
    fault: { reason: "key_refused", status: 401, code: "api_key_expired" },
  });
  expect(JSON.stringify(failed.body)).not.toContain(access.name);
  const before = await askedOf(access);
  const next = accessTo("stripe");
  await openAccount(shop, next, { events });
  const { body } = await catchUp(shop, "stripe", TIMES);
  expect(body).toMatchObject({
    state: "finished",
    fault: null,
    recorded: 3,
    startedAt: failed.body.startedAt,
  });
  expect(body.requests).toBe(before.length + (await askedOf(next)).length);
  const [first] = await askedOf(next);
  expect(first?.path).not.toContain(`created%5Bgte%5D=${TIMES.fromMs / 1_000}&`);
});

test("one that is stopped goes on at its place, and what leads elsewhere is not followed", async () => {
  const shop = await shopOfStripe();
  const access = accessTo("stripe");
  await openAccount(shop, access, {
    instead: [{ status: 307, headers: { location: "https://attacker.example/v1/events" } }],
  });
  const led = await catchUp(shop, "stripe", TIMES);
  expect(led.body).toMatchObject({ state: "failed", fault: { reason: "redirected", status: 307 } });
  const path = `/v1/programs/${shop.id}/sources/stripe/catch-up`;
  await setAccount(access, { instead: [{ status: 429, headers: { "retry-after": "600" } }] });
  const waiting = await shop.post("/sources/stripe/catch-up", timesOf(TIMES));
  expect(waiting.body.state).toBe("running");
  const stopped = await request("DELETE", path, { token: shop.apiKey });
  expect({ status: stopped.status, state: stopped.body.state }).toEqual({ status: 200, state: "stopped" });
  await setAccount(access, {});
  expect((await catchUp(shop, "stripe", TIMES)).body.state).toBe("finished");
});

test("what ends its isolate again and again has failed, and is asked for again at its place", async () => {
  const shop = await shopOfStripe();
  const access = accessTo("stripe");
  await openAccount(shop, access, { instead: [{ status: 429, headers: { "retry-after": "600" } }] });
  await shop.post("/sources/stripe/catch-up", timesOf(TIMES));
  const read = async () => (await shop.get("/sources/stripe/catch-up")).body;
  await expect.poll(async () => (await read()).requests, { interval: 20 }).toBe(1);
  const { results } = await env.CONFIG.prepare(
    "SELECT number, chain FROM catch_ups WHERE source = 'stripe' ORDER BY number DESC LIMIT 1",
  ).all<{ number: number; chain: string }>();
  const [{ number, chain } = { number: 0, chain: "" }] = results;
  await catchUpOn(env, { kind: "catch_up", catchUp: number, chain }, 11);
  expect(await read()).toMatchObject({ state: "failed", requests: 1, fault: { reason: "not_recorded" } });
});

test("what a vendor is asked by is sealed, shown to nobody, set by who holds secrets, and refused where it leads inside", async () => {
  const shop = await shopOfStripe();
  const access = accessTo("stripe");
  const times = timesOf(TIMES);
  const missing = await shop.post("/sources/stripe/catch-up", times);
  expect({ status: missing.status, code: missing.body.code }).toEqual({
    status: 409,
    code: "api_key_missing",
  });
  await openAccount(shop, access, {});
  const set = await shop.put("/sources/stripe/api-key", access.keys);
  expect(set.body).toMatchObject({ source: "stripe", origin: "https://api.stripe.com" });
  expect(JSON.stringify(set.body)).not.toContain(access.name);
  const { results } = await env.CONFIG.prepare("SELECT sealed FROM source_api_keys").all<{
    sealed: string;
  }>();
  expect(JSON.stringify(results)).not.toContain(access.name);
  const manager = await shop.post("/api-keys", { name: "m", scopes: ["manage", "orders"] });
  const path = `/v1/programs/${shop.id}/sources/stripe/api-key`;
  const asManager = await request("PUT", path, { token: manager.body.key, body: access.keys });
  expect({ status: asManager.status, code: asManager.body.code }).toEqual({
    status: 403,
    code: "insufficient_scope",
  });
  expect((await request("DELETE", path, { token: shop.apiKey })).status).toBe(204);
  expect((await shop.post("/sources/stripe/catch-up", times)).body.code).toBe("api_key_missing");
  const { consumerKey, consumerSecret } = accessTo("woocommerce").keys;
  const sites = [
    "http://shop.example",
    "https://127.0.0.1",
    "https://[::1]",
    "https://localhost",
    "https://10.0.0.7",
  ];
  for (const site of [
    ...sites,
    "https://db.internal",
    "https://intranet",
    "https://u:p@shop.example",
    "https://2130706433",
    "https://db.internal.",
    "https://shop.example.",
  ]) {
    const { status } = await shop.put("/sources/woocommerce/api-key", { site, consumerKey, consumerSecret });
    expect({ site, status }).toEqual({ site, status: 422 });
  }
  const elsewhere = { shop: "shop.example", accessToken: "shpat_0123456789abcdef" };
  expect((await shop.put("/sources/shopify/api-key", elsewhere)).status).toBe(422);
  expect((await shop.post("/sources/custom/catch-up", times)).body.code).toBe("source_not_listed");
  const old = { ...TIMES, fromMs: TIMES.fromMs - 31 * 86_400_000 };
  expect((await shop.post("/sources/stripe/catch-up", timesOf(old))).status).toBe(422);
  expect((await shop.get("/sources/shopify/catch-up")).body.code).toBe("unknown_catch_up");
});
