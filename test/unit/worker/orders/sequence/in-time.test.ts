/** Orders of a call are decided and recorded as they occurred; of an id that comes twice the first counts. */
import { expect, test } from "vitest";
import { inTime } from "../../../../../worker/orders/sequence/in-time.ts";

const placed = (orderId: string, occurredAtMs: number) => ({ order: { orderId, occurredAtMs } });
const sequence = (...entries: ReturnType<typeof placed>[]) => inTime(entries).map(({ index }) => index);

test("by time, then by id, with their places", () => {
  expect(sequence(placed("b", 2), placed("c", 1), placed("a", 2))).toEqual([1, 2, 0]);
});

test("a repeat stands behind all, whatever time it says", () => {
  expect(sequence(placed("a", 5), placed("a", 1), placed("b", 9), placed("a", 5))).toEqual([0, 2, 1, 3]);
});
