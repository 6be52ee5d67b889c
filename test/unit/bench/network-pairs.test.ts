import * as fc from "fast-check";
import { expect, test } from "vitest";
import { networkPairs } from "../../support/risk/network-pairs.ts";

test("orders of one network are pairs as a whole, and orders of as many networks are none", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), (orders) => {
      const half = Math.floor(orders / 2);
      expect(networkPairs([orders])).toEqual({ orderPairs: half, oneNetworkPairs: half });
      const each = Array.from({ length: orders }, () => 1);
      expect(networkPairs(each)).toEqual({ orderPairs: half, oneNetworkPairs: 0 });
    }),
  );
});

test("pairs of one network are the mean over every way to pair the orders", () => {
  // Of a, a, a, b three pairings: each has one pair of a.
  expect(networkPairs([3, 1])).toEqual({ orderPairs: 2, oneNetworkPairs: 1 });
  // Of a, a, b, b one pairing has two, and two have none.
  expect(networkPairs([2, 2]).oneNetworkPairs).toBeCloseTo(2 / 3);
  // Of a, a, b each order is left over once.
  expect(networkPairs([2, 1]).oneNetworkPairs).toBeCloseTo(1 / 3);
});
