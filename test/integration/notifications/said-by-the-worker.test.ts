/** What happens in D1, and not in an owner, is in the log as well: cases of promoters, and webhooks that nobody could use. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { sayAllWaiting } from "../../../worker/notifications/say-waiting.ts";
import { eventsOf, type ReadEvent } from "../../support/notifications/events.ts";
import { decide, hijacked, openCase } from "../../support/risk/hijacked.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

async function saidOf(shop: Shop, begins: string): Promise<ReadEvent[]> {
  return (await eventsOf(shop)).filter(({ type }) => type.startsWith(begins));
}

async function unsaid(shop: Shop): Promise<number> {
  const [cases, webhooks] = await Promise.all([
    env.CONFIG.prepare(
      "SELECT count(*) AS n FROM unsaid_cases WHERE program = (SELECT number FROM programs WHERE id = ?)",
    )
      .bind(shop.id)
      .first<number>("n"),
    env.REPORTS.prepare("SELECT count(*) AS n FROM unsaid_webhooks WHERE program_id = ?")
      .bind(shop.id)
      .first<number>("n"),
  ]);
  return (cases ?? 0) + (webhooks ?? 0);
}

test("a case is said when it opens, when it is decided, and when an appeal opens it again", async () => {
  const { shop, thief, asThief, second } = await hijacked();
  const { id } = await openCase(shop);
  const about = { caseId: id, promoterId: thief.id };
  const opened = { type: "risk_case.opened", data: { ...about, state: "open" } };
  await expect.poll(async () => await saidOf(shop, "risk_case")).toMatchObject([opened]);
  await decide(shop, shop.apiKey, id, "confirm");
  const confirmed = { type: "risk_case.closed", data: { ...about, state: "confirmed" } };
  await expect.poll(async () => await saidOf(shop, "risk_case")).toMatchObject([opened, confirmed]);
  await asThief("POST", `/risk-cases/${id}/appeal`, { text: "It was me" });
  await decide(shop, second, id, "clear");
  const cleared = { type: "risk_case.closed", data: { ...about, state: "cleared" } };
  await expect
    .poll(async () => await saidOf(shop, "risk_case"))
    .toMatchObject([opened, confirmed, opened, cleared]);
  // Its promoter hears of it, and nothing of what was found.
  const own = (await asThief("GET", "/events?type=risk_case.opened,risk_case.closed")).body.data;
  expect(own).toEqual(await saidOf(shop, "risk_case"));
  await expect.poll(async () => await unsaid(shop)).toBe(0);
});

test("a webhook that could not be used is said once, however often it comes", async () => {
  const shop = await openShop();
  const broken = { orderId: "o1", amount: "100.00", currency: "CNY" };
  await shop.webhook("order.paid", broken, "m1");
  await shop.webhook("order.paid", broken, "m1");
  const [kept] = (await shop.get("/unusable-webhooks")).body.data;
  const data = { webhookId: kept.id, source: "standard", reason: "invalid_body" };
  await expect
    .poll(async () => await saidOf(shop, "webhook"))
    .toMatchObject([{ type: "webhook.unusable", occurredAt: kept.receivedAt, data }]);
  await expect.poll(async () => await unsaid(shop)).toBe(0);
});

test("what could not be said at once is said by the hourly chores, once", async () => {
  const shop = await openShop();
  const log = env.NOTIFIER.getByName(`${shop.id}/0`);
  await log.wake(1);
  await runInDurableObject(log, (_, { storage }) => {
    storage.sql.exec(
      "CREATE TRIGGER full BEFORE INSERT ON notifications BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
  });
  await shop.webhook("order.paid", { orderId: "o1", amount: "1.00", currency: "CNY" }, "m1");
  await sayAllWaiting(env);
  expect([await unsaid(shop), await saidOf(shop, "webhook")]).toEqual([1, []]);
  await runInDurableObject(log, (_, { storage }) => void storage.sql.exec("DROP TRIGGER full"));
  await sayAllWaiting(env);
  await sayAllWaiting(env);
  expect(await unsaid(shop)).toBe(0);
  expect(await saidOf(shop, "webhook")).toHaveLength(1);
});

test("what is said again, because it could not be forgotten, has the same id and stands once", async () => {
  const shop = await openShop();
  await shop.webhook("order.paid", { orderId: "o1", amount: "1.00", currency: "CNY" }, "m1");
  await expect.poll(async () => await unsaid(shop)).toBe(0);
  const before = await saidOf(shop, "webhook");
  await env.REPORTS.prepare(
    `INSERT INTO unsaid_webhooks (program_id, webhook_number, source, reason, at_ms)
     SELECT program_id, number, source, reason, received_at_ms FROM unusable_webhooks WHERE program_id = ?`,
  )
    .bind(shop.id)
    .run();
  await sayAllWaiting(env);
  expect([await saidOf(shop, "webhook"), await unsaid(shop)]).toEqual([before, 0]);
  const answer = await request("GET", `/v1/programs/${shop.id}/events?type=webhook.unusable`, {
    token: shop.apiKey,
  });
  expect(answer.body.data).toHaveLength(1);
});
