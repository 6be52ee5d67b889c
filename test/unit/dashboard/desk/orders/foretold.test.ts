/** The desk says beforehand what an event does to an order: by hand computed sums, of histories that checkouts tell. */
import { describe, expect, test } from "vitest";
import {
  foretold,
  isOff,
  type Order,
  paidExample,
  paidInAll,
  refundOf,
} from "../../../../../dashboard/desk/orders/foretold.ts";

type Event = Partial<Order["events"][number]> & Pick<Order["events"][number], "type">;

/** An order of 500.00, of which 650.00 were paid where that is said. */
function orderOf(events: readonly Event[], also: Partial<Order> = {}): Order {
  return {
    amount: 50_000,
    receivedAmount: 50_000,
    reversedAmount: 0,
    ...also,
    events: events.map((event, place) => ({
      eventId: `e${place}`,
      occurredAt: `2026-11-2${place}T08:00:00Z`,
      ...event,
    })),
  } as unknown as Order;
}

const PART = { type: "refunded", amount: 3_000 } as const;
const TOTAL = { type: "refunded", refundedTotal: 5_000 } as const;

describe("a further refund takes back as much as it says", () => {
  test.each([
    ["nothing was refunded", orderOf([]), { type: "refunded", amount: 1_000 }],
    ["a part was", orderOf([PART], { reversedAmount: 3_000 }), { type: "refunded", amount: 1_000 }],
    [
      "a total was told",
      orderOf([TOTAL], { reversedAmount: 5_000 }),
      { type: "refunded", refundedTotal: 6_000 },
    ],
    [
      "a total was told that is greater than the parts",
      orderOf([PART, TOTAL], { reversedAmount: 5_000 }),
      { type: "refunded", refundedTotal: 6_000 },
    ],
    [
      "the parts are greater than the total",
      orderOf([TOTAL, { ...PART, amount: 7_000 }], { reversedAmount: 7_000 }),
      { type: "refunded", amount: 1_000 },
    ],
    [
      "a total was told that may fall",
      orderOf([{ ...TOTAL, asOf: true }], { reversedAmount: 5_000 }),
      { type: "refunded", amount: 1_000 },
    ],
    [
      "the total is of a payment, and of all that was paid",
      orderOf([{ ...TOTAL, payment: "pi_1", ofPaid: true }], { paidAmount: 65_000, reversedAmount: 3_846 }),
      { type: "refunded", amount: 1_000 },
    ],
    [
      "a total was told beside that of a payment",
      orderOf(
        [
          { ...TOTAL, payment: "pi_1", ofPaid: true },
          { ...TOTAL, refundedTotal: 2_000 },
        ],
        {
          paidAmount: 65_000,
          reversedAmount: 5_846,
        },
      ),
      { type: "refunded", refundedTotal: 3_000 },
    ],
    [
      "the other total is of all that was paid, and of no payment by name",
      orderOf(
        [
          { ...TOTAL, ofPaid: true },
          { ...TOTAL, refundedTotal: 2_000 },
        ],
        {
          paidAmount: 65_000,
          reversedAmount: 5_846,
        },
      ),
      { type: "refunded", refundedTotal: 3_000 },
    ],
  ])("where %s", (_, order, said) => {
    expect(refundOf(order, 1_000)).toEqual(said);
    expect(foretold(order, refundOf(order, 1_000))).toEqual({
      worth: 50_000,
      reversed: order.reversedAmount + 1_000,
    });
  });
});

test("another amount keeps what is taken back, up to all of it, and a part of what was paid in its new proportion", () => {
  const parts = orderOf([PART], { reversedAmount: 3_000 });
  expect(foretold(parts, { type: "amended", amount: 60_000 })).toEqual({ worth: 60_000, reversed: 3_000 });
  expect(foretold(parts, { type: "amended", amount: 2_000 })).toEqual({ worth: 2_000, reversed: 2_000 });
  const ofPaid = orderOf([{ type: "refunded", refundedTotal: 6_500, payment: "pi_1", ofPaid: true }], {
    paidAmount: 65_000,
    reversedAmount: 5_000,
  });
  expect(foretold(ofPaid, { type: "amended", amount: 60_000 })).toEqual({ worth: 60_000, reversed: 6_000 });
});

test("an order is off by a cancellation, a refund of all or a reversal that hold, and not by parts that come to all of it", () => {
  const cancelled = { type: "cancelled" } as const;
  expect(isOff(orderOf([cancelled]))).toBe(true);
  expect(isOff(orderOf([{ type: "refunded" }]))).toBe(true);
  expect(isOff(orderOf([{ type: "reversed" }]))).toBe(true);
  expect(isOff(orderOf([cancelled, { type: "refund_voided", voids: "e0" }]))).toBe(false);
  expect(isOff(orderOf([{ type: "reversed" }, { type: "reversal_voided" }]))).toBe(false);
  expect(isOff(orderOf([{ ...PART, amount: 50_000 }]))).toBe(false);
});

test("what is voided brings back what it took, and nothing beside a total that stands or while all is off", () => {
  const voids = { type: "refund_voided", voids: "e0" } as const;
  expect(foretold(orderOf([PART]), voids).reversed).toBe(0);
  expect(foretold(orderOf([PART, TOTAL]), voids).reversed).toBe(5_000);
  expect(foretold(orderOf([PART, { type: "cancelled" }]), voids).reversed).toBe(50_000);
  expect(foretold(orderOf([PART, { ...PART, amount: 4_000 }]), voids).reversed).toBe(4_000);
});

test("a tenth of what was paid, with its part, shows of which sum an amount is, where the two differ", () => {
  expect(paidExample(orderOf([], { paidAmount: 65_000 }))).toEqual({
    paid: 65_000,
    amount: 6_500,
    part: 5_000,
  });
  // By what was paid when the order was amended last: 3,333 of 33,333 are 4,999.9 of 50,000.
  const amended = orderOf([{ type: "amended", amount: 50_000, paid: 33_333 }], { paidAmount: 65_000 });
  expect(paidExample(amended)).toEqual({ paid: 33_333, amount: 3_333, part: 4_999 });
  expect(paidInAll(amended)).toBe(33_333);
  expect(paidExample(orderOf([], { paidAmount: 50_000 }))).toBe(null);
  expect(paidExample(orderOf([]))).toBe(null);
  expect(paidInAll(orderOf([]))).toBe(undefined);
});
