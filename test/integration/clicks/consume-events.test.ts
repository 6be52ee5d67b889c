import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { packClicks } from "../../../domain/tracking/click-columns.ts";
import type { ClickEvent } from "../../../domain/tracking/click-event.ts";
import { batchIdFloor, type EventBatch } from "../../../domain/tracking/event-batch.ts";
import { type EventCount, hourOf, packCount } from "../../../domain/tracking/event-count.ts";
import { listDeadLetters } from "../../../worker/clicks/dead-letters.tables.ts";
import { consumeDeadLetters } from "../../../worker/clicks/consume-dead-letters.ts";
import { consumeEvents } from "../../../worker/clicks/consume-events.ts";
import { sweepCountedBatches } from "../../../worker/clicks/sweep-batches.ts";
import { clickCounts, pageCounts } from "../../support/counters.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 9, 1, 12, 30);
let serial = 0;

function batchId(atMs = NOW): string {
  serial += 1;
  return batchIdFloor(atMs) + serial.toString(16).padStart(20, "0");
}

function someClicks(program: number, ...clicks: Partial<ClickEvent>[]): EventBatch {
  const where = { program, link: 1, promoter: 513, network: "" };
  const plain = { ...where, occurredAtMs: NOW, unique: true, origin: "newcomer" } as const;
  const whole = clicks.map((click, index) => ({ ...plain, visitor: `${serial}-${index}`, ...click }));
  return { v: 2, id: batchId(), sentAtMs: NOW, clicks: packClicks(whole, NOW), counts: [] };
}

function someCounts(program: number, ...counts: (Partial<EventCount> & Pick<EventCount, "of">)[]) {
  const plain = { program, link: 1, promoter: 513, hourMs: hourOf(NOW), events: 1, amountMinor: 0 };
  return counts.map((count) => packCount({ ...plain, ...count }));
}

async function deliver(bodies: readonly unknown[], attempts = 1, reports = env.REPORTS) {
  const messages = bodies.map((body) => {
    serial += 1;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return { id: `message-${serial}`, timestamp: new Date(NOW), attempts, body: text };
  });
  const delivery = createMessageBatch("tributary-events", messages);
  const ctx = createExecutionContext();
  await consumeEvents(delivery, { ...env, REPORTS: reports });
  const result = await getQueueResult(delivery, ctx);
  return { acked: result.explicitAcks.length, retried: result.retryMessages.length };
}

function countsOf(program: number) {
  const range = { fromMs: NOW - HOUR_MS, toMs: NOW + 2 * HOUR_MS };
  return clickCounts(env.REPORTS, { program, ...range });
}

test("clicks, unique clicks and impressions are counted per link; invalid clicks by reason, and not as clicks", async () => {
  const counts = someCounts(
    900_001,
    { of: "impression" },
    { of: "bot", events: 2 },
    { of: "prefetch" },
    { of: "not_navigation", link: 3 },
  );
  const batch = { ...someClicks(900_001, {}, { unique: false }, { link: 2, promoter: 769 }), counts };
  expect(await deliver([batch])).toEqual({ acked: 1, retried: 0 });
  expect(await countsOf(900_001)).toEqual([
    { link: 1, promoter: 513, clicks: 2, uniqueClicks: 1, impressions: 1, invalid: { bot: 2, prefetch: 1 } },
    { link: 2, promoter: 769, clicks: 1, uniqueClicks: 1, impressions: 0, invalid: {} },
    { link: 3, promoter: 513, clicks: 0, uniqueClicks: 0, impressions: 0, invalid: { not_navigation: 1 } },
  ]);
});

test("events count in the hour in which they happened", async () => {
  await deliver([
    someClicks(900_002, {}, { occurredAtMs: NOW + HOUR_MS }, { occurredAtMs: NOW + 3 * HOUR_MS }),
  ]);
  const start = NOW - (NOW % HOUR_MS);
  const first = await clickCounts(env.REPORTS, { program: 900_002, fromMs: start, toMs: start + HOUR_MS });
  expect(first.map((row) => row.clicks)).toEqual([1]);
  expect((await countsOf(900_002)).map((row) => row.clicks)).toEqual([2]);
});

test("a batch delivered again counts once: alone, beside others, and twice in one delivery", async () => {
  const batch = { ...someClicks(900_003, {}), counts: someCounts(900_003, { of: "bot" }) };
  const other = someClicks(900_003, {});
  await deliver([batch, batch]);
  await deliver([batch], 2);
  await deliver([other, batch]);
  expect(await countsOf(900_003)).toMatchObject([{ clicks: 2, uniqueClicks: 2, invalid: { bot: 1 } }]);
});

test("a batch delivered to ten consumers at once counts once", async () => {
  const [batch, other] = [someClicks(900_004, {}, {}), someClicks(900_004, {})];
  const results = await Promise.all(Array.from({ length: 10 }, () => deliver([batch, other])));
  expect(results.every((result) => result.acked === 2)).toBe(true);
  expect(await countsOf(900_004)).toMatchObject([{ clicks: 3 }]);
});

test("a visitor without a remembered click is unique once per link in a delivery", async () => {
  const visitor = "00112233aabbccdd";
  await deliver([
    someClicks(900_005, { visitor }, { visitor }),
    someClicks(900_005, { visitor }, { visitor, link: 2 }),
  ]);
  expect(await countsOf(900_005)).toMatchObject([
    { link: 1, clicks: 3, uniqueClicks: 1 },
    { link: 2, clicks: 1, uniqueClicks: 1 },
  ]);
});

test("a message that cannot be read is tried again, and holds up no other", async () => {
  const good = someClicks(900_006, {});
  const bad = [
    null,
    "text",
    "{",
    { ...good, sentAtMs: null },
    { ...good, v: 1 },
    { ...good, id: "short" },
    { ...good, clicks: [[0, -1]] },
    { ...good, clicks: [[...(good.clicks[0] ?? []), 1]] },
    { ...good, clicks: [good.clicks[0]?.with(0, 1.5)] },
    { ...good, clicks: [good.clicks[0]?.with(3, [0, 0])] },
    { ...good, clicks: [good.clicks[0]?.with(4, "6")] },
    { ...good, clicks: [good.clicks[0]?.with(5, "a,b")] },
    { ...good, clicks: [good.clicks[0]?.with(6, "a,b")] },
    { ...good, clicks: [good.clicks[0]?.with(5, "x".repeat(33))] },
    { ...good, clicks: [good.clicks[0]?.with(3, [NOW + 1])] },
    someClicks(900_006, ...Array.from({ length: 10_001 }, (_, link) => ({ link: link % 2 }))),
    { ...good, counts: someCounts(900_006, { of: "impression", events: -1 }) },
    { ...good, counts: [["no such", 6, 1, 513, 0, 1, 0]] },
  ];
  expect(await deliver([...bad, good])).toEqual({ acked: 1, retried: bad.length });
  expect(await countsOf(900_006)).toMatchObject([{ clicks: 1 }]);
});

test("while the database fails nothing is acknowledged; delivered again, everything counts once", async () => {
  const batches = [someClicks(900_007, {}), someClicks(900_007, {}, {})];
  const failing = new Proxy(env.REPORTS, {
    get(target, property) {
      if (property === "batch") return () => Promise.reject(new Error("D1 is down"));
      return Reflect.get(target, property).bind(target);
    },
  });
  expect(await deliver(batches, 1, failing)).toEqual({ acked: 0, retried: 2 });
  expect(await countsOf(900_007)).toEqual([]);
  expect(await deliver(batches, 2)).toEqual({ acked: 2, retried: 0 });
  expect(await countsOf(900_007)).toMatchObject([{ clicks: 3 }]);
});

test("a delivery of a hundred full messages is counted whole", async () => {
  const batches = Array.from({ length: 100 }, () =>
    someClicks(900_008, ...Array.from({ length: 1_000 }, (_, link) => ({ link: 1 + (link % 50) }))),
  );
  expect(await deliver(batches)).toEqual({ acked: 100, retried: 0 });
  const counts = await countsOf(900_008);
  expect(counts.reduce((sum, row) => sum + row.clicks, 0)).toBe(100_000);
});

test("a dead letter is kept where an operator sees it, once", async () => {
  const letters: { id: string; body: unknown }[] = [
    { id: "dead-1", body: { v: 9 } },
    { id: "dead-2", body: "text" },
  ];
  for (let delivery = 0; delivery < 2; delivery += 1) {
    const messages = letters.map((letter) => ({ ...letter, timestamp: new Date(NOW), attempts: 1 }));
    const batch = createMessageBatch("tributary-events-dead", messages);
    await consumeDeadLetters(batch, env);
    expect((await getQueueResult(batch, createExecutionContext())).ackAll).toBe(true);
  }
  const all = await listDeadLetters(env.REPORTS, null, 200);
  const kept = all.filter(({ messageId }) => letters.some(({ id }) => id === messageId));
  expect(kept.map(({ queue, messageId, body }) => [queue, messageId, body])).toEqual([
    ["tributary-events-dead", "dead-2", "text"],
    ["tributary-events-dead", "dead-1", '{"v":9}'],
  ]);
});

test("ids of batches are forgotten only once no queue can deliver them again", async () => {
  const later = NOW + 15 * 86_400_000;
  const [old, young] = [someClicks(900_009, {}), { ...someClicks(900_009, {}), id: batchId(NOW + 1_000) }];
  await deliver([old, young]);
  await sweepCountedBatches(env, later + 500);
  await deliver([old, young]);
  expect(await countsOf(900_009)).toMatchObject([{ clicks: 3 }]);
});

test("page views and reported conversions are counted apart from clicks, once, by link where a token said which", async () => {
  const counts = someCounts(
    900_010,
    { of: "pageview", link: 0, promoter: 0, events: 2 },
    { of: "conversion", link: 0, promoter: 0, amountMinor: 700 },
    { of: "conversion", link: 4, events: 2, amountMinor: 1_300 },
  );
  const batch = { ...someClicks(900_010, {}), counts };
  await deliver([batch, batch]);
  await deliver([batch], 2);
  const range = { program: 900_010, fromMs: NOW - HOUR_MS, toMs: NOW + HOUR_MS };
  expect(await pageCounts(env.REPORTS, range)).toEqual([
    { link: 0, pageviews: 2, conversions: 1, amountMinor: 700 },
    { link: 4, pageviews: 0, conversions: 2, amountMinor: 1_300 },
  ]);
  expect(await countsOf(900_010)).toMatchObject([{ link: 1, clicks: 1 }]);
});

test("sums of what anyone may report stop at the greatest safe integer, and hold up no batch", async () => {
  const reported = { of: "conversion", events: 900, amountMinor: 900 * 10 ** 12 } as const;
  const most = { ...someClicks(900_011), counts: someCounts(900_011, reported) };
  for (let count = 0; count < 12; count += 1) {
    expect(await deliver([{ ...most, id: batchId() }])).toEqual({ acked: 1, retried: 0 });
  }
  const range = { program: 900_011, fromMs: NOW - HOUR_MS, toMs: NOW + HOUR_MS };
  expect(await pageCounts(env.REPORTS, range)).toMatchObject([
    { conversions: 10_800, amountMinor: Number.MAX_SAFE_INTEGER },
  ]);
});
