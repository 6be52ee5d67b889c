/** A queue on disk keeps every message until its consumer is done with it, whatever ends in between. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NotReached, type Outcome, QueuePump } from "../../../../scripts/service/queue/queue-pump.ts";
import { QueueStore, type Waiting } from "../../../../scripts/service/queue/queue-store.ts";

const QUEUE = "events";
const SETTINGS = { maxBatchSize: 3, maxBatchTimeout: 0, maxRetries: 2, deadLetterQueue: "dead" };
const ALL_DONE: Outcome = {
  outcome: "ok",
  ackAll: false,
  retryBatch: { retry: false },
  explicitAcks: [],
  retryMessages: [],
};

let folder: string;
let store: QueueStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-queue-"));
  store = new QueueStore(join(folder, "queues.sqlite"));
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const bodies = (messages: readonly Waiting[]) => messages.map(({ body }) => body);
const send = (...sent: unknown[]) =>
  store.send(
    QUEUE,
    sent.map((body) => ({ body })),
    Date.now(),
  );

test("messages outlive the process that took them, in sequence", () => {
  send("a", { kind: "wake" }, null);
  store.close();
  store = new QueueStore(join(folder, "queues.sqlite"));
  expect(bodies(store.due(QUEUE, Date.now(), 10))).toEqual(["a", { kind: "wake" }, null]);
});

test("a message with a delay is due after it, and not before", () => {
  const nowMs = Date.now();
  store.send(QUEUE, [{ body: "later", delaySeconds: 60 }], nowMs);
  expect(store.due(QUEUE, nowMs + 59_999, 10)).toEqual([]);
  expect(store.nextDueMs(QUEUE, nowMs)).toBe(nowMs + 60_000);
  expect(bodies(store.due(QUEUE, nowMs + 60_000, 10))).toEqual(["later"]);
});

test("a message that failed as often as it may goes to the dead letters; without such a queue it goes", () => {
  const nowMs = Date.now();
  send("poison");
  for (let failure = 0; failure <= SETTINGS.maxRetries; failure += 1) {
    const due = store.due(QUEUE, nowMs + 1_000, 10);
    const [message] = due;
    expect(message?.failures).toBe(failure);
    store.begin(due, SETTINGS, nowMs);
    store.settle({ done: [], retried: [{ id: message?.id ?? "", delaySeconds: 0 }] }, SETTINGS, nowMs);
  }
  expect(store.waiting()).toEqual({ dead: 1 });
  const letters = store.due("dead", nowMs + 1_000, 10);
  const [dead] = letters;
  expect([dead?.body, dead?.failures]).toEqual(["poison", 0]);
  store.begin(letters, { maxRetries: 0 }, nowMs);
  store.settle({ done: [], retried: [{ id: dead?.id ?? "", delaySeconds: 0 }] }, { maxRetries: 0 }, nowMs);
  expect(store.waiting()).toEqual({});
});

test("what a consumer acknowledges goes, what it asks for again comes again, one batch at a time", async () => {
  const given: unknown[][] = [];
  let atOnce = 0;
  const pump = new QueuePump(QUEUE, SETTINGS, store, async (_queue, messages) => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    await wait(5);
    atOnce -= 1;
    given.push(bodies(messages));
    const retryMessages = messages
      .filter(({ body, failures }) => body === "b" && failures === 0)
      .map(({ id }) => ({ msgId: id, delaySeconds: 0 }));
    return { ...ALL_DONE, retryMessages };
  });
  send("a", "b", "c", "d");
  pump.look();
  await vi.waitFor(() => expect(store.waiting()).toEqual({}));
  await pump.stop();
  expect(
    given
      .flat()
      .map(String)
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(["a", "b", "b", "c", "d"]);
  expect(given[0]).toEqual(["a", "b", "c"]);
});

test("a batch whose consumer throws comes again whole but for what was acknowledged", async () => {
  let deliveries = 0;
  const seen: unknown[] = [];
  const pump = new QueuePump(QUEUE, SETTINGS, store, async (_queue, messages) => {
    deliveries += 1;
    if (deliveries > 1) {
      seen.push(...bodies(messages));
      return ALL_DONE;
    }
    return { ...ALL_DONE, outcome: "exception", explicitAcks: [messages[0]?.id ?? ""] };
  });
  send("done", "not done");
  pump.look();
  await vi.waitFor(() => expect(store.waiting()).toEqual({}));
  await pump.stop();
  expect(seen).toEqual(["not done"]);
});

test("a consumer that cannot be reached costs a message no delivery, and a stop leaves it on disk", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const pump = new QueuePump(QUEUE, SETTINGS, store, async () => {
    await Promise.reject(new NotReached("gone"));
    return ALL_DONE;
  });
  send("a");
  pump.look();
  await vi.waitFor(() => expect(logged).toHaveBeenCalled());
  await pump.stop();
  logged.mockRestore();
  expect(store.due(QUEUE, Date.now(), 10)).toMatchObject([{ body: "a", failures: 0 }]);
});

test.each(["begins", "ends"])(
  "a disk that refuses what is noted when a delivery %s stops nothing",
  async (when) => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const disk = new DatabaseSync(join(folder, "queues.sqlite"));
    const refuse = (verb: string) =>
      disk.exec(
        `CREATE TRIGGER full BEFORE ${verb} ON messages BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END`,
      );
    const seen: unknown[] = [];
    const pump = new QueuePump(QUEUE, SETTINGS, store, async (_queue, messages) => {
      if (when === "ends" && seen.length === 0) {
        disk.exec(
          "CREATE TRIGGER kept BEFORE DELETE ON messages BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END",
        );
        refuse("UPDATE");
      }
      seen.push(...bodies(messages));
      return await Promise.resolve(ALL_DONE);
    });
    send("a");
    if (when === "begins") refuse("UPDATE");
    pump.look();
    await vi.waitFor(() => expect(String(logged.mock.calls)).toContain("queue_disk_refused"));
    expect(store.waiting()).toEqual({ [QUEUE]: 1 });
    disk.exec("DROP TRIGGER full; DROP TRIGGER IF EXISTS kept");
    await vi.waitFor(() => expect(store.waiting()).toEqual({}), { timeout: 60_000 });
    await pump.stop();
    logged.mockRestore();
    disk.close();
    expect(seen).toEqual(when === "begins" ? ["a"] : ["a", "a"]);
  },
);

/** Delivers what is due at each hour, to a consumer that never answers while it has the poison. */
function deliverHourly(hours: number, nowMs = Date.now()): string[] {
  const delivered: string[] = [];
  for (let hour = 1; hour <= hours; hour += 1) {
    const atMs = nowMs + hour * 3_600_001;
    for (;;) {
      const batch = store.begin(store.due(QUEUE, atMs, 10), SETTINGS, atMs);
      if (batch.length === 0) break;
      delivered.push(bodies(batch).join("+"));
      if (bodies(batch).includes("poison")) store.cutOff(batch, atMs);
      else store.settle({ done: batch.map(({ id }) => id), retried: [] }, SETTINGS, atMs);
    }
  }
  return delivered;
}

test("a message that ends the runtime each time is a dead letter after its retries, and takes no other along", () => {
  send("a", "poison", "b");
  expect(deliverHourly(6)).toEqual(["a+poison+b", "a", "poison", "b", "poison"]);
  expect(store.waiting()).toEqual({ dead: 1 });
  expect(bodies(store.due("dead", Date.now() + 86_400_000, 10))).toEqual(["poison"]);
});

test("deliveries count though the whole service ends in the middle of each", () => {
  send("poison");
  for (let delivery = 0; delivery <= SETTINGS.maxRetries; delivery += 1) {
    expect(store.begin(store.due(QUEUE, Date.now(), 10), SETTINGS, Date.now())).toHaveLength(1);
    store.close();
    store = new QueueStore(join(folder, "queues.sqlite"));
  }
  expect(store.begin(store.due(QUEUE, Date.now(), 10), SETTINGS, Date.now())).toEqual([]);
  expect(store.waiting()).toEqual({ dead: 1 });
});

test("a delivery that is cut off is made again after a pause, and pauses grow to an hour", () => {
  const nowMs = Date.now();
  store.send(QUEUE, [{ body: "poison" }], nowMs);
  const pauses: number[] = [];
  for (let atMs = nowMs; pauses.length < 14;) {
    const settings = { ...SETTINGS, maxRetries: 100 };
    const batch = store.begin(store.due(QUEUE, atMs, 10), settings, atMs);
    store.cutOff(batch, atMs);
    const nextMs = store.nextDueMs(QUEUE, atMs) ?? atMs;
    pauses.push((nextMs - atMs) / 1_000);
    atMs = nextMs;
  }
  expect(pauses.slice(0, 4)).toEqual([1, 2, 4, 8]);
  expect(pauses.at(-1)).toBe(3_600);
});

test("a queue of an earlier version is opened as it was left", () => {
  store.close();
  const file = join(folder, "earlier.sqlite");
  const earlier = new DatabaseSync(file);
  earlier.exec(`CREATE TABLE messages (number INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)), sent_at_ms INTEGER NOT NULL, due_at_ms INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0) STRICT;
    INSERT INTO messages (queue, id, body, sent_at_ms, due_at_ms, failures) VALUES ('events', 'm', '"kept"', 7, 7, 1)`);
  earlier.close();
  store = new QueueStore(file);
  expect(store.due(QUEUE, Date.now(), 10)).toEqual([{ id: "m", body: "kept", sentAtMs: 7, failures: 1 }]);
  expect(store.depth(QUEUE)).toEqual({ messages: 1, oldestSentAtMs: 7 });
  expect(store.depth("dead")).toEqual({ messages: 0, oldestSentAtMs: null });
});

test("what was put off by a clock that was days ahead is due as soon as the clock is right", () => {
  const nowMs = Date.now();
  const aheadMs = nowMs + 5 * 86_400_000;
  store.send(QUEUE, [{ body: "put off", delaySeconds: 60 }], aheadMs);
  expect(store.nextDueMs(QUEUE, aheadMs)).toBe(aheadMs + 60_000);
  expect(store.nextDueMs(QUEUE, nowMs)).toBe(nowMs);
  expect(bodies(store.due(QUEUE, nowMs, 10))).toEqual(["put off"]);
});
