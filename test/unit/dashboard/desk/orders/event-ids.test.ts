/** Whoever opens a dialog again, not knowing what became of what it told, goes on under the same id. */
import { expect, test } from "vitest";
import { eventIdFor, keepEventId } from "../../../../../dashboard/desk/orders/event-ids.ts";
import type { Order } from "../../../../../dashboard/desk/orders/foretold.ts";

const orderOf = (...ids: readonly string[]) =>
  ({ events: ids.map((eventId) => ({ eventId })) }) as unknown as Order;

test("an id that may have been told is kept for the same telling, until the order has it", () => {
  expect(eventIdFor("tea A-1 refunded", orderOf(), "desk-1")).toEqual({
    eventId: "desk-1",
    mayBeDone: false,
  });
  // Nothing was told under that one.
  expect(eventIdFor("tea A-1 refunded", orderOf(), "desk-2")).toEqual({
    eventId: "desk-2",
    mayBeDone: false,
  });
  keepEventId("tea A-1 refunded", "desk-2");
  expect(eventIdFor("tea A-1 refunded", orderOf("other"), "desk-3")).toEqual({
    eventId: "desk-2",
    mayBeDone: true,
  });
  expect(eventIdFor("tea A-1 cancelled", orderOf(), "desk-4")).toEqual({
    eventId: "desk-4",
    mayBeDone: false,
  });
  for (const fresh of ["desk-5", "desk-6"]) {
    expect(eventIdFor("tea A-1 refunded", orderOf("desk-2"), fresh)).toEqual({
      eventId: fresh,
      mayBeDone: false,
    });
  }
});
