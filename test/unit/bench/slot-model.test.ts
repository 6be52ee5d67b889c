/** What ARCHITECTURE.md states of load that is skewed. */
import { expect, test } from "vitest";
import { objectsByHash, objectsOfPromoters, spreadOf } from "../../../bench/slot-model.ts";

const SLOT_KEY = Buffer.from("slot-key-of-a-test").toString("base64");
const PROMOTERS = 20_000;

test("orders spread evenly: each is a key of its own", () => {
  for (const objects of [16, 64, 256]) {
    const { busiestOverEven } = spreadOf(100_000, 0, objects, objectsByHash(SLOT_KEY, "order", objects));
    expect(busiestOverEven).toBeLessThan(1.2);
  }
});

test("customers by Zipf's law leave the busiest of 16 objects with under half more than an even share", () => {
  const { busiestOverEven } = spreadOf(100_000, 0.8, 16, objectsByHash(SLOT_KEY, "customer", 16));
  expect(busiestOverEven).toBeLessThan(1.5);
});

test("the busiest book is that of the hottest promoter, and little else is on it", () => {
  const { busiestShare, hottestKey } = spreadOf(PROMOTERS, 1, 256, objectsOfPromoters(SLOT_KEY, 256));
  expect(busiestShare).toBeGreaterThanOrEqual(hottestKey);
  expect(busiestShare - hottestKey).toBeLessThan(0.04);
});

test("more objects never make the busiest one busier", () => {
  const shares = [1, 16, 256].map(
    (objects) => spreadOf(PROMOTERS, 1, objects, objectsOfPromoters(SLOT_KEY, objects)).busiestShare,
  );
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
});
