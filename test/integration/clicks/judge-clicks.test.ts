/** Clicks by how often they came: only what a person may do counts, and nobody is turned away. */
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { packClicks } from "../../../domain/tracking/click-columns.ts";
import type { ClickEvent } from "../../../domain/tracking/click-event.ts";
import { batchIdFloor, type EventBatch } from "../../../domain/tracking/event-batch.ts";
import { clickCounts } from "../../support/counters.ts";
import { consumeEvents } from "../../../worker/clicks/consume-events.ts";
import { judgeClicks } from "../../../worker/clicks/judge-clicks.ts";
import { openShop, type Shop } from "../../support/shop.ts";

const NOW = Date.now() - 60_000;
let serial = 0;

async function programNumber(shop: Shop): Promise<number> {
  return (
    (await env.CONFIG.prepare("SELECT number FROM programs WHERE id = ?")
      .bind(shop.id)
      .first<number>("number")) ?? 0
  );
}

function batchOf(program: number, clicks: readonly Partial<ClickEvent>[]): EventBatch {
  serial += 1;
  const plain = { program, link: 1, promoter: 513, occurredAtMs: NOW };
  const seen = { unique: true, origin: "newcomer", visitor: "a", network: "n" } as const;
  const whole = clicks.map((click) => ({ ...plain, ...seen, ...click }));
  const id = batchIdFloor(NOW) + serial.toString(16).padStart(20, "0");
  return { v: 2, id, sentAtMs: NOW, clicks: packClicks(whole, NOW), counts: [] };
}

async function verdictsOf(shop: Shop, ...clicks: Partial<ClickEvent>[]): Promise<(string | null)[]> {
  const judged = await judgeClicks(env, [batchOf(await programNumber(shop), clicks)]);
  return judged.flatMap(({ clicks }) => clicks.map(({ invalid }) => invalid));
}

const times = (count: number, make: (index: number) => Partial<ClickEvent>) =>
  Array.from({ length: count }, (_, index) => make(index));

test("a link opened again by one visitor within ten seconds counts once, another link or visitor on its own", async () => {
  const shop = await openShop();
  expect(
    await verdictsOf(
      shop,
      {},
      { visitor: "b" },
      { link: 2 },
      { occurredAtMs: NOW + 9_999 },
      { occurredAtMs: NOW + 10_000 },
    ),
  ).toEqual([null, null, null, "repeated", null]);
});

const counted = (verdicts: readonly (string | null)[]) =>
  verdicts.filter((verdict) => verdict === null).length;
const MINUTE = 60_000;

/** Newcomers of one network, so many a minute. */
const newcomers = (perMinute: number, minutes: number) =>
  times(perMinute * minutes, (index) => ({
    visitor: `v${index}`,
    occurredAtMs: NOW - 20 * MINUTE + Math.floor((index * MINUTE) / perMinute),
  }));

test("300 people of one office who tap within a minute all count, new ones too", async () => {
  const shop = await openShop();
  expect(counted(await verdictsOf(shop, ...newcomers(300, 1)))).toBe(300);
  const known = newcomers(300, 1).map((click) => ({ ...click, network: "o", origin: "returning" as const }));
  const opened = [2, 3].flatMap((link) => known.map((one) => ({ ...one, link })));
  expect(counted(await verdictsOf(shop, ...opened))).toBe(600);
});

test("newcomers of one network beyond what an office brings do not count, by the program's limit", async () => {
  const shop = await openShop({ fraud: { maxClicksPerIpPerMinute: 6 } });
  const verdicts = await verdictsOf(shop, ...newcomers(40, 1));
  expect([counted(verdicts), ...verdicts.slice(30)]).toEqual([
    30,
    ...times(10, () => ({})).map(() => "network_rate"),
  ]);
});

test("a farm that stays below the limit of a minute does not count in full", async () => {
  const shop = await openShop();
  expect(counted(await verdictsOf(shop, ...newcomers(59, 10)))).toBe(300);
});

test("the more different visitors come back to a network, the more newcomers of it count", async () => {
  const shop = await openShop({ fraud: { maxClicksPerIpPerMinute: 1 } });
  const back = (visitor: string) => ({ visitor, origin: "returning" as const, link: 9, occurredAtMs: NOW });
  const busy = times(40, (index) => ({ visitor: `v${index}`, occurredAtMs: NOW }));
  const same = times(5, () => ({ ...back("one"), network: "m" }));
  const others = times(5, (index) => back(`known${index}`));
  expect(counted(await verdictsOf(shop, ...others, ...busy))).toBe(5 + 5 + 4 * 5);
  const elsewhere = busy.map((click) => ({ ...click, network: "m", link: 3 }));
  // One visitor who comes again and again is one.
  expect(counted(await verdictsOf(shop, ...same, ...elsewhere))).toBe(1 + 5 + 4);
});

test("a data centre is judged as one network, whatever cookies its clicks bring", async () => {
  const shop = await openShop();
  const rented = newcomers(59, 10).map((click) => ({ ...click, origin: "hosting" as const }));
  expect(counted(await verdictsOf(shop, ...rented))).toBe(60);
});

test("a buyer in a live room who opens 25 products in a minute is a person", async () => {
  const shop = await openShop();
  const opens = times(25, (index) => ({ link: 1 + index, occurredAtMs: NOW + index * 2_000 }));
  expect(counted(await verdictsOf(shop, ...opens))).toBe(25);
});

test("one visitor counts up to the limit of a visitor, and on links that are new to it up to three times that", async () => {
  const shop = await openShop({ fraud: { maxClicksPerVisitorPerMinute: 2 } });
  const first = await verdictsOf(shop, ...times(8, (link) => ({ link })));
  expect(first).toEqual([...times(6, () => ({})).map(() => null), "visitor_rate", "visitor_rate"]);
  const again = times(4, (link) => ({ link, visitor: "b", unique: false }));
  expect(await verdictsOf(shop, ...again)).toEqual([null, null, "visitor_rate", "visitor_rate"]);
});

test("a program that only observes counts every click", async () => {
  const shop = await openShop({ fraud: { mode: "observe" } });
  expect(await verdictsOf(shop, {}, {}, {})).toEqual([null, null, null]);
});

test("where no address is known a visitor is judged all the same, and of who is not tracked nobody is", async () => {
  const shop = await openShop();
  expect(await verdictsOf(shop, { network: "" }, { network: "" })).toEqual([null, "repeated"]);
  const neighbours = times(400, (index) => ({ network: "", visitor: `v${index}` }));
  expect(counted(await verdictsOf(shop, ...neighbours))).toBe(400);
  const untracked = { network: "", visitor: "" };
  expect(await verdictsOf(shop, untracked, untracked)).toEqual([null, null]);
});

test("batches of several programs are judged together, each click by the limits of its own program", async () => {
  const [strict, lenient] = [
    await openShop({ fraud: { maxClicksPerVisitorPerMinute: 1 } }),
    await openShop(),
  ];
  const [one, other] = [await programNumber(strict), await programNumber(lenient)];
  const mixed = [{ link: 1 }, { program: other, link: 1 }, { link: 2 }, { program: other, link: 2 }].map(
    (click) => ({ ...click, unique: false }),
  );
  const judged = await judgeClicks(env, [batchOf(one, mixed), batchOf(other, [{ link: 3 }, { link: 3 }])]);
  expect(judged.map(({ clicks }) => clicks.map(({ invalid }) => invalid))).toEqual([
    [null, null, "visitor_rate", null],
    [null, "repeated"],
  ]);
});

test("while Redis cannot be reached every click is judged by ClickGuard and counted once, however often delivered", async () => {
  const program = await programNumber(await openShop());
  const batches = times(5, (index) => ({ visitor: `v${index}` })).map((click) =>
    batchOf(program, [click, click]),
  );
  const deliver = async (attempts: number) => {
    const messages = batches.map((batch) => ({
      id: batch.id,
      timestamp: new Date(NOW),
      attempts,
      body: JSON.stringify(batch),
    }));
    const delivery = createMessageBatch("tributary-events", messages);
    const ctx = createExecutionContext();
    await consumeEvents(delivery, {
      ...env,
      UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
      UPSTASH_REDIS_REST_TOKEN: "token",
    });
    return (await getQueueResult(delivery, ctx)).explicitAcks.length;
  };
  expect(await deliver(1)).toBe(5);
  expect(await deliver(2)).toBe(5);
  const range = { fromMs: NOW - 3_600_000, toMs: NOW + 3_600_000 };
  const [total] = await clickCounts(env.REPORTS, { program, ...range });
  expect(total).toMatchObject({ clicks: 5, invalid: { repeated: 5 } });
});
