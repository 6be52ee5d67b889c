/** How long commissions take to a wallet is observed once each, as their book first acknowledges them. */
import { expect, onTestFinished, test, vi } from "vitest";
import { WalletTimes } from "../../../../durable-objects/commission-ledger/read-model/wallet-times.ts";
import type { IntentMessage, Numbered } from "../../../../durable-objects/delivery/messages.ts";
import type { Pair } from "../../../../durable-objects/delivery/pair.ts";
import type { Taken } from "../../../../durable-objects/delivery/rows.ts";
import { databaseBinding, StoredDatabase } from "../../../simulation/platform/stored-database.ts";

function openTimes() {
  const stored = new StoredDatabase("REPORTS");
  onTestFinished(() => stored.close());
  const state = { isAway: false };
  const times = new WalletTimes(
    databaseBinding(async (statements) => {
      if (state.isAway) throw new Error("D1_ERROR: away");
      return stored.run(statements);
    }),
  );
  const buckets = () =>
    stored.read("SELECT label, n, amount FROM totals WHERE kind = 'order_to_wallet' ORDER BY label");
  return { times, state, buckets };
}

const pair = (ackedSeq: number, receiverClass: Pair["receiverClass"] = "book") =>
  ({ pair: 1, receiverClass, receiver: "tea/0", ackedSeq, lastSeq: 9 }) as Pair;
const taken = (...refused: number[]): Taken => ({
  kind: "taken",
  last: { seq: 9, life: "one" },
  refused: refused.map((seq) => ({ seq, code: "failed" })),
  heads: [],
});
const intent = (seq: number, atMs: number, kind: IntentMessage["intent"] = "earn") =>
  ({ seq, message: { type: "intent", intent: kind, atMs } }) as Numbered;

test("each commission counts with the time from its order's acceptance, and what moves it on later does not", async () => {
  const { times, buckets } = openTimes();
  expect(times.nextMs(0)).toBeNull();
  times.add(pair(0), taken(), [intent(1, 1_000), intent(2, 960), intent(3, 0), intent(4, 0, "hold")], 1_010);
  expect(times.nextMs(1_010)).toBe(2_010);
  await times.write();
  await times.write();
  expect(buckets()).toEqual([
    { label: "2500", n: 1, amount: 1_010 },
    { label: "50", n: 2, amount: 60 },
  ]);
});

test("what a book had before, what it refused, and what others take says nothing", async () => {
  const { times, buckets } = openTimes();
  times.add(pair(2), taken(4), [intent(1, 0), intent(2, 0), intent(3, 0), intent(4, 0)], 10);
  times.add(pair(0, "journey"), taken(), [intent(1, 0)], 10);
  await times.write();
  expect(buckets()).toEqual([{ label: "50", n: 1, amount: 10 }]);
});

test("times that could not be written are written later, once", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  const { times, state, buckets } = openTimes();
  state.isAway = true;
  times.add(pair(0), taken(), [intent(1, 0)], 10);
  await times.write();
  expect(times.nextMs(0)).toBeGreaterThan(0);
  state.isAway = false;
  times.add(pair(1), taken(), [intent(2, 0)], 30);
  await times.write();
  expect(times.nextMs(0)).toBeNull();
  expect(buckets()).toEqual([{ label: "50", n: 2, amount: 40 }]);
});
