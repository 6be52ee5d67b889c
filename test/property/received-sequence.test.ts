/** Orders of many owners, read page by page, come out as one sequence while few are held. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { RecordedOrder } from "../../domain/simulation/simulate.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { type ReadPage, receivedSequence } from "../../worker/simulation/received-sequence.ts";
import { sized } from "../support/effort.ts";

const recorded = (orderId: string, receivedAtMs: number) =>
  ({ order: { orderId }, receivedAtMs }) as unknown as RecordedOrder;

/** How many orders were read and not taken yet, in how many calls, and how many the greatest of them asked for. */
interface Held {
  now: number;
  reads?: number;
  longest?: number;
}

/** An owner with these orders. Of each page only those with an even time are shown, as of a span. */
function reader(times: readonly number[], owner: number, held: Held): ReadPage {
  return async (after, limit) => {
    held.reads = (held.reads ?? 0) + 1;
    held.longest = Math.max(held.longest ?? 0, limit);
    const start = after?.row ?? 0;
    const end = Math.min(start + limit, times.length);
    const orders = times.slice(start, end).flatMap((at, index) => {
      return at % 2 === 0 ? [recorded(`${owner}:${start + index}`, at)] : [];
    });
    held.now += orders.length;
    const eventsFirst = { receivedAtMs: 0, row: 0 };
    return { orders, next: end < times.length ? { row: end, eventsFirst } : null };
  };
}

async function drained(readers: readonly ReadPage[], taken: (orders: readonly RecordedOrder[]) => void) {
  const all: RecordedOrder[] = [];
  for await (const orders of receivedSequence(readers)) {
    all.push(...orders);
    taken(orders);
  }
  return all;
}

test("every order once, in the sequence of receipt, each owner's own sequence kept", async () => {
  const owner = fc.array(fc.nat(5_000), { maxLength: 1_200 });
  await fc.assert(
    fc.asyncProperty(fc.array(owner, { minLength: 1, maxLength: 12 }), async (owners) => {
      const sorted = owners.map((times) => times.toSorted((a, b) => a - b));
      const held = { now: 0 };
      const all = await drained(
        sorted.map((times, index) => reader(times, index, held)),
        () => {},
      );
      const times = all.map((one) => one.receivedAtMs);
      expect(times).toEqual(
        sorted
          .flat()
          .filter((at) => at % 2 === 0)
          .toSorted((a, b) => a - b),
      );
      expect(new Set(all.map((one) => one.order.orderId)).size).toBe(all.length);
    }),
    { numRuns: sized(15, 300, 30) },
  );
});

test("an owner whose clock was set back keeps its own sequence, and the run ends", async () => {
  const held = { now: 0 };
  const all = await drained([reader([10, 40, 20, 60], 0, held), reader([12, 30, 50], 1, held)], () => {});
  expect(all.map((one) => one.order.orderId)).toEqual(["0:0", "1:0", "1:1", "0:1", "0:2", "1:2", "0:3"]);
});

test("no more is held than LIMITS.ordersMerged, and a page is no more than LIMITS.ordersPerRead", async () => {
  const alone: Held = { now: 0 };
  await drained(
    [
      reader(
        Array.from({ length: 1_200 }, (_, index) => 2 * index),
        0,
        alone,
      ),
    ],
    () => {},
  );
  expect([alone.longest, alone.reads]).toEqual([LIMITS.ordersPerRead, 3]);
  const held: Held = { now: 0 };
  let most = 0;
  const readers = Array.from({ length: 256 }, (_, owner) =>
    reader(
      Array.from({ length: 100 }, (__, index) => 2 * (index * 256 + owner)),
      owner,
      held,
    ),
  );
  const all = await drained(readers, (orders) => {
    most = Math.max(most, held.now);
    held.now -= orders.length;
  });
  expect(all).toHaveLength(25_600);
  expect(most).toBe(LIMITS.ordersMerged);
  expect(held.longest).toBe(LIMITS.ordersMerged / 256);
});

test("256 owners of 200,000 orders in no sequence are read in few rounds, their calls at once", async () => {
  // A linear congruence instead of chance: every run is the same.
  let state = 1;
  const owners = Array.from({ length: 256 }, (): number[] => []);
  for (let at = 0; at < 200_000; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    owners[state >>> 24]?.push(2 * at);
  }
  const held: Held = { now: 0 };
  let rounds = 0;
  const all = await drained(
    owners.map((times, index) => reader(times, index, held)),
    () => void (rounds += 1),
  );
  expect(all.map((one) => one.receivedAtMs)).toEqual(Array.from({ length: 200_000 }, (_, at) => 2 * at));
  // Read one by one whenever an owner had run out, with 16 orders a page, these were 12,500 calls in nearly as many rounds.
  expect(held.reads).toBeLessThan(5_000);
  expect(rounds).toBeLessThan(40);
});

test("what takes more than LIMITS.readsPerSimulation calls is refused by name", async () => {
  let calls = 0;
  const endless: ReadPage = async () => {
    calls += 1;
    return { orders: [], next: { row: calls, eventsFirst: { receivedAtMs: 0, row: 0 } } };
  };
  await expect(drained([endless, endless, endless, endless], () => {})).rejects.toMatchObject({
    code: "too_many_orders",
  });
  expect(calls).toBe(LIMITS.readsPerSimulation);
});
