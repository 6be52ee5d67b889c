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
  const whole = clicks.map((click) => ({ ...plain, unique: true, visitor: "a", network: "n", ...click }));
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

test("many people behind one address count, up to the program's limit of the network", async () => {
  const shop = await openShop({ fraud: { maxClicksPerIpPerMinute: 30 } });
  const verdicts = await verdictsOf(
    shop,
    ...times(40, (index) => ({ visitor: `v${index}`, occurredAtMs: NOW + index })),
  );
  expect(verdicts.filter((verdict) => verdict === null)).toHaveLength(30);
  expect(verdicts.slice(30)).toEqual(Array.from({ length: 10 }, () => "network_rate"));
});

test("one visitor on many links counts up to the program's limit of a visitor", async () => {
  const shop = await openShop({ fraud: { maxClicksPerVisitorPerMinute: 5 } });
  const verdicts = await verdictsOf(shop, ...times(8, (link) => ({ link })));
  expect(verdicts).toEqual([null, null, null, null, null, "visitor_rate", "visitor_rate", "visitor_rate"]);
});

test("a program that only observes counts every click", async () => {
  const shop = await openShop({ fraud: { mode: "observe" } });
  expect(await verdictsOf(shop, {}, {}, {})).toEqual([null, null, null]);
});

test("where no address is known a visitor is judged all the same, and of who is not tracked nobody is", async () => {
  const shop = await openShop();
  expect(await verdictsOf(shop, { network: "" }, { network: "" })).toEqual([null, "repeated"]);
  const untracked = { network: "", visitor: "" };
  expect(await verdictsOf(shop, untracked, untracked)).toEqual([null, null]);
});

test("batches of several programs are judged together, each click by the limits of its own program", async () => {
  const [strict, lenient] = [
    await openShop({ fraud: { maxClicksPerVisitorPerMinute: 1 } }),
    await openShop(),
  ];
  const [one, other] = [await programNumber(strict), await programNumber(lenient)];
  const mixed = [{ link: 1 }, { program: other, link: 1 }, { link: 2 }, { program: other, link: 2 }];
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
  const [counted] = await clickCounts(env.REPORTS, { program, ...range });
  expect(counted).toMatchObject({ clicks: 5, invalid: { repeated: 5 } });
});
