/** Promoters who are a little odd in many respects are named where by each respect alone they are not. */
import { expect, test } from "vitest";
import type { PromoterRef } from "../../../../../domain/kernel/ids.ts";
import type { PromoterWindow } from "../../../../../domain/risk/patterns/promoter-window.ts";
import { SeveralSigns } from "../../../../../domain/risk/patterns/several-signs.ts";
import { Chance } from "../../../../support/chance.ts";
import { type Draws, draws } from "../../../../support/risk/draws.ts";
import { emptyWindow } from "../../../../support/risk/empty-window.ts";
import { lastOf } from "../../../../support/risk/last-of.ts";

const ORDERS = 25;

interface Rates {
  readonly clicksPerOrder: number;
  readonly taken: number;
  readonly over: number;
}

function windowOf(draw: Draws, promoter: number, { clicksPerOrder, taken, over }: Rates): PromoterWindow {
  const first = draw.binomial(ORDERS, 0.8);
  const takenCustomers = draw.binomial(first, draw.beta(taken, 0.03));
  return {
    ...emptyWindow(promoter as PromoterRef),
    clicks: Math.round(ORDERS * draw.lognormal(Math.log(clicksPerOrder), 0.4)) + ORDERS,
    orders: ORDERS,
    timedOrders: ORDERS,
    customerOrders: ORDERS,
    newCustomerOrders: first - takenCustomers,
    takenCustomers,
    takenCredits: draw.binomial(ORDERS, draw.beta(over, 0.03)),
    saidOrders: ORDERS,
    unaskedOrders: draw.binomial(ORDERS, draw.beta(0.03, 0.03)),
    endedOrders: ORDERS,
    reversedOrders: draw.binomial(ORDERS, draw.beta(0.06, 0.03)),
    after7Days: draw.binomial(ORDERS, draw.beta(0.1, 0.03)),
  };
}

const HONEST = { clicksPerOrder: 30, taken: 0.12, over: 0.15 };

function crowd(seed: number, size = 600): PromoterWindow[] {
  const draw = draws(new Chance(seed));
  return Array.from({ length: size }, (_, place) => windowOf(draw, place + 1, HONEST));
}

function found(windows: readonly PromoterWindow[]) {
  const together = new SeveralSigns();
  for (let at = 0; at < windows.length; at += 100) together.take(windows.slice(at, at + 100));
  return lastOf(together.found());
}

test("who takes people that were on their way is named, with the signs that it shows most", () => {
  const draw = draws(new Chance(91));
  const thieves = [1, 2, 3, 4].map((promoter) =>
    windowOf(draw, promoter, { clicksPerOrder: 6, taken: 0.55, over: 0.45 }),
  );
  const windows = [...thieves, ...crowd(7).slice(thieves.length)];
  const named = found(windows).filter(({ promoter }) => promoter <= thieves.length);
  expect(named.length).toBeGreaterThanOrEqual(3);
  for (const { pattern, signs, falseDiscoveries } of named) {
    expect(pattern).toBe("several_signs");
    expect(["orders_per_click", "customers_taken", "credits_taken"]).toEqual(
      expect.arrayContaining(signs.slice(0, 2)),
    );
    expect(falseDiscoveries).toBeLessThanOrEqual(0.4);
  }
});

test("of honest promoters, who differ, at most one in two hundred is named", () => {
  const named = [1, 2, 3, 4, 5].flatMap((seed) => found(crowd(seed)));
  expect(named.length).toBeLessThanOrEqual(15);
});

test("a program of few promoters, and one where all are alike, names nobody", () => {
  const few = crowd(3, 19);
  expect(found(few)).toEqual([]);
  const alike = crowd(3, 1).flatMap((one) =>
    Array.from({ length: 40 }, (_, place) => ({ ...one, promoter: (place + 1) as PromoterRef })),
  );
  expect(found(alike)).toEqual([]);
});
