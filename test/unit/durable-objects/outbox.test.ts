import { expect, test } from "vitest";
import type { Message } from "../../../durable-objects/delivery/messages.ts";
import { Outbox } from "../../../durable-objects/delivery/outbox.ts";
import { OUTBOX_SCHEMA, OutboxStorage } from "../../../durable-objects/delivery/outbox-storage.ts";
import type { Pair } from "../../../durable-objects/delivery/pair.ts";
import type { LogMark } from "../../../durable-objects/delivery/lives.ts";
import { memorySql } from "../../support/memory-sql.ts";

const told = (atMs: number): Message => ({ type: "order", orderRow: 1, atMs });

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
