/** A case that a person holds keeps its orders from the clock: those it had, and those that join it, whatever was lost between. */
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { applyCase, sendCases } from "../../../worker/risk/apply-case.ts";
import { keepForPerson } from "../../../worker/risk/risk-cases.tables.ts";
import { fullOfMoves } from "../../support/risk/full-of-moves.ts";
import { caseNumber, hijack, hijacked, openCase, reviews } from "../../support/risk/hijacked.ts";
import { EMPTY, type Shop } from "../../support/shop.ts";
import { watchLog } from "../../support/vitest/watch-log.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

afterEach(() => void vi.restoreAllMocks());

/** The events by which a case holds an order. */
async function holdsOf(shop: Shop, orderId: string, caseId: string): Promise<unknown[]> {
  const { body } = await shop.get(`/orders/${orderId}`);
  return body.events.filter(
    ({ type, reason }: { type: string; reason?: string }) =>
      type === "review_opened" && reason === `case ${caseNumber(caseId)}`,
  );
}

async function progressOf(caseId: string) {
  return await env.CONFIG.prepare(
    "SELECT applying_since_ms AS since, held_through_ms AS through FROM risk_cases WHERE number = ?",
  )
    .bind(caseNumber(caseId))
    .first<{ since: number | null; through: number | null }>();
}

async function waitUntilHeld(caseId: string, fromMs: number): Promise<void> {
  await expect
    .poll(async () => {
      const progress = await progressOf(caseId);
      return progress?.since === null && (progress.through ?? 0) >= fromMs;
    })
    .toBe(true);
}

async function joinHeldCase() {
  const { shop, honest, thief } = await hijacked();
  const { id } = await openCase(shop);
  expect((await shop.post(`/risk-cases/${id}/hold`, { reason: "I ask the shop" })).status).toBe(200);
  await waitUntilHeld(id, 1);
  await hijack(shop, { honest, thief }, "joined", 10_000);
  await shop.settle();
  await expect.poll(async () => (await shop.get("/risk-cases")).body.data[0].atStake).toBe(7_000);
  return { shop, id };
}

test("an order that joins a held case is held by the next cron, once, however often the cron comes", async () => {
  const { shop, id } = await joinHeldCase();
  expect(await holdsOf(shop, "joined", id)).toEqual([]);
  for (let turn = 0; turn < 2; turn += 1) {
    const nowMs = Date.now();
    await sendCases(env, nowMs);
    await waitUntilHeld(id, nowMs);
    expect(await holdsOf(shop, "joined", id)).toHaveLength(1);
    expect(await holdsOf(shop, "order-0", id)).toHaveLength(1);
  }
});

test("orders that were held long ago are not asked again: the cron looks at rows that were written since", async () => {
  const { shop, id } = await joinHeldCase();
  // As if nothing of it had been written since an hour after the case was last looked at.
  await env.REPORTS.prepare("UPDATE orders SET updated_at_ms = updated_at_ms - ? WHERE program_id = ?")
    .bind(HOUR_MS, shop.id)
    .run();
  const nowMs = Date.now();
  await sendCases(env, nowMs);
  await waitUntilHeld(id, nowMs);
  expect(await holdsOf(shop, "joined", id)).toEqual([]);
});

test("a hold whose message was lost reaches its orders by the cron", async () => {
  const { shop } = await hijacked();
  const { id } = await openCase(shop);
  const heldAtMs = Date.now() - HOUR_MS;
  const holding = { by: "somebody", untilMs: Date.now() + HOUR_MS, reason: "" };
  expect(await keepForPerson(env.CONFIG, caseNumber(id), holding, heldAtMs)).toBe(true);
  expect(await holdsOf(shop, "order-1", id)).toEqual([]);
  await sendCases(env, Date.now());
  await waitUntilHeld(id, heldAtMs);
  for (const orderId of ["order-0", "order-1", "order-2"])
    expect(await holdsOf(shop, orderId, id)).toHaveLength(1);
});

test("a hold that an order refuses is named in the log and in the case, and reaches the order later", async () => {
  const { shop } = await hijacked();
  const { id } = await openCase(shop);
  const makeRoom = await fullOfMoves(shop, "order-1");
  const log = watchLog();
  expect((await shop.post(`/risk-cases/${id}/hold`, { reason: "I ask the shop" })).status).toBe(200);
  await expect.poll(async () => (await shop.get(`/risk-cases/${id}`)).body.unreached).toBe(1);
  await expect
    .poll(() => log.told("case_not_held", shop.id))
    .toMatchObject([{ facts: { case: caseNumber(id), orders: 1 } }]);
  expect(await holdsOf(shop, "order-1", id)).toEqual([]);
  expect(await holdsOf(shop, "order-2", id)).toHaveLength(1);

  await makeRoom();
  await applyCase(env, { kind: "risk_case", riskCase: caseNumber(id) });
  await waitUntilHeld(id, 1);
  expect(await holdsOf(shop, "order-1", id)).toHaveLength(1);
  expect((await shop.get(`/risk-cases/${id}`)).body.unreached).toBe(0);
});

test("a hold that is over lets its orders go on, and its case ends", async () => {
  const { shop, thief } = await hijacked({ reviewWithin: "PT15S" });
  const { id } = await openCase(shop);
  const untilMs = Date.now() + 24_000;
  const body = { reason: "I ask the shop", expiresAt: new Date(untilMs).toISOString() };
  const held = await shop.post(`/risk-cases/${id}/hold`, body);
  expect(held.body).toMatchObject({ state: "open", expiresAt: body.expiresAt });
  await waitUntilHeld(id, 1);
  expect(await holdsOf(shop, "order-1", id)).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, untilMs - 6_000 - Date.now()));
  await shop.settle();
  expect(await reviews(shop)).toEqual([true, true, true]);
  await new Promise((resolve) => setTimeout(resolve, 6_500));
  await shop.settle();
  await expect.poll(async () => await reviews(shop)).toEqual([false, false, false]);
  await expect.poll(async () => await shop.wallet(thief)).toEqual({ ...EMPTY, available: 6_000 });
  await expect.poll(async () => (await shop.get("/risk-cases")).body.data).toEqual([]);
  expect((await shop.get(`/risk-cases/${id}`)).body.state).toBe("expired");
});

test("a hold that ends in the past, before the case or in years is refused and named; one that is made longer holds anew", async () => {
  const { shop } = await hijacked();
  const { id, expiresAt } = await openCase(shop);
  const hold = async (endMs: number) =>
    await shop.post(`/risk-cases/${id}/hold`, { reason: "x", expiresAt: new Date(endMs).toISOString() });
  const endMs = Date.parse(expiresAt);
  for (const refused of [Date.now() - 1, endMs - 1, Date.now() + 91 * DAY_MS])
    expect(await hold(refused)).toMatchObject({
      status: 422,
      body: { code: "invalid_body", errors: [{ path: "expiresAt" }] },
    });
  expect((await shop.get(`/risk-cases/${id}`)).body).toMatchObject({ expiresAt });
  expect((await hold(endMs)).body.expiresAt).toBe(expiresAt);
  await waitUntilHeld(id, 1);
  const longer = new Date(endMs + DAY_MS).toISOString();
  expect((await hold(endMs + DAY_MS)).body.expiresAt).toBe(longer);
  await expect.poll(async () => (await holdsOf(shop, "order-1", id)).length).toBe(2);
  expect((await hold(endMs)).status).toBe(422);
});

test("a case that was decided since is not held again", async () => {
  const { shop, id } = await joinHeldCase();
  expect((await shop.post(`/risk-cases/${id}/clear`, { reason: "friends" })).status).toBe(200);
  await expect.poll(async () => (await progressOf(id))?.since).toBeNull();
  await sendCases(env, Date.now());
  expect((await progressOf(id))?.since).toBeNull();
});
