/** What was decided reaches the orders that were looked at, once, and no other one; what is over is not looked at again. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { readCounts } from "../../../worker/operations/metrics/metrics.tables.ts";
import { applyCase } from "../../../worker/risk/apply-case.ts";
import { closeCase } from "../../../worker/risk/risk-cases.tables.ts";
import { caseNumber, decide, hijacked, openCase, reviews } from "../../support/risk/hijacked.ts";
import { EMPTY, type Shop } from "../../support/shop.ts";

async function casesIn(shop: Shop): Promise<{ id: string; atStake: number }[]> {
  return (await shop.get("/risk-cases")).body.data;
}

async function waitUntilApplied(id: string): Promise<void> {
  const waiting = async () =>
    await env.CONFIG.prepare("SELECT applying_since_ms AS since FROM risk_cases WHERE number = ?")
      .bind(caseNumber(id))
      .first();
  await expect.poll(waiting).toEqual({ since: null });
}

/** How the read model has an order. */
async function stateOf(shop: Shop, orderId: string): Promise<unknown> {
  const row = await env.REPORTS.prepare("SELECT state FROM orders WHERE program_id = ? AND order_id = ?")
    .bind(shop.id, orderId)
    .first();
  return row?.["state"];
}

/** Rows of the read model that nobody owns, as a flood of orders would leave them. */
async function flood(shop: Shop, promoter: number, rows: number): Promise<void> {
  await env.REPORTS.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?3)
     INSERT INTO orders (program_id, order_id, version, occurred_at_ms, amount, reversed_amount, state, under_review,
       basis, updated_at_ms, promoter, risk_codes, kept)
     SELECT ?1, 'flood-' || i, 1, 1000, 1000, 0, 'held', 1, 'touch', ?4, ?2,
       '["credit_displaced","customers_per_click","hosting_network"]', 1 FROM n`,
  )
    .bind(shop.id, promoter, rows, Date.now())
    .run();
}

test("a confirmed case is not opened again by the orders that it reversed", async () => {
  const { shop, thief, asThief } = await hijacked();
  const { id } = await openCase(shop);
  expect((await shop.post(`/risk-cases/${id}/confirm`, { reason: "hijacked" })).status).toBe(200);
  await waitUntilApplied(id);
  await shop.settle();
  await expect.poll(async () => await stateOf(shop, "order-2")).toBe("reversed");
  expect(await casesIn(shop)).toEqual([]);
  expect(await shop.wallet(thief)).toEqual(EMPTY);
  // Of what others earn and say, the promoter learns nothing.
  const own = (await asThief("GET", `/risk-cases/${id}`)).body;
  expect(own).toMatchObject({ state: "confirmed", atStake: null, decision: { at: expect.any(String) } });
  expect(JSON.stringify(own)).not.toContain("hijacked");
});

test("a case whose orders were all taken back ends when its time is over", async () => {
  const { shop } = await hijacked({ reviewWithin: "PT2S", weights: { credit_displaced: 3 } });
  await shop.settle();
  for (const order of ["order-0", "order-1", "order-2"]) await shop.event(order, "cancelled", "all");
  await expect.poll(async () => await stateOf(shop, "order-2")).toBe("reversed");
  await expect.poll(async () => await casesIn(shop)).toEqual([]);
});

test("what a person decided of one order by itself stays, whatever is decided of the case", async () => {
  const { shop, thief, asThief, second } = await hijacked();
  const { id } = await openCase(shop);
  expect((await shop.post("/orders/order-0/reverse", { reason: "never delivered" })).status).toBe(200);
  expect((await shop.post("/orders/order-2/clear", { reason: "I know the buyer" })).status).toBe(200);
  // At once: the read model may not have heard of either.
  expect((await shop.post(`/risk-cases/${id}/confirm`, { reason: "hijacked" })).status).toBe(200);
  await waitUntilApplied(id);
  await shop.settle();
  expect((await shop.get("/orders/order-2")).body).toMatchObject({ state: "available", underReview: false });
  expect((await shop.get("/orders/order-1")).body.state).toBe("reversed");

  expect((await asThief("POST", `/risk-cases/${id}/appeal`, { text: "It was me" })).status).toBe(200);
  expect((await decide(shop, second, id, "clear")).status).toBe(200);
  await waitUntilApplied(id);
  await shop.settle();
  expect((await shop.get("/orders/order-0")).body.state).toBe("reversed");
  await expect.poll(async () => await shop.wallet(thief)).toEqual({ ...EMPTY, available: 5_000 });
});

test("orders of a case that was cleared on appeal bind their buyers, as if it had never been confirmed", async () => {
  const { shop, thief, asThief, second } = await hijacked();
  const { id } = await openCase(shop);
  expect((await shop.post(`/risk-cases/${id}/confirm`, { reason: "hijacked" })).status).toBe(200);
  await waitUntilApplied(id);
  await shop.settle();
  expect(await shop.boundTo("buyer-of-order-1")).toBeUndefined();
  expect((await asThief("POST", `/risk-cases/${id}/appeal`, { text: "It was me" })).status).toBe(200);
  expect((await decide(shop, second, id, "clear")).status).toBe(200);
  await waitUntilApplied(id);
  await shop.settle();
  await expect.poll(async () => await shop.boundTo("buyer-of-order-1")).toBe(thief.id);
});

test("a decision that an order refuses is not forgotten: it waits, is counted, and is carried out later", async () => {
  const { shop, asThief } = await hijacked();
  const { id } = await openCase(shop);
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await runInDurableObject(ledger, async (object) => {
    for (let number = 0; number < LIMITS.operatorMovesPerOrder; number += 1)
      await object.move("order-1", `again-${number}`, "review", "I look again", 0);
  });
  expect((await shop.post(`/risk-cases/${id}/confirm`, { reason: "hijacked" })).status).toBe(200);
  await expect.poll(async () => (await shop.get("/orders/order-2")).body.state).toBe("reversed");
  const message = { kind: "risk_case", riskCase: caseNumber(id) } as const;
  await applyCase(env, message);
  expect((await shop.get("/orders/order-1")).body.state).not.toBe("reversed");
  expect((await shop.get(`/risk-cases/${id}`)).body).toMatchObject({ state: "confirmed", unreached: 1 });
  expect((await asThief("GET", `/risk-cases/${id}`)).body).not.toHaveProperty("unreached");

  const dated = env.CONFIG.prepare(
    "UPDATE risk_cases SET applying_since_ms = applying_since_ms - 1000000 WHERE number = ? RETURNING applying_since_ms",
  );
  expect(await dated.bind(caseNumber(id)).first()).not.toBeNull();
  expect((await readCounts(env, Date.now())).unappliedCases).toBe(1);

  await runInDurableObject(ledger, (_, { storage }) => {
    storage.sql.exec("DELETE FROM events WHERE source = 'owner' AND event_id = 'again-99'");
  });
  await applyCase(env, message);
  await waitUntilApplied(id);
  expect((await shop.get("/orders/order-1")).body.state).toBe("reversed");
  expect((await shop.get(`/risk-cases/${id}`)).body.unreached).toBe(0);
  expect((await readCounts(env, Date.now())).unappliedCases).toBe(0);
});

test("whoever confirmed does not decide the appeal, also by a request that looked at the case before it", async () => {
  const { shop, asThief } = await hijacked();
  const { id } = await openCase(shop);
  expect((await shop.post(`/risk-cases/${id}/confirm`, { reason: "hijacked" })).status).toBe(200);
  expect((await asThief("POST", `/risk-cases/${id}/appeal`, { text: "No" })).status).toBe(200);
  const row = await env.CONFIG.prepare("SELECT confirmed_by AS actor FROM risk_cases WHERE number = ?")
    .bind(caseNumber(id))
    .first<{ actor: string }>();
  const closing = {
    state: "confirmed",
    by: row?.actor ?? "",
    reason: "",
    reasons: "[]",
    atStake: 0,
  } as const;
  expect(await closeCase(env.CONFIG, caseNumber(id), closing, Date.now())).toBe(false);
});

test("a look that goes on keeps every order from the clock", async () => {
  const { shop } = await hijacked({ reviewWithin: "PT15S" });
  const { id } = await openCase(shop);
  expect((await shop.post(`/risk-cases/${id}/hold`, { reason: "I ask the shop" })).status).toBe(200);
  const reasons = async () => {
    const { body } = await shop.get("/orders/order-1");
    return body.events.map((event: { reason?: string }) => event.reason ?? "");
  };
  await expect.poll(reasons).toContain(`case ${caseNumber(id)}`);
  await new Promise((resolve) => setTimeout(resolve, 15_500));
  await shop.settle();
  expect(await reviews(shop)).toEqual([true, true, true]);
});

test("a flood of orders is one case with its figures, and its decision reaches all of them, part after part", async () => {
  const { shop, thief } = await hijacked();
  const promoter = parsePromoterId(thief.id) ?? 0;
  await openCase(shop);
  await flood(shop, promoter, 60_000);
  const [found] = (await shop.get("/risk-cases")).body.data;
  expect(found.atStake).toBe(66_000);
  expect(found.reasons[0]).toMatchObject({ code: "credit_displaced", orders: 60_003 });
  await env.REPORTS.prepare(
    "DELETE FROM orders WHERE program_id = ?1 AND order_id GLOB 'flood-*' AND substr(order_id, 7) + 0 > 700",
  )
    .bind(shop.id)
    .run();
  expect((await shop.post(`/risk-cases/${found.id}/confirm`, { reason: "a flood" })).status).toBe(200);
  await waitUntilApplied(found.id);
  const { n } = (await env.CONFIG.prepare("SELECT count(*) AS n FROM risk_case_orders WHERE case_number = ?")
    .bind(caseNumber(found.id))
    .first<{ n: number }>()) ?? { n: 0 };
  expect(n).toBe(703);
  await shop.settle();
  expect(await shop.wallet(thief)).toEqual(EMPTY);
});

test("what is placed after a decision is not decided by it", async () => {
  const { shop, honest, thief } = await hijacked();
  const { id } = await openCase(shop);
  const clickTokens = [await shop.tap(honest), await shop.tap(thief)];
  const occurredAt = new Date(Date.now() + 15_000).toISOString();
  await shop.order("later", 10_000, { clickTokens, customerId: "buyer-9", occurredAt });
  await shop.settle();
  await expect.poll(async () => await stateOf(shop, "later")).toBe("held");
  expect((await shop.post(`/risk-cases/${id}/clear`, { reason: "friends" })).status).toBe(200);
  await waitUntilApplied(id);
  expect((await shop.get("/orders/order-1")).body.underReview).toBe(false);
  expect((await shop.get("/orders/later")).body.underReview).toBe(true);
});
