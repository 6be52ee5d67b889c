/** A queue on disk keeps every message until its consumer is done with it, whatever ends in between. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Outcome, QueuePump } from "../../../scripts/service/queue/queue-pump.ts";
import { QueueStore, type Waiting } from "../../../scripts/service/queue/queue-store.ts";

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
  expect(store.nextDueMs(QUEUE)).toBe(nowMs + 60_000);
  expect(bodies(store.due(QUEUE, nowMs + 60_000, 10))).toEqual(["later"]);
});

test("a message that failed as often as it may goes to the dead letters; without such a queue it goes", () => {
  const nowMs = Date.now();
  send("poison");
  for (let failure = 0; failure <= SETTINGS.maxRetries; failure += 1) {
    const [message] = store.due(QUEUE, nowMs + 1_000, 10);
    expect(message?.failures).toBe(failure);
    store.settle({ done: [], retried: [{ id: message?.id ?? "", delaySeconds: 0 }] }, SETTINGS, nowMs);
  }
  expect(store.waiting()).toEqual({ dead: 1 });
  const [dead] = store.due("dead", nowMs + 1_000, 10);
  expect([dead?.body, dead?.failures]).toEqual(["poison", 0]);
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
  const pump = new QueuePump(QUEUE, SETTINGS, store, async () => await Promise.reject(new Error("gone")));
  send("a");
  pump.look();
  await vi.waitFor(() => expect(logged).toHaveBeenCalled());
  await pump.stop();
  logged.mockRestore();
  expect(store.due(QUEUE, Date.now(), 10)).toMatchObject([{ body: "a", failures: 0 }]);
});
