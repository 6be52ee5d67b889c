/** What a run of catching up meets on its way: a program that is put back, a key that is forgotten, and settings that change. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { type CatchUpMessage, catchUpOn } from "../../../worker/sources/catch-up/catch-up.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";
import { Payment } from "../../support/stripe/payment.ts";
import { connectStripe } from "../../support/stripe/stripe-shop.ts";
import {
  type Access,
  accessTo,
  askedOf,
  openAccount,
  setAccount,
  timesOf,
} from "../../support/vendors/catching-up.ts";

const NOW_S = Math.floor(Date.now() / 1_000);
const TIMES = timesOf({ fromMs: (NOW_S - 7_200) * 1_000, toMs: NOW_S * 1_000 });

interface Run {
  readonly shop: Shop;
  readonly access: Access;
  readonly payment: Payment;
  /** The message that goes on with it. */
  readonly message: CatchUpMessage;
}

/** A run that waits, since the vendor asked for ten minutes. What it would list then is a payment. */
async function waitingRun(): Promise<Run> {
  const shop = await openShop();
  await connectStripe(shop, { promotionCodes: { promo_1: "LILEI10" } });
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  const access = accessTo("stripe");
  await openAccount(shop, access, { instead: [{ status: 429, headers: { "retry-after": "600" } }] });
  await shop.post("/sources/stripe/catch-up", TIMES);
  await expect.poll(async () => (await read(shop)).requests, { interval: 20 }).toBe(1);
  const name = `${access.name.slice(-9)}u`;
  const payment = new Payment({ name, total: 10_000, promotion: "promo_1", atS: NOW_S - 600 });
  await setAccount(access, { events: [payment.sessionCompleted()] });
  const row = await env.CONFIG.prepare(
    "SELECT catch_ups.number AS catchUp, chain FROM catch_ups JOIN programs ON programs.number = program WHERE id = ?",
  )
    .bind(shop.id)
    .first<{ catchUp: number; chain: string }>();
  if (row === null) throw new Error("nothing runs");
  return { shop, access, payment, message: { kind: "catch_up", ...row } };
}

async function read(shop: Shop) {
  return (await shop.get("/sources/stripe/catch-up")).body;
}

async function fence(shop: Shop, atMs: number | null): Promise<void> {
  await env.CONFIG.prepare("UPDATE programs SET fenced_at_ms = ?, version = version + 1 WHERE id = ?")
    .bind(atMs, shop.id)
    .run();
  await untilItCounts();
}

test("while a program is put back a run asks for nothing and records nothing, and goes on afterwards", async () => {
  const { shop, access, payment, message } = await waitingRun();
  await fence(shop, Date.now());
  await catchUpOn(env, message, 1);
  expect(await askedOf(access)).toHaveLength(1);
  await fence(shop, null);
  expect(await read(shop)).toMatchObject({ state: "running", requests: 1 });
  await catchUpOn(env, message, 1);
  expect(await read(shop)).toMatchObject({ state: "finished", recorded: 1, fault: null });
  expect((await shop.get(`/orders/${payment.intent}`)).body.commissions).toHaveLength(1);
});

test("a key that is forgotten ends a run as refused; with a key it goes on at its place", async () => {
  const { shop, access, message } = await waitingRun();
  const path = `/v1/programs/${shop.id}/sources/stripe/api-key`;
  expect((await request("DELETE", path, { token: shop.apiKey })).status).toBe(204);
  await catchUpOn(env, message, 1);
  expect(await read(shop)).toMatchObject({
    state: "failed",
    requests: 1,
    fault: { reason: "key_refused", status: null, code: null },
  });
  expect(await askedOf(access)).toHaveLength(1);
  expect((await shop.post("/sources/stripe/catch-up", TIMES)).body.code).toBe("api_key_missing");
  await shop.put("/sources/stripe/api-key", access.keys);
  expect((await shop.post("/sources/stripe/catch-up", TIMES)).body.state).toBe("running");
  // The message of before belongs to a chain that ended.
  await catchUpOn(env, message, 1);
  await expect.poll(async () => (await read(shop)).state, { interval: 20 }).toBe("finished");
  expect(await read(shop)).toMatchObject({ recorded: 1, fault: null });
});

test("settings that are taken back count from the next piece of work on", async () => {
  const { shop, payment, message } = await waitingRun();
  expect((await shop.put("/sources/stripe", {})).status).toBe(200);
  await catchUpOn(env, message, 1);
  expect(await read(shop)).toMatchObject({ state: "finished", recorded: 1, unusable: 0 });
  // No promotion code stands for a coupon any more.
  expect((await shop.get(`/orders/${payment.intent}`)).body.commissions).toEqual([]);
});

test("a run of a million requests ends, and says that its time is too long", async () => {
  const { shop, access, message } = await waitingRun();
  await env.CONFIG.prepare("UPDATE catch_ups SET requests = 1000000 WHERE number = ?")
    .bind(message.catchUp)
    .run();
  await catchUpOn(env, message, 1);
  expect(await read(shop)).toMatchObject({
    state: "failed",
    fault: { reason: "list_endless", status: null },
  });
  expect(await askedOf(access)).toHaveLength(1);
});
