/** A dense group lives on itself when its customers buy from most of its promoters. */
import { describe, expect, test } from "vitest";
import { livesOnItself } from "../../../../../domain/risk/patterns/collusion.ts";
import type { Purchase } from "../../../../../domain/risk/patterns/dense-group.ts";
import { lastOf } from "../../../../support/risk/last-of.ts";

/** Customers 1 to 10 of two promoters, of whom so many buy from both. */
function isGroup(ofBoth: number): boolean {
  const customers = Array.from({ length: 10 }, (_, place) => place + 1);
  const purchases = customers.flatMap((customer): Purchase<number, number>[] => {
    const promoters = customer <= ofBoth ? [1, 2] : [1 + (customer % 2)];
    return promoters.map((promoter) => ({ promoter, customer, orders: 3 }));
  });
  const group = { promoters: new Set([1, 2]), customers: new Set(customers), density: 1 };
  return lastOf(livesOnItself(group, purchases));
}

describe("two promoters with loyal customers", () => {
  test("whose customers buy from both live on themselves", () => {
    expect(isGroup(10)).toBe(true);
  });

  test.each([0, 3])("who share %i of ten customers are two promoters, each of whom is liked", (ofBoth) => {
    expect(isGroup(ofBoth)).toBe(false);
  });
});
