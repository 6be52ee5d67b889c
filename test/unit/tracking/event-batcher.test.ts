import { expect, test } from "vitest";
import type { EventBatch } from "../../../domain/tracking/click-event.ts";
import { EVENTS_PER_BATCH, EventBatcher, type PendingEvent } from "../../../worker/edge/event-batcher.ts";
import type { KeyRing } from "../../../worker/platform/keys.ts";

const key = { id: 1, bytes: Buffer.alloc(32, 1) };
const ring: KeyRing = {
  signing: key,
  sealing: key,
  tokenKeys: new Map([[1, key]]),
  dataKeys: new Map([[1, key]]),
  checkKey: key.bytes,
};

function someEvent(more: Partial<PendingEvent> = {}): PendingEvent {
  const numbers = { program: 1, link: 2, promoter: 513, occurredAtMs: Date.UTC(2026, 9, 1, 12) };
  const seen = { visitor: null, address: "203.0.113.7", userAgent: "browser" };
  return { kind: "click", ...numbers, ...seen, unique: true, invalid: null, ...more };
}

function someOwner(nowMs = 0) {
  const sent: EventBatch[] = [];
  const later: Promise<unknown>[] = [];
  let refusals = 0;
  return {
    ring,
    nowMs,
    sent,
    later,
    refuse: (times: number) => void (refusals = times),
    env: {
      EVENTS: {
        send: async (message: EventBatch) => {
          refusals -= 1;
          if (refusals >= 0) throw new Error("refused");
          sent.push(message);
          return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
        },
      },
    },
    waitUntil: (work: Promise<unknown>) => void later.push(work),
  };
}

test("the request that opens a batch owns it; the others only add", async () => {
  const batcher = new EventBatcher(5, () => {});
  const [owner, other] = [someOwner(), someOwner()];
  batcher.add(someEvent(), owner);
  for (let count = 1; count < EVENTS_PER_BATCH; count += 1) batcher.add(someEvent(), other);
  expect([owner.later.length, other.later.length]).toEqual([1, 0]);
  batcher.add(someEvent(), other);
  expect(other.later.length).toBe(1);
  await Promise.all([...owner.later, ...other.later]);
  expect(owner.sent.map((batch) => batch.events.length)).toEqual([EVENTS_PER_BATCH]);
  expect(other.sent.map((batch) => batch.events.length)).toEqual([1]);
});

test("a batch whose owner died is sent by the next request, and only once", async () => {
  const batcher = new EventBatcher(5, () => {});
  const [dead, next] = [someOwner(0), someOwner(5_001)];
  batcher.add(someEvent(), dead);
  batcher.add(someEvent(), next);
  await Promise.all([...next.later, ...dead.later]);
  const sent = [...dead.sent, ...next.sent];
  expect(sent.map((batch) => batch.events.length)).toEqual([2]);
});

test("a send that is refused once is repeated under the same id; refused again, its events are counted as lost", async () => {
  let lost = 0;
  const batcher = new EventBatcher(5, (events) => void (lost += events));
  const owner = someOwner();
  owner.refuse(1);
  batcher.add(someEvent(), owner);
  await Promise.all(owner.later);
  expect([owner.sent.length, lost]).toEqual([1, 0]);
  owner.refuse(2);
  batcher.add(someEvent(), owner);
  batcher.add(someEvent(), owner);
  await Promise.all(owner.later);
  expect([owner.sent.length, lost]).toEqual([1, 2]);
});

test("a message holds no address and no user agent, and what stands for them changes from day to day", async () => {
  const batcher = new EventBatcher(5, () => {});
  const owner = someOwner();
  const next = Date.UTC(2026, 9, 2, 12);
  batcher.add(someEvent(), owner);
  batcher.add(someEvent(), owner);
  batcher.add(someEvent({ occurredAtMs: next }), owner);
  batcher.add(someEvent({ userAgent: "another browser" }), owner);
  await Promise.all(owner.later);
  expect(JSON.stringify(owner.sent)).not.toMatch(/203\.0|browser/);
  const [one, same, tomorrow, other] = owner.sent[0]?.events.map((event) => event[7]) ?? [];
  expect(one).toMatch(/^[0-9a-f]{16}$/);
  expect(same).toBe(one);
  expect(new Set([one, tomorrow, other]).size).toBe(3);
});
