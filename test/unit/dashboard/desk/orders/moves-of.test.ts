/** What is offered to be done with an order by hand does something, and what is said of it before is what it does. */
import { expect, test } from "vitest";
import type { Order } from "../../../../../dashboard/desk/orders/foretold.ts";
import { effectOf, movesOf } from "../../../../../dashboard/desk/orders/moves-of.ts";

const AT = "2026-11-20T08:00:00Z";

function orderOf(known: Partial<Order>, ...types: readonly string[]): Order {
  const events = types.map((type, at) => ({ eventId: `e-${at}`, type, occurredAt: AT }));
  const commissions = [{ kept: 5_000 }];
  return { state: "held", underReview: false, openDisputes: 0, commissions, events, ...known } as Order;
}

test.each([
  ["by hand", ["reversed"], ["restore"]],
  ["by hand, after it was restored once", ["reversed", "reversal_voided", "reversed"], ["restore"]],
  ["by a cancellation", ["cancelled"], []],
  ["by a refund of all", ["refunded"], []],
  [
    "by a cancellation, after what was by hand was restored",
    ["reversed", "reversal_voided", "cancelled"],
    [],
  ],
])("what was taken back %s is restored by hand only where that brings it again", (_, types, offered) => {
  expect(movesOf(orderOf({ state: "reversed" }, ...types))).toEqual(offered);
});

test.each([
  ["is held", {}, true],
  ["waits for its goods", { state: "pending" }, false],
  ["is under review", { underReview: true }, false],
  ["is disputed", { openDisputes: 1 }, false],
  ["was released", { state: "available" }, false],
] as const)("an order that %s is offered to be released: %s", (_, known, isOffered) => {
  expect(movesOf(orderOf(known)).includes("release")).toBe(isOffered);
});

test("a review of what was released says that it stops no payout", () => {
  expect(effectOf("review", orderOf({ state: "held" }))).toBe("order-move-review-effect");
  expect(effectOf("review", orderOf({ state: "available" }))).toBe("order-move-review-late-effect");
  expect(effectOf("reverse", orderOf({ state: "available" }))).toBe("order-move-reverse-effect");
  // Nobody earned it yet: who is credited while the review lasts has to wait for its end.
  const uncredited = orderOf({ state: "available", commissions: [] });
  expect(effectOf("review", uncredited)).toBe("order-move-review-effect");
});
