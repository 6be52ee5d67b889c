/** What is read page by page and done in turns comes to what it comes to at once, to the last digit. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { PromoterRef } from "../../../../../domain/kernel/ids.ts";
import { livesOnItself } from "../../../../../domain/risk/patterns/collusion.ts";
import { densestGroup, type Purchase } from "../../../../../domain/risk/patterns/dense-group.ts";
import { findPattern, Judging } from "../../../../../domain/risk/patterns/find-patterns.ts";
import { OrderPairs } from "../../../../../domain/risk/patterns/order-pairs.ts";
import { PATTERN_NAMES } from "../../../../../domain/risk/patterns/patterns.ts";
import type { PromoterWindow } from "../../../../../domain/risk/patterns/promoter-window.ts";
import { ringsOf } from "../../../../../domain/risk/patterns/rings.ts";
import { lastOf } from "../../../../support/risk/last-of.ts";
import {
  plainDensestGroup,
  plainLivesOnItself,
  plainRingsOf,
} from "../../../../support/risk/plain-groups.ts";
import { plainJudgedOf, plainPattern } from "../../../../support/risk/plain-patterns.ts";

const part = fc.double({ min: 0, max: 1, noNaN: true });

/** Windows of promoters: most of them alike, some odd. */
const windows = fc
  .array(
    fc.record({
      orders: fc.integer({ min: 0, max: 60 }),
      parts: fc.tuple(part, part, part, part),
      isOdd: part,
    }),
    { minLength: 15, maxLength: 120 },
  )
  .map((drawn) =>
    drawn.map(({ orders, parts: [a, b, c, d], isOdd }, place): PromoterWindow => {
      const often = isOdd < 0.1 ? 1 : 0.2;
      const timedOrders = Math.round(orders * (0.5 + d / 2));
      return {
        promoter: (place + 1) as PromoterRef,
        clicks: Math.round(orders * (1 + 40 * a * often)),
        visitors: Math.round(orders * (1 + 20 * b)),
        orders,
        timedOrders,
        within15Seconds: Math.round(timedOrders * a * often),
        after7Days: Math.round(timedOrders * (1 - a) * often),
        customerOrders: orders,
        newCustomerOrders: Math.round(orders * (1 - b * often)),
        takenCustomers: Math.round(orders * b * c * often),
        takenCredits: Math.round(timedOrders * b * often),
        saidOrders: timedOrders,
        unaskedOrders: Math.round(timedOrders * d * often),
        endedOrders: Math.round(orders * c),
        reversedOrders: Math.round(orders * c * d * often),
        orderPairs: Math.floor(orders / 2),
        oneNetworkPairs: (orders / 2) * c * often,
        sales: Math.round(orders * 1_000 * (isOdd < 0.1 ? 50 * d : 1 + d)),
      };
    }),
  );

test("patterns that are judged by pages of promoters are those of all promoters at once", () => {
  let found = 0;
  fc.assert(
    fc.property(windows, fc.integer({ min: 1, max: 50 }), (all, perPage) => {
      for (const name of PATTERN_NAMES) {
        const judging = new Judging(name);
        for (let at = 0; at < all.length; at += perPage) judging.take(all.slice(at, at + perPage));
        const sliced = lastOf(findPattern(name, judging.judged()));
        expect(sliced).toEqual(plainPattern(name, plainJudgedOf(all)));
        found += sliced.length;
      }
    }),
  );
  expect(found).toBeGreaterThan(0);
});

const sold = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })), {
  maxLength: 150,
});

test("rings after any promoter are those of all promoters at once", () => {
  fc.assert(
    fc.property(sold, fc.integer({ min: 0, max: 12 }), (orders, after) => {
      const pairs = new OrderPairs<number, number>();
      for (const [buyer, seller] of orders) pairs.take(buyer, seller);
      const purchases = lastOf(pairs.sorted((buyer, seller, n) => ({ buyer, seller, orders: n })));
      const all = plainRingsOf(purchases);
      const found = new Map([...ringsOf(purchases, after)].flatMap(({ rings }) => rings));
      expect(found).toEqual(new Map([...all].filter(([promoter]) => promoter > after)));
    }),
  );
});

test("many turns find each ring once, and say through whom all are known", () => {
  const promoters = Array.from({ length: 120 }, (_, place) => place + 1);
  const purchases = promoters.flatMap((buyer) =>
    promoters.map((seller) => ({ buyer, seller, orders: buyer < seller ? 2 : 1 })),
  );
  const last = { buyer: 120, seller: 119, orders: 2 };
  const turns = [...ringsOf([...purchases, last])];
  expect(turns.length).toBeGreaterThan(5);
  const known = turns.flatMap(({ rings }) => rings);
  expect(new Map(known)).toEqual(plainRingsOf([...purchases, last]));
  expect(known.length).toBe(new Map(known).size);
  for (const [place, { through }] of turns.entries()) {
    const before = turns.slice(0, place + 1).flatMap(({ rings }) => rings.map(([promoter]) => promoter));
    const missing = known.map(([promoter]) => promoter).filter((one) => !before.includes(one));
    for (const one of missing) expect(one).toBeGreaterThan(through ?? 0);
  }
});

const bought = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 15 })), {
  maxLength: 120,
});

/** Pairs of customers with more orders than one, as one list that is sorted at once. */
function plainPurchases(orders: readonly (readonly [number, string])[]): Purchase<number, string>[] {
  const again = orders.filter(([, customer]) => orders.filter(([, other]) => other === customer).length > 1);
  const byPair = Map.groupBy(again, ([promoter, customer]) => `${promoter} ${customer}`);
  return [...byPair.values()]
    .flatMap((same) =>
      same.slice(0, 1).map(([promoter, customer]) => ({ promoter, customer, orders: same.length })),
    )
    .sort((a, b) => a.promoter - b.promoter || (a.customer < b.customer ? -1 : 1));
}

test("the densest group, and whether it lives on itself, is that of plain nodes, to the last digit", () => {
  fc.assert(
    fc.property(bought, (drawn) => {
      const orders = drawn.map(([promoter, customer]) => [promoter, `c${customer}`] as const);
      const pairs = new OrderPairs<number, string>();
      for (const [promoter, customer] of orders) pairs.take(promoter, customer);
      const purchases = lastOf(
        pairs.sorted((promoter, customer, n) => ({ promoter, customer, orders: n }), 2),
      );
      expect(purchases).toEqual(plainPurchases(orders));
      const group = lastOf(densestGroup(purchases));
      expect(group).toEqual(plainDensestGroup(purchases));
      if (group === undefined) return;
      expect(lastOf(livesOnItself(group, purchases))).toBe(plainLivesOnItself(group, purchases));
    }),
    { numRuns: 300 },
  );
});
