/** What is wrong with an object is announced when it happens, and each object is woken and told of for itself. */
import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { consumeJobs } from "../../../worker/app/consume-jobs.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";
import { type WatchedLog, watchLog } from "../../support/vitest/watch-log.ts";

const OPERATOR = { token: "operator-of-the-tests" };

let log: WatchedLog;

beforeEach(() => {
  log = watchLog();
});

afterEach(() => vi.restoreAllMocks());

async function metric(name: string): Promise<number> {
  const { body } = await request("GET", "/metrics", OPERATOR);
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(body as string)?.[1]);
}

async function pending(shop: Shop, change: number): Promise<void> {
  await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), (_, { storage: { sql } }) => {
    sql.exec("UPDATE wallets SET pending = pending + ?", change);
  });
}

async function wake(shop: Shop, ...classes: ("COMMISSION_LEDGER" | "ACCOUNT_BOOK" | "JOURNEY")[]) {
  for (const binding of classes) {
    const called = [{ name: `${shop.id}/0`, objects: 1 }];
    const message = { id: "m", attempts: 1, body: { kind: "wake", binding, called } };
    const settled = { acked: 0, retried: 0 };
    const ack = () => void (settled.acked += 1);
    const retry = () => void (settled.retried += 1);
    await consumeJobs({ messages: [{ ...message, ack, retry }] } as unknown as MessageBatch, env);
    expect(settled).toEqual({ acked: 1, retried: 0 });
  }
}

test("a refusal is announced when it is taken, by log, metric and order, and so is its end", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
  await shop.settle();
  const before = await metric("tributary_refused_rows");
  await pending(shop, -400);
  await shop.event("o1", "received", "r");
  // Its own alarm does it: no cron, no reconciliation.
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  const announced = async () => {
    await runDurableObjectAlarm(ledger);
    return await metric("tributary_refused_rows");
  };
  await expect.poll(announced).toBe(before + 2);
  expect(log.told("rows_refused", shop.id)[0]?.facts).toMatchObject({
    class: "ledger",
    object: `${shop.id}/0`,
    receiver: `book ${shop.id}/0`,
  });
  const { commissions } = (await shop.get("/orders/o1")).body;
  expect(commissions).toMatchObject([{ state: "available", refused: "insufficient_pending" }]);
  await pending(shop, 400);
  const [{ id }] = (await shop.get("/refused-rows")).body.data;
  await shop.post(`/refused-rows/${id}/replay`, {});
  await shop.settle();
  await expect.poll(announced).toBe(before);
  expect((await shop.get("/orders/o1")).body.commissions[0]).not.toHaveProperty("refused");
});

test("a pair that stands is announced, by log and metric, with object and receiver, until it goes on", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  await shop.order("o1", 10_000, { clickToken });
  await shop.settle();
  const before = await metric("tributary_stopped_pairs");
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  const rename = async (from: string, to: string) =>
    await runInDurableObject(book, (_, { storage: { sql } }) => {
      sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`);
    });
  await rename("senders", "senders_away");
  await shop.order("o2", 10_000, { clickToken });
  for (let flight = 0; flight < 12; flight += 1) {
    await runInDurableObject(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`), (_, { storage: { sql } }) => {
      sql.exec("UPDATE pairs SET retry_at_ms = 0");
    });
    await shop.settle();
  }
  const [stopped] = log.told("pair_stopped", shop.id);
  expect(stopped?.facts).toMatchObject({
    class: "ledger",
    object: `${shop.id}/0`,
    receiver: `book ${shop.id}/0`,
  });
  expect(await metric("tributary_stopped_pairs")).toBe(before + 1);
  expect(await metric("tributary_undelivered_rows")).toBeGreaterThan(0);
  // The object that failed says so under its own name.
  expect(log.told("object_failed", shop.id)[0]?.facts).toMatchObject({
    class: "book",
    object: `${shop.id}/0`,
  });
  await rename("senders_away", "senders");
  await runInDurableObject(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`), (_, { storage: { sql } }) => {
    sql.exec("UPDATE pairs SET retry_at_ms = 0");
  });
  await shop.settle();
  await shop.settle();
  expect(await metric("tributary_stopped_pairs")).toBe(before);
});

test("one object that throws fails only itself: the others are woken, and lost alarms are noted", async () => {
  const shop = await openShop({ objects: 4, settlement: { holdPeriod: "PT1H", holdStartsAt: "paid" } });
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  for (let order = 0; order < 24; order += 1) await shop.order(`o${order}`, 1_000, { clickToken });
  await shop.settle();
  const ledgers = [0, 1, 2, 3].map((index) => env.COMMISSION_LEDGER.getByName(`${shop.id}/${index}`));
  // The first alarm lists an object among those that there are.
  for (const ledger of ledgers) await runDurableObjectAlarm(ledger);
  for (const ledger of ledgers)
    await runInDurableObject(ledger, async (_, { storage }) => await storage.deleteAlarm());
  const [broken] = ledgers;
  if (broken === undefined) throw new Error("no ledger");
  await runInDurableObject(broken, (_, { storage: { sql } }) => {
    sql.exec("ALTER TABLE orders RENAME TO orders_away");
  });
  const before = await metric("tributary_overdue_alarms");
  const answer = await shop.post("/alarms/replay", {});
  expect(answer.body).toMatchObject({ failed: 1, overdue: 3 });
  expect(await metric("tributary_overdue_alarms")).toBe(before + 3);
  expect(await metric("tributary_unwoken_objects")).toBeGreaterThan(0);
  expect(log.told("object_not_woken", shop.id)[0]?.facts).toMatchObject({
    class: "COMMISSION_LEDGER",
    object: `${shop.id}/0`,
  });
});

test("an alarm that was lost while its object slept is seen by the wake, though the object's start sets it again", async () => {
  const shop = await openShop({ settlement: { holdPeriod: "PT1H", holdStartsAt: "paid" } });
  const seller = await shop.promoter("seller");
  await shop.order("o1", 1_000, { clickToken: await shop.tap(seller) });
  await shop.settle();
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await runInDurableObject(ledger, async (_, { storage }) => await storage.deleteAlarm());
  await evictDurableObject(ledger);
  const before = await metric("tributary_overdue_alarms");
  await wake(shop, "COMMISSION_LEDGER");
  expect(await metric("tributary_overdue_alarms")).toBe(before + 1);
  await wake(shop, "COMMISSION_LEDGER");
  const { data } = (await shop.get("/alarms")).body;
  expect(data.every(({ overdue }: { overdue: boolean }) => !overdue)).toBe(true);
});

test("a book that can never be compared ends its reconciliation as failed, with a reason, a metric and a log line", async () => {
  const shop = await openShop();
  await shop.promoter("seller");
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  await runInDurableObject(book, (_, { storage: { sql } }) => {
    sql.exec("ALTER TABLE senders RENAME TO senders_away");
  });
  expect((await shop.post("/reconciliation", {})).body).toMatchObject({ state: "running", balanced: null });
  const body = { kind: "reconcile", program: { id: shop.id, objects: 1 }, run: 1, part: 0 };
  const pauses: (number | undefined)[] = [];
  const acked: number[] = [];
  for (let attempts = 1; acked.length === 0; attempts += 1) {
    const message = {
      id: "m",
      attempts,
      body,
      ack: () => void acked.push(attempts),
      retry: (options?: QueueRetryOptions) => void pauses.push(options?.delaySeconds),
    };
    await consumeJobs({ messages: [message] } as unknown as MessageBatch, env);
  }
  expect(pauses).toEqual([10, 20, 40, 80, 160, 320]);
  const run = (await shop.get("/reconciliation")).body;
  expect(run).toMatchObject({ state: "failed", balanced: null });
  expect(run.failure).toContain(`${shop.id}/0`);
  expect(await metric(`tributary_reconciliation_failed{program="${shop.id}"}`)).toBe(1);
  expect(log.told("reconciliation_ended", shop.id)).toHaveLength(1);
  expect((await shop.post("/reconciliation", {})).status).toBe(202);
});
