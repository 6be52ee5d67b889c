/** Messages of queues are known by their kind, whatever a queue is called; a kind of a later version is not lost. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { packClicks } from "../../../domain/tracking/click-columns.ts";
import { batchIdFloor, type EventBatch } from "../../../domain/tracking/event-batch.ts";
import { consumeQueue } from "../../../worker/app/consume-queue.ts";
import { listDeadLetters } from "../../../worker/clicks/dead-letters.tables.ts";
import { clickCounts } from "../../support/counters.ts";
import { openShop } from "../../support/shop.ts";

const NOW = Date.UTC(2026, 10, 2, 12, 30);
const HOUR_MS = 3_600_000;
let serial = 0;

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** One click of a program, as the edge sends it. */
function click(program: number, v = 2): string {
  serial += 1;
  const event = {
    program,
    link: 1,
    promoter: 513,
    occurredAtMs: NOW,
    unique: true,
    origin: "newcomer" as const,
    network: "",
    visitor: "v",
  };
  const id = batchIdFloor(NOW) + `ab${serial.toString(16)}`.padStart(20, "0");
  const batch = { v, id, sentAtMs: NOW, clicks: packClicks([event], NOW), counts: [] };
  return JSON.stringify(batch satisfies Omit<EventBatch, "v"> & { v: number });
}

/** Delivers messages as a queue does; tells how many were acknowledged, and after how many seconds the others come again. */
async function deliver(queue: string, bodies: readonly unknown[], attempts = 1, given: Env = env) {
  let acked = 0;
  const pauses: (number | undefined)[] = [];
  const messages = bodies.map((body) => {
    serial += 1;
    return {
      id: `kind-${serial}`,
      timestamp: new Date(NOW),
      attempts,
      body,
      ack: () => void (acked += 1),
      retry: (options?: QueueRetryOptions) => void pauses.push(options?.delaySeconds),
    };
  });
  const ackAll = () => messages.forEach(({ ack }) => ack());
  const metadata = { metrics: { backlogCount: 0, backlogBytes: 0 } };
  await consumeQueue({ queue, messages, metadata, ackAll, retryAll: () => undefined }, given);
  return { acked, pauses };
}

async function clicksOf(program: number): Promise<number> {
  const counts = await clickCounts(env.REPORTS, { program, fromMs: NOW - HOUR_MS, toMs: NOW + 2 * HOUR_MS });
  return counts.reduce((sum, { clicks }) => sum + clicks, 0);
}

test.each(["tributary-events", "tributary-staging-events", "shop-eu-taps"])(
  "clicks and jobs are handled from a queue called %s, side by side",
  async (queue) => {
    const program = 9_100_000 + (serial += 1);
    const shop = await openShop();
    const wake = {
      kind: "wake",
      binding: "COMMISSION_LEDGER",
      called: [{ name: `${shop.id}/0`, objects: 1 }],
    };
    expect(await deliver(queue, [click(program), wake, click(program)])).toEqual({ acked: 3, pauses: [] });
    expect(await clicksOf(program)).toBe(2);
  },
);

test("a message of a later version is tried again with pauses that grow, and holds up no other", async () => {
  const program = 9_200_000;
  const later = [{ kind: "greet", whom: "all" }, click(program, 3), 7, null];
  for (const [attempts, pause] of [
    [1, 10],
    [2, 20],
    [4, 80],
    [9, 2_560],
  ] as const) {
    expect(await deliver("any-queue", [...later, click(program)], attempts)).toEqual({
      acked: 1,
      pauses: Array.from(later, () => pause),
    });
  }
  expect(await clicksOf(program)).toBe(4);
  // Given up after more than an hour, it is kept where an operator sees it.
  expect(await deliver("any-queue", later, 10)).toEqual({ acked: later.length, pauses: [] });
  const letters = (await listDeadLetters(env.REPORTS, null, 100)).filter(
    ({ queue }) => queue === "any-queue",
  );
  expect(letters.map(({ body }) => body)).toEqual(
    expect.arrayContaining(['{"kind":"greet","whom":"all"}', "7"]),
  );
  expect(letters).toHaveLength(later.length);
});

test.each(["tributary-events-dead", "taps given up"])(
  "what reaches a queue that is named as one of dead letters, %s, is kept, also of a kind that is not known",
  async (queue) => {
    const before = new Set((await listDeadLetters(env.REPORTS, null, 100)).map(({ number }) => number));
    const named = { ...env, DEAD_LETTER_QUEUES: "tributary-events-dead, taps given up" };
    const handed = [click(9_300_000), { kind: "greet" }];
    expect(await deliver(queue, handed, 1, named)).toMatchObject({ pauses: [] });
    const letters = (await listDeadLetters(env.REPORTS, null, 100)).filter(
      (letter) => letter.queue === queue && !before.has(letter.number),
    );
    expect(letters.map(({ body }) => body)).toEqual(['{"kind":"greet"}', expect.stringContaining('"v":2')]);
    expect(await clicksOf(9_300_000)).toBe(0);
  },
);

test("a queue that only sounds like one of dead letters has its messages handled", async () => {
  expect(await deliver("shop-eu-dead", [click(9_400_000)])).toEqual({ acked: 1, pauses: [] });
  expect(await clicksOf(9_400_000)).toBe(1);
});
