/**
 * After people were erased and the service was stopped, no byte of them is in any file, export or line of the log. Journals
 * verify, books are balanced, and orders can still be refunded.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { ADMIN_TOKEN, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";
import { ask, call, type Json } from "./call.ts";

const PROGRAM = "erased-people";
const BASE = `/v1/programs/${PROGRAM}`;
const BATCH = "the-batch";
const BUYER = "buyer-mark-4711";
/** Of the buyer. */
const BUYERS = [BUYER, "mail-mark-4711", "note-mark-4711", "reason-mark-4711"];
const SELLER = "seller-mark-4711";
/** Of the promoter. */
const SELLERS = [SELLER, "name-mark-4711", "payee-mark-4711", "accountmark4711", "bonus-mark-4711"];

const state = temporaryStateDirectory();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
});

/** Files of a folder, with everything in them. */
function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield join(entry.parentPath, entry.name);
  }
}

/** Which marks stand in which files. */
function marksIn(folder: string, marks: readonly string[]): string[] {
  return [...filesBelow(folder)].flatMap((file) => {
    const bytes = readFileSync(file);
    return marks.filter((mark) => bytes.includes(mark)).map((mark) => `${mark} in ${file}`);
  });
}

async function openProgram(url: string): Promise<{ secret: string; seller: string }> {
  const made = await call(url, "POST", "/v1/programs", {
    id: PROGRAM,
    name: "Erased",
    currency: "CNY",
    settlement: { holdPeriod: "PT0S", holdStartsAt: "received", minPayout: 1 },
  });
  const levels = [{ level: 1, kind: "percentage", rateBps: 1_000 }];
  await call(url, "PUT", `${BASE}/commission-rules`, { rules: [{ id: "all", scope: {}, levels }] });
  const { id: seller } = await call(url, "POST", `${BASE}/promoters`, {
    memberId: SELLER,
    name: "name-mark-4711",
  });
  await call(url, "POST", `${BASE}/coupons`, { code: "SELL", promoterId: seller });
  return { secret: made.webhookSecret, seller };
}

/** What a checkout of the merchant sends. */
async function webhook(url: string, secret: string, type: string, data: object): Promise<number> {
  const body = JSON.stringify({ type, data });
  const id = crypto.randomUUID();
  const at = new Date();
  const answer = await fetch(`${url}/webhooks/${PROGRAM}/standard`, {
    method: "POST",
    body,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Webhook(secret).sign(id, at, body),
    },
  });
  return answer.status;
}

/** A buyer's orders by both ways in, some received, one refunded, and a webhook that cannot be used. */
async function buy(url: string, secret: string): Promise<void> {
  const customer = {
    customerId: BUYER,
    couponCode: "SELL",
    currency: "CNY",
    metadata: { mail: "mail-mark-4711" },
  };
  for (const orderId of ["a", "b", "c"]) {
    await call(url, "POST", `${BASE}/conversions`, { ...customer, orderId, amount: 10_000 });
  }
  expect(await webhook(url, secret, "order.paid", { ...customer, orderId: "d", amount: 5_000 })).toBe(200);
  const unusable = { ...customer, orderId: "e", amount: -5, metadata: { note: "note-mark-4711" } };
  expect(await webhook(url, secret, "order.paid", unusable)).toBe(200);
  for (const orderId of ["a", "b"]) {
    await call(url, "POST", `${BASE}/orders/${orderId}/events`, { eventId: "r", type: "received" });
  }
  await call(url, "POST", `${BASE}/orders/c/review`, { reason: "reason-mark-4711" });
  await call(url, "POST", `${BASE}/orders/a/events`, { eventId: "x", type: "refunded", amount: 4_000 });
}

/** All that is available goes to the promoter's payee, in a batch. */
async function payOut(url: string, seller: string): Promise<void> {
  const own = `${BASE}/promoters/${seller}`;
  const available = async () => (await call(url, "GET", `${own}/wallet`)).available;
  await expect.poll(available).toBe(1_600);
  const payee = { kind: "bank", name: "payee-mark-4711", bank: "Bank", account: "accountmark4711" };
  await call(url, "PUT", `${own}/payee`, payee);
  const bonus = { amount: 400, kind: "bonus", reason: "bonus-mark-4711" };
  await call(url, "POST", `${own}/adjustments`, bonus, { "idempotency-key": "bonus" });
  const { id } = await call(url, "POST", `${own}/payouts`, { amount: 2_000 }, { "idempotency-key": "pay" });
  await call(url, "POST", `${BASE}/payouts/${id}/approve`, { reason: "bonus-mark-4711" });
  const { id: batch } = await call(url, "POST", `${BASE}/payout-batches`, {}, { "idempotency-key": BATCH });
  const state = async () => (await call(url, "GET", `${BASE}/payout-batches/${batch}`)).state;
  await expect.poll(state).toBe("sealed");
  await call(url, "POST", `${BASE}/payouts/${id}/paid`, { reason: "bonus-mark-4711" });
}

/** Asks for an erasure. @returns its id. */
async function askToErase(url: string, path: string): Promise<string> {
  return (await call(url, "POST", `${BASE}/${path}/erase`)).id;
}

/** How an erasure ended. */
async function endOf(url: string, id: string): Promise<Json> {
  for (;;) {
    const erasure = await call(url, "GET", `${BASE}/erasures/${id}`);
    if (erasure.state !== "running") return erasure;
    await wait(100);
  }
}

/** All that a merchant can read or export, as one text. */
async function readAll(url: string, seller: string): Promise<string> {
  const own = `promoters/${seller}`;
  const { id: batch } = await call(url, "POST", `${BASE}/payout-batches`, {}, { "idempotency-key": BATCH });
  const paths = [
    ...["a", "b", "c", "d"].flatMap((id) => [`orders/${id}`, `orders/${id}/explanation`]),
    "orders",
    "audit",
    "unusable-webhooks",
    "refused-rows",
    "promoters",
    "links",
    "coupons",
    ...[
      "",
      "/journal.csv",
      "/journal.jsonl",
      "/commissions",
      "/payouts",
      "/team",
      "/payee",
      "/adjustments",
    ].map((path) => `${own}${path}`),
    `payout-batches/${batch}.csv`,
    `members/${BUYER}/uplines`,
    `members/${SELLER}/uplines`,
  ];
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const texts = paths.map(async (path) => await (await fetch(`${url}${BASE}/${path}`, { headers })).text());
  return (await Promise.all(texts)).join("\n");
}

async function reconcile(url: string): Promise<Json> {
  const run = await call(url, "POST", `${BASE}/reconciliation`);
  for (;;) {
    const found = await call(url, "GET", `${BASE}/reconciliation`);
    if (found.id === run.id && found.state === "finished") return found;
    await wait(100);
  }
}

test("an erased customer and an erased promoter are in no file, export or log, and the books go on", async () => {
  running = await runService("start", state.path);
  const { url } = running;
  const { secret, seller } = await openProgram(url);
  await buy(url, secret);
  await payOut(url, seller);
  const before = await readAll(url, seller);
  expect(["mail-mark-4711", "payee-mark-4711", SELLER].filter((mark) => !before.includes(mark))).toEqual([]);
  expect(marksIn(state.path, BUYERS)).not.toEqual([]);
  const ofBuyer = await askToErase(url, `customers/${BUYER}`);
  // Killed in the middle of it: it goes on after the next start.
  await running.kill();
  running = await runService("start", state.path);
  const next = running.url;
  expect(await endOf(next, ofBuyer)).toMatchObject({ kind: "customer", state: "finished" });
  const shown = await readAll(next, seller);
  expect(BUYERS.filter((mark) => shown.includes(mark))).toEqual([]);

  expect(await running.stop()).toBe(0);
  expect(marksIn(state.path, BUYERS)).toEqual([]);
  expect(BUYERS.filter((mark) => running?.output().includes(mark))).toEqual([]);
  expect(marksIn(state.path, SELLERS)).not.toEqual([]);

  running = await runService("start", state.path);
  const again = running.url;
  await expectBooksInOrder(again, seller);
  // What is pending of the orders that nobody received goes back before the promoter is erased.
  const refused = await ask(again, "POST", `${BASE}/promoters/${seller}/erase`);
  expect(refused).toMatchObject({ status: 409, body: { code: "balance_open" } });
  for (const orderId of ["c", "d"]) await refund(again, orderId);
  const pending = async () => (await call(again, "GET", `${BASE}/promoters/${seller}/wallet`)).pending;
  await expect.poll(pending).toBe(0);
  const ofSeller = await askToErase(again, `promoters/${seller}`);
  expect(await endOf(again, ofSeller)).toMatchObject({ kind: "promoter", state: "finished" });
  const left = await readAll(again, seller);
  expect(SELLERS.filter((mark) => left.includes(mark))).toEqual([]);
  // Killed: the next start writes the files anew.
  await running.kill();
  running = await runService("start", state.path);
  const last = running.url;
  await refund(last, "b");
  const debt = async () => (await call(last, "GET", `${BASE}/promoters/${seller}/wallet`)).debt;
  await expect.poll(debt).toBe(1_000);
  await expectBooksInOrder(last, seller);
  expect(await running.stop()).toBe(0);
  expect(marksIn(state.path, [...BUYERS, ...SELLERS])).toEqual([]);
});

async function refund(url: string, orderId: string): Promise<void> {
  await call(url, "POST", `${BASE}/orders/${orderId}/events`, { eventId: "back", type: "refunded" });
}

/** The journal verifies, and all books agree. */
async function expectBooksInOrder(url: string, seller: string): Promise<void> {
  const verified = await call(url, "GET", `${BASE}/promoters/${seller}/journal/verification`);
  expect(verified).toMatchObject({ valid: true });
  expect(await reconcile(url)).toMatchObject({ balanced: true, differences: [] });
}
