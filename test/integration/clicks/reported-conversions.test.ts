/** An order that pages report counts once an order and visitor, however often and in however many batches it is told. */
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { batchIdFloor, type EventBatch } from "../../../domain/tracking/event-batch.ts";
import { hourOf } from "../../../domain/tracking/event-count.ts";
import { consumeEvents } from "../../../worker/clicks/consume-events.ts";
import { sweepOld } from "../../../worker/privacy/retention.ts";
import { pageCounts } from "../../support/counters.ts";

const NOW = Date.UTC(2026, 9, 1, 12, 30);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
let serial = 0;

const keyOf = (name: string) => Buffer.from(name).toString("hex").padEnd(24, "0").slice(0, 24);

interface Reported {
  readonly key?: string;
  readonly link?: number;
  readonly amountMinor?: number;
  readonly hourMs?: number;
}

/** A batch of reported orders of a program. */
function batchOf(program: number, ...orders: readonly Reported[]): EventBatch {
  serial += 1;
  const counts = orders.map(
    ({ link = 1, amountMinor = 700, hourMs = hourOf(NOW) }) =>
      ["conversion", program, link, 513, hourMs, 1, amountMinor] as const,
  );
  const reported = orders.flatMap(({ key }, at): [number, string][] =>
    key === undefined ? [] : [[at, keyOf(key)]],
  );
  const id = batchIdFloor(NOW) + `ee${serial.toString(16)}`.padStart(20, "0");
  return { v: 2, id, sentAtMs: NOW, clicks: [], counts, reported };
}

async function deliver(batches: readonly object[], attempts = 1): Promise<void> {
  const messages = batches.map((body) => ({
    id: `reported-${(serial += 1)}`,
    timestamp: new Date(NOW),
    attempts,
    body: JSON.stringify(body),
  }));
  const delivery = createMessageBatch("tributary-events", messages);
  const ctx = createExecutionContext();
  await consumeEvents(delivery, env);
  expect((await getQueueResult(delivery, ctx)).explicitAcks).toHaveLength(batches.length);
}

async function countsOf(program: number) {
  const range = { program, fromMs: NOW - 2 * HOUR_MS, toMs: NOW + 2 * HOUR_MS };
  return (await pageCounts(env.REPORTS, range)).map(({ link, conversions, amountMinor }) => [
    link,
    conversions,
    amountMinor,
  ]);
}

async function total(): Promise<number> {
  const row = await env.REPORTS.prepare("SELECT n FROM totals WHERE label = 'conversions'").first<{
    n: number;
  }>();
  return row?.n ?? 0;
}

test("repeated calls of a visitor count once, in one batch, in several together, and in later ones; the first amount stays", async () => {
  const before = await total();
  const [first, second] = [
    batchOf(900_070, { key: "a" }),
    batchOf(900_070, { key: "a", amountMinor: 9, link: 2 }),
  ];
  await deliver([first, second]);
  await deliver([batchOf(900_070, { key: "a" }, { key: "a", hourMs: hourOf(NOW) - HOUR_MS })]);
  // What was not acknowledged comes again.
  await deliver([first], 2);
  expect(await countsOf(900_070)).toEqual([[1, 1, 700]]);
  expect((await total()) - before).toBe(1);
});

test("two visitors of one order count each, and so do two orders of one visitor and two programs", async () => {
  await deliver([
    batchOf(900_071, { key: "a" }, { key: "b" }, { key: "c", link: 3 }),
    batchOf(900_072, { key: "a" }),
  ]);
  await deliver([batchOf(900_071, { key: "b" }, { key: "d" })]);
  expect(await countsOf(900_071)).toEqual([
    [1, 3, 2_100],
    [3, 1, 700],
  ]);
  expect(await countsOf(900_072)).toEqual([[1, 1, 700]]);
});

test("what an earlier version of the edge sent has no keys, and counts each call", async () => {
  const { reported: _reported, ...plain } = batchOf(900_073, {}, {});
  await deliver([plain, batchOf(900_073, { key: "a" }, {})]);
  expect(await countsOf(900_073)).toEqual([[1, 4, 2_800]]);
});

test("a repeat after a month counts again, whether or not it was swept, and keys are swept then", async () => {
  await deliver([batchOf(900_074, { key: "a" }, { key: "b" })]);
  const age = async (days: number) =>
    await env.REPORTS.prepare("UPDATE reported_conversions SET at_ms = ? WHERE program = 900074")
      .bind(Date.now() - days * DAY_MS)
      .run();
  const kept = async () =>
    await env.REPORTS.prepare("SELECT count(*) AS n FROM reported_conversions WHERE program = 900074").first(
      "n",
    );
  await age(29);
  await sweepOld(env, Date.now());
  await deliver([batchOf(900_074, { key: "a" })]);
  expect([await countsOf(900_074), await kept()]).toEqual([[[1, 2, 1_400]], 2]);
  await age(31);
  await deliver([batchOf(900_074, { key: "a" })]);
  await deliver([batchOf(900_074, { key: "a" })]);
  expect([await countsOf(900_074), await kept()]).toEqual([[[1, 3, 2_100]], 2]);
  await sweepOld(env, Date.now());
  expect(await kept()).toBe(1);
  await deliver([batchOf(900_074, { key: "b" })]);
  expect([await countsOf(900_074), await kept()]).toEqual([[[1, 4, 2_800]], 2]);
});

test("of a program the newest hundred thousand keys are kept, and another program loses none", async () => {
  await deliver([batchOf(900_075, { key: "old" }, { key: "newer" }), batchOf(900_076, { key: "other" })]);
  await env.REPORTS.prepare(
    "UPDATE reported_conversions SET number = 100001 WHERE program = 900075 AND key = ?",
  )
    .bind(keyOf("newer"))
    .run();
  await deliver([batchOf(900_075, { key: "newest" })]);
  const { results } = await env.REPORTS.prepare(
    "SELECT program, key FROM reported_conversions WHERE program IN (900075, 900076) ORDER BY program, number",
  ).all<{ program: number; key: string }>();
  expect(results.map(({ program, key }) => [program, key])).toEqual([
    [900_075, keyOf("newer")],
    [900_075, keyOf("newest")],
    [900_076, keyOf("other")],
  ]);
});
