/** What is kept for a time ends by it, and what is younger stays. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { sweepOld } from "../../../worker/privacy/retention.ts";
import { openShop } from "../../support/shop.ts";

const DAY = 86_400_000;
const now = Date.now();

async function countIn(db: D1Database, query: string, ...values: unknown[]): Promise<number> {
  return (
    (
      await db
        .prepare(query)
        .bind(...values)
        .first<{ n: number }>()
    )?.n ?? -1
  );
}

test("a webhook's body is forgotten after 30 days, and one of yesterday stays", async () => {
  const shop = await openShop();
  for (const [webhookId, days] of [
    ["old", 31],
    ["young", 1],
  ] as const) {
    await env.REPORTS.prepare(
      "INSERT INTO unusable_webhooks (program_id, source, webhook_id, reason, body, received_at_ms) VALUES (?, 'standard', ?, 'unreadable', '{}', ?)",
    )
      .bind(shop.id, webhookId, now - days * DAY)
      .run();
  }
  await sweepOld(env, now);
  const { data } = (await shop.get("/unusable-webhooks")).body;
  expect(data.map((kept: { webhookId: string }) => kept.webhookId)).toEqual(["young"]);
});

test("a key of a repeat is forgotten after 30 days, and one of yesterday is a repeat", async () => {
  const shop = await openShop();
  const make = async (key: string) => await shop.post("/api-keys", {}, { "idempotency-key": key });
  for (const key of ["old", "young"]) await make(key);
  const age =
    "UPDATE idempotency_keys SET created_at_ms = ? WHERE key = ? AND program = (SELECT number FROM programs WHERE id = ?)";
  await env.CONFIG.prepare(age)
    .bind(now - 31 * DAY, "old", shop.id)
    .run();
  await sweepOld(env, now);
  expect((await make("young")).status).toBe(200);
  expect((await make("old")).status).toBe(201);
});

test("a dead letter that is done goes after 30 days, an open one after a year", async () => {
  const letters = { done: [40, 35], lately: [40, 5], open: [300, null], forgotten: [366, null] } as const;
  const prefix = crypto.randomUUID();
  for (const [id, [received, done]] of Object.entries(letters)) {
    await env.REPORTS.prepare(
      "INSERT INTO dead_letters (queue, message_id, body, received_at_ms, done_at_ms) VALUES ('q', ?, '{}', ?, ?)",
    )
      .bind(`${prefix}-${id}`, now - received * DAY, done === null ? null : now - done * DAY)
      .run();
  }
  await sweepOld(env, now);
  const left = await env.REPORTS.prepare(
    "SELECT message_id AS id FROM dead_letters WHERE instr(message_id, ?) = 1 ORDER BY id",
  )
    .bind(prefix)
    .all<{ id: string }>();
  expect(left.results.map(({ id }) => id.slice(prefix.length + 1))).toEqual(["lately", "open"]);
  await env.REPORTS.prepare("DELETE FROM dead_letters WHERE instr(message_id, ?) = 1").bind(prefix).run();
});

test("a sweep of a young service takes nothing away", async () => {
  const shop = await openShop();
  await shop.webhook("order.paid", { orderId: "o", amount: -1, currency: "CNY" }, "w");
  await sweepOld(env, now);
  const query = "SELECT count(*) AS n FROM unusable_webhooks WHERE program_id = ?";
  expect(await countIn(env.REPORTS, query, shop.id)).toBe(1);
});

test("a payee that another replaced is forgotten after two years, where nobody is paid any more too", async () => {
  const shop = await openShop();
  const { id } = await shop.promoter("seller");
  const path = `/promoters/${id}/payee`;
  for (const last of ["1", "2", "3"])
    await shop.put(path, { kind: "wechat", openId: `of-the-seller-${last}` });
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  await runInDurableObject(book, (_, { storage }) => {
    storage.sql.exec("UPDATE payee_changes SET changed_at_ms = ? WHERE number < 3", now - 731 * DAY);
  });
  await evictDurableObject(book);
  await book.wake(1);
  const { data } = (await shop.get(`${path}/history`)).body;
  expect(data.map(({ account }: { account: string }) => account.at(-1))).toEqual(["3", "2"]);
});
