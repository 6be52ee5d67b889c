import { describe, expect, test } from "vitest";
import {
  commissionIdOf,
  linkIdOf,
  objectIndexOf,
  parseLinkId,
  parsePayoutId,
  parsePromoterId,
  payoutIdOf,
  promoterIdOf,
  promoterRefOf,
  slotOfPromoter,
  SLOTS,
} from "../../../../domain/kernel/ids.ts";

describe("a promoter's number", () => {
  test.each([
    [1, 0],
    [1, SLOTS - 1],
    [1_000_000, 17],
  ])("of sequence %d carries slot %d, through its id and back", (sequence, slot) => {
    const ref = promoterRefOf(sequence, slot);
    expect(slotOfPromoter(ref)).toBe(slot);
    expect(parsePromoterId(promoterIdOf(ref))).toBe(ref);
  });

  test("of two promoters who joined one after the other, the first has the lower number, whatever their slots", () => {
    expect(promoterRefOf(1, SLOTS - 1)).toBeLessThan(promoterRefOf(2, 0));
  });
});

test("ids of links and payouts come back as they went", () => {
  const promoter = promoterRefOf(7, 3);
  expect(parseLinkId(linkIdOf(123_456))).toBe(123_456);
  expect(parsePayoutId(payoutIdOf(promoter, 12))).toEqual({ promoter, number: 12 });
});

test.each(["", "pr_", "pr_0a", "pr_A", "pr_-1", "pr_zzzzzzzzzzz", "ln_1", "1", "pr_1 ", "pr_1.5"])(
  "%j is no promoter's id",
  (id) => {
    expect(parsePromoterId(id)).toBeUndefined();
  },
);

test.each(["po_1", "po_1_", "po_1_01", "po_01_1", "po_1_2_3", "pr_1_2", "po_1_-1"])(
  "%j is no payout's id",
  (id) => {
    expect(parsePayoutId(id)).toBeUndefined();
  },
);

test("every commission of a slot has its own id", () => {
  const ids = [0, 1, 35, 36].flatMap((orderRow) =>
    [0, 1].flatMap((credit) =>
      [1, 2, 3].map((level) => commissionIdOf({ slot: 255, orderRow, credit, level })),
    ),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test("slots are dealt out evenly to the objects", () => {
  const counts = Array.from({ length: 8 }, () => 0);
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const index = objectIndexOf(slot, counts.length);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  expect(counts).toEqual(Array.from({ length: 8 }, () => SLOTS / 8));
});
