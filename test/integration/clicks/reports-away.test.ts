/** A database of reports that is away, for an hour or for days, costs no click and no count. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { packClicks } from "../../../domain/tracking/click-columns.ts";
import { batchIdFloor } from "../../../domain/tracking/event-batch.ts";
import { listDeadLetters } from "../../../worker/clicks/dead-letters.tables.ts";
import { consumeDeadLetters } from "../../../worker/clicks/consume-dead-letters.ts";
import { consumeEvents } from "../../../worker/clicks/consume-events.ts";
import { consumeJobs } from "../../../worker/app/consume-jobs.ts";
import { clickCounts } from "../../support/counters.ts";
import { QueueByClock } from "./queue-by-clock.ts";
import { openShop, request } from "../../support/shop.ts";

const NOW = Date.now();
const OPERATOR = { token: "operator-of-the-tests" };
let serial = 0;

/** A batch of three clicks, of which the second repeats the first. */
function clicksOf(program: number): string {
  serial += 1;
  const where = { program, link: 1, promoter: 513 };
  const click = { ...where, occurredAtMs: NOW, unique: false, origin: "newcomer" } as const;
  const people = [`a${serial}`, `a${serial}`, `b${serial}`];
  const clicks = people.map((visitor) => ({ ...click, visitor, network: `net-${visitor}` }));
  const id = batchIdFloor(NOW) + serial.toString(16).padStart(20, "0");
  return JSON.stringify({ v: 2, id, sentAtMs: NOW, clicks: packClicks(clicks, NOW), counts: [] });
}

/** The database, which refuses everything while it is away. */
function whileAway(isAway: () => boolean): D1Database {
  return new Proxy(env.REPORTS, {
    get(target, property) {
      if (isAway()) throw new Error("D1_ERROR: the database is away");
      return Reflect.get(target, property).bind(target);
    },
  });
}

function queueWithout(hours: number): QueueByClock {
  let nowSeconds = 0;
  const REPORTS = whileAway(() => nowSeconds < hours * 3_600);
  return new QueueByClock(async (batch, seconds) => {
    nowSeconds = seconds;
    const consume = batch.queue.endsWith("-dead")
      ? consumeDeadLetters
      : batch.queue === "tributary-jobs"
        ? consumeJobs
        : consumeEvents;
    await consume(batch, { ...env, REPORTS });
  });
}

async function programNumber(id: string): Promise<number> {
  const row = await env.CONFIG.prepare("SELECT number FROM programs WHERE id = ?")
    .bind(id)
    .first<number>("number");
  return row ?? 0;
}

async function countsOf(program: number) {
  const [row] = await clickCounts(env.REPORTS, { program, fromMs: NOW - 3_600_000, toMs: NOW + 3_600_000 });
  return row;
}

for (const hours of [1, 26, 80]) {
  test(`reports that are away for ${hours} hours cost no click, and none counts twice`, async () => {
    const program = await programNumber((await openShop()).id);
    const queue = queueWithout(hours);
    for (let batch = 0; batch < 5; batch += 1) queue.send("tributary-events", clicksOf(program));
    const took = await queue.run();
    expect(took).toBeGreaterThanOrEqual(hours);
    expect(took).toBeLessThanOrEqual(hours + 1);
    expect(queue.lost).toEqual([]);
    // The repeats were told from clicks at the first delivery: what waits is not judged anew.
    expect(await countsOf(program)).toMatchObject({ clicks: 10, invalid: { repeated: 5 } });
  });
}

test("reports that are away for a week cost no click: messages out of tries wait as dead letters, and are counted by a replay", async () => {
  const program = await programNumber((await openShop()).id);
  const queue = queueWithout(24 * 7);
  const body = clicksOf(program);
  queue.send("tributary-events", body);
  await queue.run();
  expect(queue.lost).toEqual([]);
  expect(await countsOf(program)).toBeUndefined();
  const [letter] = await listDeadLetters(env.REPORTS, null, 1);
  expect(letter).toMatchObject({ body, doneAtMs: null });
  await request("POST", `/v1/dead-letters/${letter?.number}/replay`, { ...OPERATOR, body: {} });
  await expect.poll(async () => (await countsOf(program))?.clicks).toBe(2);
});

test("a message that nobody can read is given up within hours, and kept where an operator sees it", async () => {
  const queue = queueWithout(0);
  const body = `no batch ${crypto.randomUUID()}`;
  queue.send("tributary-events", body);
  const took = await queue.run();
  expect(took).toBeGreaterThan(1);
  expect(took).toBeLessThan(4);
  const letters = await listDeadLetters(env.REPORTS, null, 10);
  expect(letters.find((letter) => letter.body === body)).toMatchObject({ doneAtMs: null });
});

test("a batch that was counted before it became a dead letter is done, and is not counted again", async () => {
  const program = await programNumber((await openShop()).id);
  const queue = queueWithout(0);
  const body = clicksOf(program);
  queue.send("tributary-events", body);
  queue.send("tributary-events-dead", body, 60);
  await queue.run();
  const [letter] = await listDeadLetters(env.REPORTS, null, 1);
  expect(letter?.doneAtMs).not.toBeNull();
  const replayed = await request("POST", `/v1/dead-letters/${letter?.number}/replay`, {
    ...OPERATOR,
    body: {},
  });
  expect(replayed.headers.get("idempotent-replay")).toBe("true");
  expect(await countsOf(program)).toMatchObject({ clicks: 2 });
});

test("a job whose database is away for hours is done afterwards, and one that is given up is kept for a replay", async () => {
  const shop = await openShop();
  const wake = { kind: "wake", binding: "ACCOUNT_BOOK", called: [{ name: `${shop.id}/0`, objects: 1 }] };
  const reconcile = { kind: "reconcile", program: { id: shop.id, objects: 1 }, run: 1, part: 0 };
  const queue = queueWithout(30);
  queue.send("tributary-jobs", wake);
  queue.send("tributary-jobs", reconcile);
  expect(await queue.run()).toBeLessThanOrEqual(31);
  expect(queue.lost).toEqual([]);
  const found = await env.REPORTS.prepare(
    "SELECT difference_count AS n FROM reconciliation_parts WHERE program_id = ?",
  )
    .bind(shop.id)
    .all();
  expect(found.results).toHaveLength(1);

  const longer = queueWithout(24 * 7);
  longer.send("tributary-jobs", reconcile);
  await longer.run();
  expect(longer.lost).toEqual([]);
  const [letter] = await listDeadLetters(env.REPORTS, null, 1);
  expect(JSON.parse(letter?.body ?? "")).toEqual(reconcile);
  await request("POST", `/v1/dead-letters/${letter?.number}/replay`, { ...OPERATOR, body: {} });
  const doneAt = async () => (await listDeadLetters(env.REPORTS, null, 1))[0]?.doneAtMs ?? null;
  await expect.poll(doneAt).not.toBeNull();
});
