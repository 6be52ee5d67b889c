import { expect, test, vi } from "vitest";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { Message } from "../../../durable-objects/delivery/messages.ts";
import { Outbox } from "../../../durable-objects/delivery/outbox.ts";
import { OUTBOX_SCHEMA } from "../../../durable-objects/delivery/outbox-schema-storage.ts";
import { OutboxStorage } from "../../../durable-objects/delivery/outbox-storage.ts";
import type { Pair } from "../../../durable-objects/delivery/pair.ts";
import type { DeliveryAnswer } from "../../../durable-objects/delivery/rows.ts";
import type { LogMark } from "../../../durable-objects/delivery/lives.ts";
import { memorySql } from "../../support/memory-sql.ts";

const told = (atMs: number): Message => ({ type: "order", orderRow: 1, atMs });

const earned = (orderRow: number): Message => ({
  type: "intent",
  orderRow,
  credit: 0,
  level: 1,
  intent: "earn",
  phase: "pending",
  amount: amountMinor(1),
  promoter: 1 as PromoterRef,
  atMs: 1,
  reopens: false,
});

test("a delivery ends where numbers left the log, and the receiver that was put back is told the rest behind it", async () => {
  const storage = new OutboxStorage(memorySql(OUTBOX_SCHEMA), "one");
  storage.append("shop/0", [told(1), told(2)]);
  storage.acknowledge(1, 2);
  // The receiver had two rows more than this log: it goes on behind them.
  storage.rejoin(1, { seq: 4, life: "lost" });
  storage.append("shop/0", [told(5)]);
  // The receiver was put back to where it had one row.
  let last: LogMark = { seq: 1, life: "one" };
  storage.acknowledge(1, 1);
  const sent: number[][] = [];
  const outbox = new Outbox(storage, {
    now: () => 1_000_000,
    send: async (pair: Pair, messages) => {
      const seqs = messages.map(({ seq }) => seq);
      sent.push(seqs);
      const end = seqs.at(-1) ?? last.seq;
      last = storage.markAt(pair.pair, end);
      return { kind: "taken", last, refused: [], heads: [] };
    },
    answered: (work) => work(),
    taken: () => {},
    rejoin: async ({ pair }, to) => storage.append("shop/0", storage.rejoin(pair, to)),
    rearm: () => {},
  });
  await outbox.flush();
  expect(sent).toEqual([[2]]);
  storage.acknowledge(1, last.seq);
  await outbox.ask();
  expect(sent).toEqual([[2], [3, 4]]);
  // What was not acknowledged here is told once more, without harm.
  expect(storage.openPairs()).toEqual([]);
});

test("a number that is given again after two logs were joined is given by another life", () => {
  const storage = new OutboxStorage(memorySql(OUTBOX_SCHEMA), "one");
  storage.append("shop/0", [told(1), told(2), told(3)]);
  storage.acknowledge(1, 1);
  const before = storage.markAt(1, 2);
  // The rows behind number 1 may still be under way when their numbers are given again.
  storage.append("shop/0", storage.rejoin(1, { seq: 1, life: "one" }));
  const again = storage.markAt(1, 2);
  expect([before, again.seq]).toEqual([{ seq: 2, life: "one" }, 2]);
  expect(again.life).not.toBe("one");
});

/** An outbox with three rows told, and a receiver of which tests say what it has and how it answers. */
function pairOfThree(answer: (seqs: readonly number[]) => DeliveryAnswer) {
  const storage = new OutboxStorage(memorySql(OUTBOX_SCHEMA), "one");
  storage.append("shop/0", [told(1), told(2), told(3)]);
  const sent: number[][] = [];
  const rejoined: LogMark[] = [];
  const clock = { nowMs: 1_000_000 };
  const outbox = new Outbox(storage, {
    now: () => clock.nowMs,
    send: async (_pair, messages) => {
      const seqs = messages.map(({ seq }) => seq);
      sent.push(seqs);
      return answer(seqs);
    },
    answered: (work) => work(),
    taken: () => {},
    rejoin: async (_pair, last) => void rejoined.push(last),
    rearm: () => {},
  });
  return { storage, outbox, sent, rejoined, clock };
}

const takenUpTo = (seq: number): DeliveryAnswer => ({
  kind: "taken",
  last: { seq, life: seq === 0 ? null : "one" },
  refused: [],
  heads: [],
});

test("a receiver that was put back is fed again from where it stands, the same rows under the same numbers", async () => {
  let has = 0;
  const { storage, outbox, sent } = pairOfThree((seqs) => {
    // A receiver takes only the next numbers, and says what it has.
    if ((seqs[0] ?? has + 1) > has + 1) return { kind: "gap", last: { seq: has, life: "one" } };
    has = seqs.at(-1) ?? has;
    return takenUpTo(has);
  });
  await outbox.flush();
  expect([sent, storage.openPairs()]).toEqual([[[1, 2, 3]], []]);
  has = 1;
  await outbox.ask();
  expect([sent.slice(1), has, storage.openPairs()]).toEqual([[[], [2, 3]], 3, []]);
  has = 1;
  storage.append("shop/0", [told(4)]);
  await outbox.flush();
  expect([sent.slice(3), has]).toEqual([[[4], [2, 3, 4]], 4]);
});

test("a delivery ends before numbers that left the log, where its receiver was put back to before them", async () => {
  const { storage, outbox, sent } = pairOfThree((seqs) => takenUpTo(seqs.at(-1) ?? 3));
  await outbox.flush();
  // This sender was put back once: its receiver had five rows, and the next one is the sixth.
  storage.append("shop/0", storage.rejoin(1, { seq: 5, life: "two" }));
  storage.append("shop/0", [told(6)]);
  // Then its receiver was put back to two of them.
  storage.acknowledge(1, 2);
  await outbox.flush();
  expect(sent).toEqual([[1, 2, 3], [3]]);
});

test("a receiver that refused a correction is compared when it is asked, until the correction was made anew", async () => {
  const { storage, outbox, sent, rejoined } = pairOfThree((seqs) => takenUpTo(seqs.at(-1) ?? 4));
  storage.append("shop/0", [{ type: "order", orderRow: 0, atMs: 4 }]);
  await outbox.flush();
  await outbox.ask();
  expect([sent, rejoined]).toEqual([[[1, 2, 3, 4], []], []]);
  storage.refused.mark(1, 2, "failed");
  await outbox.ask();
  // Operators send what belongs to an order.
  expect(rejoined).toEqual([]);
  storage.refused.mark(1, 4, "failed");
  await outbox.ask();
  expect(rejoined).toEqual([{ seq: 4, life: "one" }]);
  storage.refused.supersedeCorrections(1, 5);
  await outbox.ask();
  expect([rejoined.length, storage.refused.retoldBetween(1, 1, 4)]).toEqual([1, [4]]);
});

test("what comes after a flight has landed is sent by another one", async () => {
  const { storage, outbox, sent } = pairOfThree((seqs) => takenUpTo(seqs.at(-1) ?? 0));
  await outbox.flush();
  storage.append("shop/0", [told(4)]);
  await outbox.flush();
  expect(sent).toEqual([[1, 2, 3], [4]]);
});

test("a delivery that failed is tried again when its pause is over, and the pauses grow", async () => {
  const { storage, outbox, sent, clock } = pairOfThree(() => {
    throw new Error("Network connection lost.");
  });
  await outbox.flush();
  const [first] = storage.openPairs();
  expect(first).toMatchObject({ failures: 1, retryAtMs: clock.nowMs + 500 });
  clock.nowMs += 499;
  await outbox.flush();
  expect(sent).toHaveLength(1);
  clock.nowMs += 1;
  await outbox.flush();
  expect(sent).toHaveLength(2);
  expect(storage.openPairs()).toMatchObject([{ failures: 2, retryAtMs: clock.nowMs + 1_000 }]);
});

test("what the receiver refused is marked", async () => {
  const { storage, outbox } = pairOfThree(() => ({
    ...takenUpTo(3),
    kind: "taken",
    heads: [],
    refused: [{ seq: 2, code: "insufficient_held" }],
  }));
  const marked: unknown[] = [];
  storage.refused.mark = (pair, seq, code) => void marked.push([pair, seq, code]);
  await outbox.flush();
  expect(marked).toEqual([[1, 2, "insufficient_held"]]);
});

test("what a receiver refused before it was put back waits no more, but what was told again stays told", async () => {
  const sql = memorySql(OUTBOX_SCHEMA);
  const storage = new OutboxStorage(sql, "one");
  storage.append("shop/0", [earned(1), earned(2), earned(3)]);
  storage.acknowledge(1, 3);
  for (const seq of [2, 3]) storage.refused.mark(1, seq, "failed");
  storage.refused.supersede(1, { orderRow: 2, credit: 0, level: 1 }, 5);
  expect(storage.refused.retoldBetween(1, 1, 3)).toEqual([2]);
  const outbox = new Outbox(storage, {
    now: () => 1_000_000,
    send: async (_pair, messages) => takenUpTo(messages.at(-1)?.seq ?? 1),
    answered: (work) => work(),
    taken: () => {},
    rejoin: async () => {},
    rearm: () => {},
  });
  await outbox.ask();
  expect(storage.openPairs()).toEqual([]);
  expect([...sql.exec("SELECT seq FROM refused_rows")]).toEqual([{ seq: 2 }]);
  // Of two logs that are joined, what was told again leaves with its repeat alone.
  expect(storage.rejoin(1, { seq: 1, life: "one" })).toEqual([earned(3)]);
});

test("a receiver that has more than was told here shows that this sender was put back: the two are joined anew", async () => {
  const { outbox, rejoined } = pairOfThree(() => takenUpTo(5));
  await outbox.flush();
  expect(rejoined).toEqual([{ seq: 5, life: "one" }]);
});

test("a receiver that has as many rows of another life is joined anew", async () => {
  const { outbox, rejoined } = pairOfThree(() => ({ ...takenUpTo(3), last: { seq: 3, life: "two" } }));
  await outbox.flush();
  expect(rejoined).toEqual([{ seq: 3, life: "two" }]);
});

test("a retry that was put off by a clock that was days ahead is made as soon as the clock is right", async () => {
  let isUp = false;
  const { outbox, sent, clock } = pairOfThree(() => {
    if (!isUp) throw new Error("away");
    return takenUpTo(3);
  });
  const rightMs = clock.nowMs;
  clock.nowMs += 5 * 86_400_000;
  vi.spyOn(console, "error").mockImplementation(() => {});
  await outbox.flush();
  expect(outbox.nextRetryAtMs()).toBeGreaterThan(clock.nowMs);
  isUp = true;
  await outbox.flush();
  expect(sent).toHaveLength(1);
  clock.nowMs = rightMs;
  expect(outbox.nextRetryAtMs()).toBe(rightMs);
  await outbox.flush();
  expect(sent).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  vi.restoreAllMocks();
});
