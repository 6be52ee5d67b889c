/** What people decided of cases holds on, though the ledger of the orders is put back to before that. */
import { env } from "cloudflare:workers";
import { expect, onTestFinished, test, vi } from "vitest";
import { sendCases } from "../../../worker/risk/apply-case.ts";
import { sendReplays } from "../../../worker/risk/replay-cases.ts";
import { copyLedger, keepMoment, putLedgerBack, withoutOrders } from "../../support/objects/copied-object.ts";
import { wakeAll, wakeUntilListed } from "../../support/objects/woken.ts";
import { fullOfMoves } from "../../support/risk/full-of-moves.ts";
import { decide, hijacked, openCase, reviews } from "../../support/risk/hijacked.ts";
import { EMPTY, type Promoter, request, type Shop } from "../../support/shop.ts";
import { watchLog } from "../../support/vitest/watch-log.ts";
import { reconciled, repaired } from "../operations/reconciliations.ts";

const ORDERS = ["order-0", "order-1", "order-2"];
const QUARTER_MS = 15 * 60_000;
/** By then a review has ended by the clock, in milliseconds from when its order was told. */
const REVIEWED_MS = 15_500;

async function until(timeMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, timeMs - Date.now()));
}

async function states(shop: Shop): Promise<unknown[]> {
  return await Promise.all(ORDERS.map(async (id) => (await shop.get(`/orders/${id}`)).body.state));
}

/** Orders that wait to hear again what a case made of them. */
async function waiting(shop: Shop): Promise<unknown> {
  return await env.CONFIG.prepare(
    `SELECT count(*) AS n FROM risk_case_orders o JOIN risk_cases c ON c.number = o.case_number
     JOIN programs p ON p.number = c.program WHERE p.id = ? AND replay_since_ms IS NOT NULL`,
  )
    .bind(shop.id)
    .first("n");
}

async function waitUntilApplied(id: string): Promise<void> {
  const since = async () =>
    await env.CONFIG.prepare("SELECT applying_since_ms AS since FROM risk_cases WHERE number = ?")
      .bind(Number.parseInt(id.slice(3), 36))
      .first("since");
  await expect.poll(since).toBeNull();
}

/** A shop whose case is open, with a copy of its ledger from before its last wake. */
async function copied() {
  const opened = await hijacked();
  const { shop } = opened;
  const { id } = (await openCase(shop)) as { id: string };
  await wakeUntilListed(shop);
  const before = await copyLedger(shop);
  await wakeAll(shop);
  return { ...opened, id, before };
}

async function confirmed() {
  const shop = await copied();
  await confirm(shop);
  return shop;
}

async function confirm({ shop, id }: { readonly shop: Shop; readonly id: string }): Promise<void> {
  expect((await shop.post(`/risk-cases/${id}/confirm`, { reason: "hijacked" })).status).toBe(200);
  await waitUntilApplied(id);
  await shop.settle();
}

async function heardAgain(shop: Shop): Promise<void> {
  await wakeAll(shop);
  await expect.poll(async () => await waiting(shop)).toBe(0);
  await shop.settle();
}

async function isBalanced(shop: Shop, thief: Promoter, wallet: object): Promise<void> {
  expect(await repaired(shop)).toMatchObject({ balanced: true });
  await expect.poll(async () => await waiting(shop)).toBe(0);
  await shop.settle();
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
  expect(await shop.wallet(thief)).toEqual(wallet);
}

test("orders of a confirmed case are reversed again after their ledger was put back, once", async () => {
  const { shop, thief, before } = await confirmed();
  expect([await states(shop), await shop.wallet(thief)]).toEqual([ORDERS.map(() => "reversed"), EMPTY]);
  await putLedgerBack(shop, before);
  expect(await states(shop)).toEqual(ORDERS.map(() => "held"));
  await heardAgain(shop);
  expect(await states(shop)).toEqual(ORDERS.map(() => "reversed"));
  await expect.poll(async () => await shop.wallet(thief)).toEqual(EMPTY);
  await isBalanced(shop, thief, EMPTY);
  const { events } = (await shop.get("/orders/order-1")).body;
  expect(events.filter(({ type }: { type: string }) => type === "reversed")).toHaveLength(1);
});

test("a ledger that was put back to after its last wake finds it by its read model", async () => {
  const opened = await hijacked();
  const { shop, thief } = opened;
  const { id } = (await openCase(shop)) as { id: string };
  await wakeUntilListed(shop);
  const before = await copyLedger(shop);
  await confirm({ shop, id });
  await putLedgerBack(shop, before);
  const again = async () => {
    await wakeAll(shop);
    return await states(shop);
  };
  await expect.poll(again, { interval: 500 }).toEqual(ORDERS.map(() => "reversed"));
  await expect.poll(async () => await waiting(shop)).toBe(0);
  await isBalanced(shop, thief, EMPTY);
});

test("a repair has cases told again, whoever noticed that something was put back", async () => {
  const { shop, thief, before } = await confirmed();
  await putLedgerBack(shop, before);
  await isBalanced(shop, thief, EMPTY);
  expect(await states(shop)).toEqual(ORDERS.map(() => "reversed"));
});

test("a restore of the program leaves what cases decided", async () => {
  const { shop, thief, before } = await confirmed();
  await keepMoment(shop, before);
  const path = `/v1/programs/${shop.id}/restore`;
  const body = { to: new Date().toISOString(), reason: "A faulty import" };
  const operator = { token: "operator-of-the-tests" };
  expect(await request("POST", path, { ...operator, body })).toMatchObject({ status: 202 });
  await expect
    .poll(async () => (await request("GET", path, operator)).body, { interval: 500 })
    .toMatchObject({ state: "finished", restored: 1 });
  await expect.poll(async () => await waiting(shop)).toBe(0);
  await shop.settle();
  expect(await states(shop)).toEqual(ORDERS.map(() => "reversed"));
  await isBalanced(shop, thief, EMPTY);
});

test("an order that refuses to hear again what its case made of it is named in the log, and asked again", async () => {
  const { shop, before } = await confirmed();
  await putLedgerBack(shop, before);
  const makeRoom = await fullOfMoves(shop, "order-1");
  onTestFinished(() => void vi.restoreAllMocks());
  const log = watchLog();
  await wakeAll(shop);
  await expect
    .poll(() => log.told("case_replay_refused", shop.id)[0])
    .toMatchObject({ facts: { orders: 1 } });
  await expect.poll(async () => await waiting(shop)).toBe(1);
  await makeRoom();
  await sendReplays(env, Date.now() + QUARTER_MS);
  await expect.poll(async () => await waiting(shop)).toBe(0);
  expect(await states(shop)).toEqual(ORDERS.map(() => "reversed"));
});

test("orders that a person looks at longer go on waiting", async () => {
  const { shop } = await hijacked({ reviewWithin: "PT15S" });
  const overAtMs = Date.now() + REVIEWED_MS;
  const { id } = (await openCase(shop)) as { id: string };
  await wakeUntilListed(shop);
  const before = await copyLedger(shop);
  await wakeAll(shop);
  expect((await shop.post(`/risk-cases/${id}/hold`, { reason: "I ask the shop" })).status).toBe(200);
  const held = async () =>
    await env.CONFIG.prepare(
      "SELECT count(*) AS n FROM risk_case_orders WHERE case_number = ? AND outcome = 'review'",
    )
      .bind(Number.parseInt(id.slice(3), 36))
      .first("n");
  await expect.poll(held).toBe(3);
  await putLedgerBack(shop, before);
  await heardAgain(shop);
  await until(overAtMs);
  await shop.settle();
  expect(await reviews(shop)).toEqual([true, true, true]);
});

test("many orders are told part after part, and those that nobody tells again are waited for a week", async () => {
  const { shop, id, before } = await confirmed();
  const weekAgoMs = Date.now() - 8 * 86_400_000;
  await env.CONFIG.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450)
     INSERT INTO risk_case_orders (case_number, order_id, outcome, decision, applied_at_ms, replay_since_ms)
     SELECT ?1, 'a-' || i, 'reverse', 1, ?2, ?2 FROM n`,
  )
    .bind(Number.parseInt(id.slice(3), 36), weekAgoMs)
    .run();
  await putLedgerBack(shop, before);
  // What was asked for eight days ago is asked for no more; what is asked for now comes behind it.
  await env.CONFIG.prepare(
    "UPDATE risk_case_orders SET replay_since_ms = ?1 WHERE order_id GLOB 'order-*' AND case_number = ?2",
  )
    .bind(Date.now(), Number.parseInt(id.slice(3), 36))
    .run();
  await sendReplays(env, Date.now() + QUARTER_MS);
  await expect.poll(async () => await waiting(shop)).toBe(0);
  expect(await states(shop)).toEqual(ORDERS.map(() => "reversed"));
});

test("what a case made is noted though an answer was lost, and a repeat leaves when that was", async () => {
  const { id } = await confirmed();
  const number = Number.parseInt(id.slice(3), 36);
  const made = async () => {
    const { results } = await env.CONFIG.prepare(
      "SELECT outcome, applied_at_ms AS at FROM risk_case_orders WHERE case_number = ? ORDER BY order_id",
    )
      .bind(number)
      .all<{ outcome: string; at: number }>();
    return results;
  };
  const [, second, third] = await made();
  const forget = "UPDATE risk_case_orders SET outcome = NULL, applied_at_ms = NULL WHERE case_number = ?";
  await env.CONFIG.batch([
    env.CONFIG.prepare(`${forget} AND order_id = 'order-0'`).bind(number),
    env.CONFIG.prepare("UPDATE risk_cases SET applying_since_ms = 1 WHERE number = ?").bind(number),
  ]);
  await sendCases(env, Date.now());
  await waitUntilApplied(id);
  expect(await made()).toEqual([{ outcome: "reverse", at: expect.any(Number) }, second, third]);
});

test("a review that ended by the clock in the lost time does not pay what a case took back", async () => {
  const opened = await hijacked({ reviewWithin: "PT15S" });
  const overAtMs = Date.now() + REVIEWED_MS;
  const { shop, thief } = opened;
  const { id } = (await openCase(shop)) as { id: string };
  await wakeUntilListed(shop);
  const before = await copyLedger(shop);
  await wakeAll(shop);
  await confirm({ shop, id });
  await until(overAtMs);
  await putLedgerBack(shop, before);
  await heardAgain(shop);
  expect(await states(shop)).toEqual(ORDERS.map(() => "reversed"));
  await isBalanced(shop, thief, EMPTY);
});

test("orders of a cleared case are cleared again", async () => {
  const { shop, thief, id, before } = await copied();
  expect((await shop.post(`/risk-cases/${id}/clear`, { reason: "friends" })).status).toBe(200);
  await waitUntilApplied(id);
  await shop.settle();
  const wallet = { ...EMPTY, available: 6_000 };
  await expect.poll(async () => await shop.wallet(thief)).toEqual(wallet);
  await putLedgerBack(shop, before);
  expect(await reviews(shop)).toEqual([true, true, true]);
  await heardAgain(shop);
  expect([await reviews(shop), await states(shop)]).toEqual([
    [false, false, false],
    ORDERS.map(() => "available"),
  ]);
  await isBalanced(shop, thief, wallet);
});

test.for(["before the case", "after its confirmation"])(
  "what an appeal gave back is there again: %s",
  async (to) => {
    const { shop, thief, id, second, asThief, before } = await confirmed();
    const after = await copyLedger(shop);
    await wakeAll(shop);
    expect((await asThief("POST", `/risk-cases/${id}/appeal`, { text: "It was me" })).status).toBe(200);
    expect((await decide(shop, second, id, "clear")).status).toBe(200);
    await waitUntilApplied(id);
    await shop.settle();
    const wallet = { ...EMPTY, available: 6_000 };
    await expect.poll(async () => await shop.wallet(thief)).toEqual(wallet);
    await putLedgerBack(shop, to === "before the case" ? before : after);
    await heardAgain(shop);
    expect(await states(shop)).toEqual(ORDERS.map(() => "available"));
    await isBalanced(shop, thief, wallet);
  },
);

test("what a person did of an order itself stays, before its ledger was put back and since", async () => {
  const { shop, thief, before } = await confirmed();
  for (const move of ["restore", "clear"])
    expect((await shop.post(`/orders/order-0/${move}`, { reason: "I know the buyer" })).status).toBe(200);
  await putLedgerBack(shop, before);
  expect((await shop.post("/orders/order-2/clear", { reason: "I know the buyer" })).status).toBe(200);
  await heardAgain(shop);
  // What was done of the first one is lost, and waits for a person.
  expect(await states(shop)).toEqual(["held", "reversed", "available"]);
  await isBalanced(shop, thief, { ...EMPTY, held: 1_000, available: 2_000 });
});

test("an order that was lost as a whole is reversed once it came again, unless it is another promoter's", async () => {
  const { shop, thief, honest } = await confirmed();
  await putLedgerBack(shop, withoutOrders(await copyLedger(shop)));
  await wakeAll(shop);
  await expect.poll(async () => await waiting(shop)).toBe(3);
  const tell = async (orderId: string, amount: number, by: readonly Promoter[]) => {
    const clickTokens = [];
    for (const promoter of by) clickTokens.push(await shop.tap(promoter));
    await shop.order(orderId, amount, { clickTokens, customerId: `buyer of ${orderId}` });
  };
  await tell("order-0", 10_000, [honest, thief]);
  await tell("order-1", 30_000, [honest]);
  await sendReplays(env, Date.now() + QUARTER_MS);
  await expect.poll(async () => await waiting(shop)).toBe(1);
  await shop.settle();
  const [first, other] = await states(shop);
  expect([first, other]).toEqual(["reversed", "available"]);
  await expect.poll(async () => await shop.wallet(honest)).toMatchObject({ available: 3_000 });
});
