/** What a person has done of an order since a time: a move that was decided before it is refused. */
import { expect, test } from "vitest";
import { holds } from "../../../../domain/order/move-condition.ts";
import { OPERATOR_MOVES } from "../../../../domain/order/operator-moves.ts";
import { event, PLACED_AT_MS } from "../../../support/orders/order-events.ts";
import { DAY_MS } from "../../../../domain/kernel/duration.ts";

const STATE = { underReview: false, isGone: false };
const since = { unmovedSinceMs: PLACED_AT_MS + 3 * DAY_MS };

test.for(Object.values(OPERATOR_MOVES))("%s by a person counts when it was made afterwards", (kind) => {
  const byPerson = { reason: "I know the buyer" };
  expect(holds(since, STATE, [event(kind, 3, byPerson)])).toBe(true);
  expect(holds(since, STATE, [event(kind, 3, byPerson), event(kind, 4, byPerson)])).toBe(false);
});

test("what the clock, signs and the merchant do since is no person's move", () => {
  const found = { risk: { code: "ring", weight: 3, facts: {} } } as const;
  const events = [
    event("review_cleared", 4),
    event("released", 4),
    event("review_opened", 5, found),
    event("refunded", 6, { amount: 1 }),
    event("received", 6),
  ];
  expect(holds(since, STATE, events)).toBe(true);
});
