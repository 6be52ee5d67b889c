/** Refunds of what was paid, totals of payments, and refunds that did not happen: each value computed by hand. */
import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import type { OrderEvent } from "../../../../domain/order/order-event.ts";
import { stateOf } from "../../../../domain/order/order-state.ts";
import { basis, PLACED_AT_MS } from "../../../support/orders/order-events.ts";

/** Worth 10,000 of 12,000 that were paid. */
const ORDER = basis(10_000, { paid: amountMinor(12_000) });

function at(minutes: number, kind: OrderEvent["kind"], more: Partial<OrderEvent>): OrderEvent {
  return { eventId: `${kind} ${minutes}`, kind, occurredAtMs: PLACED_AT_MS + minutes * 60_000, ...more };
}

const part = (minutes: number, amount: number, payment = "ch_1") =>
  at(minutes, "refunded", { eventId: `re_${minutes}`, amount: amountMinor(amount), ofPaid: true, payment });
const total = (minutes: number, amount: number, payment = "ch_1") =>
  at(minutes, "refunded", { refundedTotal: amountMinor(amount), ofPaid: true, payment });
const failed = (minutes: number, refund: number) => at(minutes, "refund_voided", { voids: `re_${refund}` });
const reversed = (...events: OrderEvent[]) => stateOf(ORDER, events).reversed;

describe("what was paid in all", () => {
  test("a refund of it takes its part off what commission is earned on, rounded down once", () => {
    expect(reversed(part(1, 6_000))).toBe(5_000);
    expect(reversed(part(1, 1), part(2, 1))).toBe(1);
    expect(reversed(part(1, 11_999))).toBe(9_999);
    expect(reversed(part(1, 12_000))).toBe(10_000);
  });

  test("an order whose payment is not known takes such a refund as it is", () => {
    expect(stateOf(basis(10_000), [part(1, 6_000)]).reversed).toBe(6_000);
  });

  test("a dispute that was lost takes its part, and a refund beside it adds", () => {
    const lost = at(3, "dispute_lost", { amount: amountMinor(3_000), ofPaid: true });
    expect(reversed(lost)).toBe(2_500);
    expect(reversed(part(1, 6_000), lost)).toBe(7_500);
  });

  test("it stays what it was when the order is amended", () => {
    const amended = at(2, "amended", { amount: amountMinor(6_000) });
    expect(reversed(part(1, 6_000), amended)).toBe(3_000);
  });
});

describe("a refund that is told twice", () => {
  test("by itself and as a total of its payment, it counts once", () => {
    expect(reversed(part(1, 3_000), total(1, 3_000), part(2, 3_000), total(2, 6_000))).toBe(5_000);
    expect(reversed(total(2, 6_000))).toBe(5_000);
  });

  test("totals of two payments of one order add up, and what is told of neither too", () => {
    expect(reversed(total(1, 3_000), total(2, 1_200, "ch_2"))).toBe(3_500);
    expect(reversed(total(1, 3_000), part(2, 600, "cn_1"))).toBe(3_000);
  });

  test("a refund that failed is taken off the totals between, in whatever sequence they come", () => {
    const events = [part(1, 3_000), total(1, 3_000), failed(5, 1), part(7, 1_200), total(7, 1_200)];
    expect(reversed(...events)).toBe(1_000);
    expect(reversed(...events.toReversed())).toBe(1_000);
    expect(reversed(part(1, 3_000), total(1, 3_000), failed(5, 1))).toBe(0);
  });
});

describe("totals that may fall", () => {
  const asOf = (minutes: number, amount: number, more: Partial<OrderEvent> = {}) =>
    at(minutes, "refunded", {
      eventId: `as of ${minutes}: ${amount}`,
      refundedTotal: amountMinor(amount),
      ofPaid: true,
      asOf: true,
      payment: "ch_1",
      ...more,
    });

  test("the latest counts, whichever came last, and the greater of two at one time", () => {
    expect(reversed(asOf(1, 6_000), asOf(2, 1_200))).toBe(1_000);
    expect(reversed(asOf(2, 1_200), asOf(1, 6_000))).toBe(1_000);
    expect(reversed(asOf(1, 6_000), asOf(2, 0))).toBe(0);
    expect(reversed(asOf(1, 1_200), asOf(1, 6_000))).toBe(5_000);
    expect(reversed(asOf(1, 6_000), asOf(1, 1_200))).toBe(5_000);
  });

  test("parts before its time are within it, and parts after it add", () => {
    expect(reversed(part(1, 2_400), asOf(2, 0))).toBe(0);
    expect(reversed(part(2, 2_400), asOf(2, 0))).toBe(0);
    expect(reversed(part(3, 2_400), asOf(2, 1_200))).toBe(3_000);
  });

  test("each payment has its own", () => {
    expect(reversed(asOf(1, 6_000), asOf(2, 1_200, { payment: "ch_2" }))).toBe(6_000);
  });
});

describe("what was paid by an amendment", () => {
  test("a refund takes its part of what was paid by then", () => {
    const grown = at(1, "amended", { amount: amountMinor(20_000), paid: amountMinor(24_000) });
    expect(reversed(part(2, 6_000), grown)).toBe(5_000);
    expect(reversed(part(2, 24_000), grown)).toBe(20_000);
  });
});
