/** Users of a click or of a name are counted exactly, whatever is told again, and each order is concerned from its own limit on. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { noteUse, type Use, type UsedOrder } from "../../../domain/risk/uses.ts";
import { sized } from "../../support/effort.ts";

const NOW = 1_000;

interface Told {
  readonly user: number;
  readonly order: number;
  readonly most: number;
  readonly isOver: boolean;
}

const told = fc.record({
  user: fc.nat(6),
  order: fc.nat(30),
  most: fc.integer({ min: 1, max: 5 }),
  isOver: fc.boolean(),
});

/** An order has one user and one limit, however often it is told. */
function asOrders(all: readonly Told[]): Told[] {
  const first = new Map<number, Told>();
  for (const one of all) if (!first.has(one.order)) first.set(one.order, one);
  return all.map(({ order }) => first.get(order)).filter((one) => one !== undefined);
}

test("an order is concerned exactly when more users than its terms allow have come, before it or after it", () => {
  fc.assert(
    fc.property(fc.array(told, { maxLength: 40 }).map(asOrders), (all) => {
      let uses = new Map<string, Use>();
      const concerned = new Set<string>();
      for (const { user, order, most } of all) {
        const used: UsedOrder = { ledger: "shop/0", orderId: `o${order}`, most };
        const use = { user: `u${user}`, untilMs: NOW + 1, order: used };
        const noted = noteUse([...uses.values()], use, NOW, LIMITS.customersPerClick + 1);
        if (noted.use !== null) uses = new Map([...uses, [noted.use.user, noted.use]]);
        for (const { orderId } of noted.concerned) concerned.add(orderId);
      }
      // By an exact log of all that was told.
      const users = new Set(all.map(({ user }) => user)).size;
      const expected = new Set(all.filter(({ most }) => users > most).map(({ order }) => `o${order}`));
      expect(concerned).toEqual(expected);
    }),
    { numRuns: sized(150, 3_000, 300) },
  );
});

test("what is over counts no more, and concerns nobody", () => {
  const over = { user: "a", untilMs: NOW, orders: [{ ledger: "shop/0", orderId: "old", most: 1 }] };
  const order = { ledger: "shop/0", orderId: "new", most: 1 };
  expect(noteUse([over], { user: "b", untilMs: NOW + 1, order }, NOW, 10)).toMatchObject({
    count: 1,
    concerned: [],
  });
});

test("beyond the bounds users and orders are forgotten, and each further order is concerned all the same", () => {
  const order = (number: number) => ({ ledger: "shop/0", orderId: `o${number}`, most: 1 });
  const known = [1, 2].map((number): Use => ({
    user: `u${number}`,
    untilMs: NOW + 1,
    orders: [order(number)],
  }));
  const noted = noteUse(known, { user: "u3", untilMs: NOW + 1, order: order(3) }, NOW, 2);
  expect(noted).toEqual({ use: null, count: 3, concerned: [order(3)] });
  let use: Use | null = null;
  for (let number = 0; number <= LIMITS.ordersPerUse; number += 1)
    ({ use } = noteUse(
      use === null ? [] : [use],
      { user: "a", untilMs: NOW + 1, order: order(number) },
      NOW,
      2,
    ));
  expect(use?.orders.map(({ orderId }) => orderId)).toHaveLength(LIMITS.ordersPerUse);
  expect(use?.orders.at(-1)?.orderId).toBe(`o${LIMITS.ordersPerUse}`);
});
