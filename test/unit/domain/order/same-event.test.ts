import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import { isSameEvent, type ReceivedEvent } from "../../../../domain/order/same-event.ts";

const REFUND: ReceivedEvent = { kind: "refunded", amount: amountMinor(500) };

test("an event told again is the same one", () => {
  expect(isSameEvent(REFUND, { ...REFUND })).toBe(true);
});

test("a dispute without a name is the one without a name", () => {
  expect(isSameEvent({ kind: "disputed" }, { kind: "disputed", disputeId: "1" })).toBe(true);
});

describe("an event of the same id that says something else is another one", () => {
  const others: readonly [string, ReceivedEvent][] = [
    ["another kind", { ...REFUND, kind: "cancelled" }],
    ["another amount", { ...REFUND, amount: amountMinor(501) }],
    ["no amount, which is all of it", { kind: "refunded" }],
    ["another dispute", { ...REFUND, disputeId: "2" }],
    ["another event that it voids", { ...REFUND, voids: "e9" }],
  ];
  test.each(others)("%s", (_what, other) => {
    expect(isSameEvent(REFUND, other)).toBe(false);
    expect(isSameEvent(other, REFUND)).toBe(false);
  });
});
