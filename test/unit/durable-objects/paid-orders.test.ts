import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import {
  FirstOrders,
  type PaidOrder,
  paidOrdersOf,
  withPaidOrder,
} from "../../../durable-objects/journey/paid-orders.ts";

const paid = (occurredAtMs: number): PaidOrder => ({ orderId: `o${occurredAtMs}`, occurredAtMs });

test("the first orders of a customer are remembered by their times, each once, and no more than the bound", () => {
  let known: readonly PaidOrder[] = [];
  for (let at = LIMITS.paidOrdersPerCustomer + 5; at > 0; at -= 1) known = withPaidOrder(known, paid(at));
  expect(known.map(({ occurredAtMs }) => occurredAtMs)).toEqual(
    Array.from({ length: LIMITS.paidOrdersPerCustomer }, (_, at) => at + 1),
  );
  expect(withPaidOrder(known, paid(3))).toBe(known);
  expect(withPaidOrder(known, paid(1_000))).toBe(known);
});

test("what an older version noted is one order that stands for ever", () => {
  expect(paidOrdersOf(7, null)).toEqual([{ orderId: "", occurredAtMs: 7 }]);
  expect([paidOrdersOf(null, null), paidOrdersOf(7, "[]")]).toEqual([[], []]);
});

test("of orders of a new customer that are decided at once the first to ask is the first", () => {
  const firsts = new FirstOrders();
  const ask = (customerId: string, orderId: string | undefined) =>
    firsts.of(customerId, undefined, { orderId, atMs: 5 });
  expect([ask("a", undefined), ask("a", "o1"), ask("b", "o2")]).toEqual([[], [], []]);
  expect(ask("a", "o3")).toEqual([{ orderId: "o1", occurredAtMs: 5 }]);
  expect(ask("a", "o1")).toEqual([]);
  expect(firsts.of("a", { firstOrderAtMs: 5, paidOrders: "[]" }, { orderId: "o3", atMs: 6 })).toHaveLength(1);
});
