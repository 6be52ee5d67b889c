import { expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { clicksIn } from "../../../../domain/tracking/click-columns.ts";
import {
  COUNTED_PER_BATCH,
  type EventBatch,
  ROWS_PER_BATCH,
} from "../../../../domain/tracking/event-batch.ts";
import type { Way } from "../../../../worker/platform/networks/client-address.ts";
import { type CountedEvent, EventBatcher, type PendingClick } from "../../../../worker/edge/event-batcher.ts";

function someClick(more: Partial<PendingClick> = {}): PendingClick {
  const numbers = { program: 1, link: 2, promoter: 513, occurredAtMs: Date.UTC(2026, 9, 1, 12) };
  const seen = { visitor: null, way: { connecting: "203.0.113.7", forwarded: "" } };
  return { ...numbers, ...seen, unique: true, origin: "newcomer", hosting: null, ...more };
}

function someCounted(more: Partial<CountedEvent> = {}): CountedEvent {
  return { of: "impression", program: 1, link: 2, promoter: 513, amountMinor: 0, ...more };
}

function someOwner(nowMs = 0) {
  const sent: EventBatch[] = [];
  const later: Promise<unknown>[] = [];
  let [refusals, lost] = [0, 0];
  return {
    nowMs,
    sent,
    later,
    lost: () => lost,
    eventsLost: async (events: number) => void (lost += events),
    refuse: (times: number) => void (refusals = times),
    env: {
      EVENTS: {
        send: async (message: string) => {
          refusals -= 1;
          if (refusals >= 0) throw new Error("refused");
          sent.push(JSON.parse(message) as EventBatch);
          return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
        },
      },
    },
    waitUntil: (work: Promise<unknown>) => void later.push(work),
    addressFinder:
      async () =>
      ({ connecting }: Way) =>
        connecting,
    saltAt: async (atMs: number) => Buffer.alloc(32, Math.floor(atMs / 86_400_000) % 251),
  };
}

test("the request that opens a batch owns it; the others only add", async () => {
  const batcher = new EventBatcher(5);
  const [owner, other] = [someOwner(), someOwner()];
  batcher.add(someClick(), owner);
  for (let count = 1; count < ROWS_PER_BATCH; count += 1) batcher.add(someClick(), other);
  expect([owner.later.length, other.later.length]).toEqual([1, 0]);
  batcher.add(someClick(), other);
  expect(other.later.length).toBe(1);
  await Promise.all([...owner.later, ...other.later]);
  expect(owner.sent.map((batch) => batch.clicks.map(clicksIn))).toEqual([[ROWS_PER_BATCH]]);
  expect(other.sent.map((batch) => batch.clicks.map(clicksIn))).toEqual([[1]]);
});

test("a batch whose owner died is sent by the next request, and only once", async () => {
  const batcher = new EventBatcher(5);
  const [dead, next] = [someOwner(0), someOwner(5_001)];
  batcher.add(someClick(), dead);
  batcher.add(someClick(), next);
  await Promise.all([...next.later, ...dead.later]);
  const sent = [...dead.sent, ...next.sent];
  expect(sent.map((batch) => batch.clicks.map(clicksIn))).toEqual([[2]]);
});

test("a send that is refused once is repeated under the same id; refused again, its events are counted as lost", async () => {
  const batcher = new EventBatcher(5);
  const owner = someOwner();
  owner.refuse(1);
  batcher.add(someClick(), owner);
  await Promise.all(owner.later);
  expect([owner.sent.length, owner.lost()]).toEqual([1, 0]);
  owner.refuse(2);
  batcher.add(someClick(), owner);
  batcher.count(someCounted(), owner);
  batcher.count(someCounted(), owner);
  await Promise.all(owner.later);
  expect([owner.sent.length, owner.lost()]).toEqual([1, 3]);
});

test("what nobody judges is one row for each kind, link and hour, with its number and what it comes to", async () => {
  const batcher = new EventBatcher(5);
  const [owner, later] = [someOwner(3_599_000), someOwner(3_600_000)];
  batcher.count(someCounted(), owner);
  batcher.count(someCounted(), owner);
  batcher.count(someCounted({ of: "bot" }), owner);
  batcher.count(someCounted({ link: 3 }), owner);
  batcher.count(someCounted({ program: 2 }), owner);
  batcher.count(someCounted(), later);
  batcher.count(someCounted({ of: "conversion", amountMinor: 700 }), later);
  batcher.count(someCounted({ of: "conversion", amountMinor: 50 }), later);
  await Promise.all([...owner.later, ...later.later]);
  expect([...owner.sent, ...later.sent].map(({ clicks, counts }) => [clicks, counts])).toEqual([
    [
      [],
      [
        ["impression", 1, 2, 513, 0, 2, 0],
        ["bot", 1, 2, 513, 0, 1, 0],
        ["impression", 1, 3, 513, 0, 1, 0],
        ["impression", 2, 2, 513, 0, 1, 0],
        ["impression", 1, 2, 513, 3_600_000, 1, 0],
        ["conversion", 1, 2, 513, 3_600_000, 2, 750],
      ],
    ],
  ]);
});

test("a reported order is a row of its own, once in a batch, and beyond a hundred they are added up as calls", async () => {
  const batcher = new EventBatcher(5);
  const owner = someOwner();
  const reported = (key: string) => someCounted({ of: "conversion", amountMinor: 700, key });
  for (let call = 0; call < 3; call += 1) batcher.count(reported("first"), owner);
  for (let order = 0; order < 110; order += 1) batcher.count(reported(`key${order}`), owner);
  await Promise.all(owner.later);
  const [batch] = owner.sent;
  expect(batch?.reported).toHaveLength(100);
  expect(batch?.reported?.[0]).toEqual([0, "first"]);
  const events = batch?.counts.map(([, , , , , count]) => count) ?? [];
  expect(events).toEqual([...Array.from({ length: 100 }, () => 1), 11]);
  expect(JSON.stringify(batch).length).toBeLessThan(20_000);
});

test("the greatest amounts that pages may report add up to safe integers", async () => {
  const batcher = new EventBatcher(5);
  const owner = someOwner();
  const greatest = someCounted({ of: "conversion", amountMinor: LIMITS.amountMinor });
  for (let count = 0; count <= COUNTED_PER_BATCH; count += 1) batcher.count(greatest, owner);
  await Promise.all(owner.later);
  const rows = owner.sent.flatMap(({ counts }) => counts);
  expect(rows.map(([, , , , , events]) => events)).toEqual([COUNTED_PER_BATCH, 1]);
  for (const [, , , , , events, amountMinor] of rows) {
    expect(Number.isSafeInteger(amountMinor)).toBe(true);
    expect(amountMinor).toBe(events * LIMITS.amountMinor);
  }
});

test("rows of clicks and of counts fill a batch together", async () => {
  const batcher = new EventBatcher(5);
  const owner = someOwner();
  batcher.add(someClick(), owner);
  for (let link = 0; link < ROWS_PER_BATCH; link += 1) batcher.count(someCounted({ link }), owner);
  await Promise.all(owner.later);
  expect(owner.sent.map(({ clicks, counts }) => clicks.length + counts.length)).toEqual([ROWS_PER_BATCH, 1]);
});

test("a message holds no address, and what stands for it changes from day to day", async () => {
  const batcher = new EventBatcher(5);
  const owner = someOwner();
  const next = Date.UTC(2026, 9, 2, 12);
  batcher.add(someClick(), owner);
  batcher.add(someClick(), owner);
  batcher.add(someClick({ occurredAtMs: next }), owner);
  batcher.add(someClick({ way: { connecting: "203.0.114.7", forwarded: "" } }), owner);
  await Promise.all(owner.later);
  expect(JSON.stringify(owner.sent)).not.toMatch(/203\.0/);
  const [one, same, tomorrow, other] = owner.sent[0]?.clicks[0]?.[6].split(",") ?? [];
  expect(one).toMatch(/^[0-9a-f]{16}$/);
  expect(same).toBe(one);
  expect(new Set([one, tomorrow, other]).size).toBe(3);
});

test("a flush sends the open batch and full ones at once, and each of them once", async () => {
  const batcher = new EventBatcher(20);
  const owner = someOwner();
  const clicks = ROWS_PER_BATCH + 3;
  for (let click = 0; click < clicks; click += 1) batcher.add(someClick(), owner);
  await batcher.flush();
  const sizes = owner.sent.map((batch) =>
    batch.clicks.reduce((sum, columns) => sum + (clicksIn(columns) ?? 0), 0),
  );
  expect(sizes.toSorted((a, b) => b - a)).toEqual([ROWS_PER_BATCH, 3]);
  await Promise.all(owner.later);
  await batcher.flush();
  expect(owner.sent).toHaveLength(2);
  batcher.add(someClick(), owner);
  await batcher.flush();
  expect(owner.sent).toHaveLength(3);
  await Promise.all(owner.later);
});
