import { describe, expect, test } from "vitest";
import {
  commissionIdOf,
  parseCommissionId,
  linkIdOf,
  objectIndexOf,
  parseLinkId,
  parsePayoutId,
  parsePromoterId,
  payoutIdOf,
  promoterIdOf,
  promoterRefOf,
  SLOTS,
} from "../../../../domain/kernel/ids.ts";

describe("a promoter's number", () => {
  test.each([
    [1, 0],
    [1, SLOTS - 1],
    [1_000_000, 17],
  ])("of sequence %d carries slot %d, through its id and back", (sequence, slot) => {
    const ref = promoterRefOf(sequence, slot);
    expect(ref % SLOTS).toBe(slot);
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

describe("a commission's id", () => {
  test("names its order, whatever the merchant calls it, and is one for each", () => {
    const orders = ["A-1", "A_1", "a-1", "A.1", "订单 1/2", "100%", "~'()*!", "😀"];
    const keys = orders.flatMap((orderId) =>
      [0, 1].flatMap((credit) => [1, 2, 3].map((level) => ({ slot: 255, orderId, credit, level }))),
    );
    const ids = keys.map(commissionIdOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.map(parseCommissionId)).toEqual(keys);
    for (const id of ids) expect(encodeURIComponent(id)).toBe(id);
  });

  test("is plain where the order's is", () => {
    expect(commissionIdOf({ slot: 5, orderId: "A-1001", credit: 0, level: 1 })).toBe("cm_5_0_1_A-1001");
  });

  test.each([
    "cm_1_0_1_",
    "cm_1_0_1_.",
    "cm_1_0_1_.2",
    "cm_1_0_1_.ff",
    "cm_1_0_1_.41",
    "cm_79_0_1_a",
    "cm_1_0_a",
    "cm_01_0_1_a",
  ])("%j is none", (id) => {
    expect(parseCommissionId(id)).toBeUndefined();
  });
});

test("slots are dealt out evenly to the objects", () => {
  const counts = Array.from({ length: 8 }, () => 0);
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const index = objectIndexOf(slot, counts.length);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  expect(counts).toEqual(Array.from({ length: 8 }, () => SLOTS / 8));
});
