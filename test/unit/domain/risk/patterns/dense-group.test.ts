import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  densestGroup as steps,
  type DenseGroup,
  type Purchase,
} from "../../../../../domain/risk/patterns/dense-group.ts";
import { Chance } from "../../../../support/chance.ts";
import { lastOf } from "../../../../support/risk/last-of.ts";

function densestGroup(
  purchases: readonly Purchase<number, number>[],
): DenseGroup<number, number> | undefined {
  return lastOf(steps(purchases));
}

const purchase = fc.record({
  promoter: fc.nat(3),
  customer: fc.nat(4),
  orders: fc.integer({ min: 1, max: 5 }),
});

/** The density of some of the nodes, counted from nothing. */
function densityOf(
  purchases: readonly Purchase<number, number>[],
  promoters: ReadonlySet<number>,
  customers: ReadonlySet<number>,
): number {
  const size = promoters.size + customers.size;
  const bought = (customer: number) => purchases.filter((one) => one.customer === customer).length;
  const inside = purchases.filter((one) => promoters.has(one.promoter) && customers.has(one.customer));
  return inside.reduce((all, one) => all + one.orders / Math.log(bought(one.customer) + 5), 0) / size;
}

const subsets = (names: readonly number[]) =>
  Array.from(
    { length: 2 ** names.length },
    (_, bits) => new Set(names.filter((_name, at) => (bits >> at) & 1)),
  );

test("the group found is at least half as dense as the densest of all groups, and as dense as it says", () => {
  fc.assert(
    fc.property(fc.array(purchase, { minLength: 1, maxLength: 10 }), (purchases) => {
      const found = densestGroup(purchases);
      if (found === undefined) throw new Error("purchases have a densest group");
      const said = densityOf(purchases, found.promoters, found.customers);
      expect(found.density).toBeCloseTo(said, 9);
      const promoters = subsets([...new Set(purchases.map((one) => one.promoter))]);
      const customers = subsets([...new Set(purchases.map((one) => one.customer))]);
      for (const some of promoters) {
        for (const others of customers) {
          if (some.size + others.size === 0) continue;
          expect(densityOf(purchases, some, others)).toBeLessThanOrEqual(2 * found.density + 1e-9);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("six promoters whose fifteen customers buy from all of them are found among thousands of honest ones", () => {
  const chance = new Chance(9);
  const purchases: Purchase<number, number>[] = [];
  for (let customer = 0; customer < 5_000; customer += 1) {
    const times = chance.between(1, 2);
    for (let time = 0; time < times; time += 1)
      purchases.push({ promoter: chance.between(1, 500), customer, orders: 1 });
  }
  for (let promoter = 1_001; promoter <= 1_006; promoter += 1)
    for (let customer = 9_001; customer <= 9_015; customer += 1)
      purchases.push({ promoter, customer, orders: 1 });
  const found = densestGroup(purchases);
  expect([...(found?.promoters ?? [])]).toEqual([1_001, 1_002, 1_003, 1_004, 1_005, 1_006]);
  expect(found?.customers.size).toBe(15);
});

test("nobody who bought nothing makes a group", () => {
  expect(densestGroup([])).toBeUndefined();
});
