/** The pause between flights holds up nobody for good, and loses no question. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message } from "../../../durable-objects/delivery/messages.ts";
import { Outbox } from "../../../durable-objects/delivery/outbox.ts";
import { OUTBOX_SCHEMA } from "../../../durable-objects/delivery/outbox-schema-storage.ts";
import { OutboxStorage } from "../../../durable-objects/delivery/outbox-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const received = (atMs: number): Message => ({ type: "order", orderRow: 1, atMs });

function sender() {
  const storage = new OutboxStorage(memorySql(OUTBOX_SCHEMA), "one");
  const sent: number[][] = [];
  const outbox = new Outbox(storage, {
    now: () => Date.now(),
    send: async ({ pair, ackedSeq }, messages) => {
      await new Promise((over) => setTimeout(over, 2));
      const seqs = messages.map(({ seq }) => seq);
      sent.push(seqs);
      return { kind: "taken", last: storage.markAt(pair, seqs.at(-1) ?? ackedSeq), refused: [], heads: [] };
    },
    answered: (work) => work(),
    taken: () => {},
    rejoin: async () => {},
    rearm: () => {},
  });
  return { storage, outbox, sent };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("who waits for a flight is let go, though a message comes every 15 ms", async () => {
  const { storage, outbox } = sender();
  storage.append("shop/0", [received(1)]);
  let landed = false;
  void outbox.flushTo(1).then(() => (landed = true));
  for (let ms = 0; ms < 1_000; ms += 15) {
    await vi.advanceTimersByTimeAsync(15);
    storage.append("shop/0", [received(ms)]);
    void outbox.flush();
  }
  expect(landed).toBe(true);
});

test("a receiver is asked right after a flight to it has landed", async () => {
  const { storage, outbox, sent } = sender();
  storage.append("shop/0", [received(1)]);
  void outbox.flush();
  await vi.advanceTimersByTimeAsync(5);
  expect(sent).toEqual([[1]]);
  void outbox.ask();
  await vi.advanceTimersByTimeAsync(200);
  expect(sent).toEqual([[1], []]);
});

test("what comes while a flight has just begun goes together, 20 ms after it", async () => {
  const { storage, outbox, sent } = sender();
  storage.append("shop/0", [received(1)]);
  void outbox.flush();
  for (let ms = 0; ms < 15; ms += 3) {
    await vi.advanceTimersByTimeAsync(3);
    storage.append("shop/0", [received(ms)]);
    void outbox.flush();
  }
  await vi.advanceTimersByTimeAsync(30);
  expect(sent).toEqual([[1], [2, 3, 4, 5, 6]]);
});
