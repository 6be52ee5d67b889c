/** Orders as a ledger tells them in versions, around the turn of a month and a year, and what they come to by plain sums. */
import * as fc from "fast-check";
import type { OrderFacts } from "../../../domain/reports/order-facts.ts";
import type { OrderProjection } from "../../../worker/read-models/order-projection.tables.ts";

const DAY_MS = 86_400_000;
/** Two days of one month and year, and two of the next. */
export const START = Date.UTC(2026, 11, 30);

export interface Told {
  readonly order: number;
  readonly version: number;
  readonly day: number;
  readonly amount: number;
  readonly reversed: number;
  /** 0: nobody. */
  readonly promoter: number;
  readonly product: string;
  readonly customer: string | null;
  readonly path: string;
  readonly clickToOrderMs: number | null;
  readonly isClosed: boolean;
}

/** One of them, for tests that say what differs. */
export const ORDER: Told = {
  order: 1,
  version: 1,
  day: 1,
  amount: 100,
  reversed: 0,
  promoter: 1,
  product: "tea",
  customer: "c1",
  path: "coupon",
  clickToOrderMs: null,
  isClosed: false,
};

export const told: fc.Arbitrary<Told> = fc.record({
  order: fc.integer({ min: 1, max: 5 }),
  version: fc.integer({ min: 1, max: 6 }),
  day: fc.integer({ min: 0, max: 3 }),
  amount: fc.integer({ min: 0, max: 500 }),
  reversed: fc.integer({ min: 0, max: 100 }),
  promoter: fc.integer({ min: 0, max: 3 }),
  product: fc.constantFrom("tea", "cup"),
  customer: fc.constantFrom("c1", "c2", null),
  path: fc.constantFrom("social>direct", "coupon"),
  clickToOrderMs: fc.constantFrom(null, 0, 4_999, 5_000, 40 * DAY_MS),
  isClosed: fc.boolean(),
});

function factsOf({ amount, reversed, promoter, product, path }: Told): OrderFacts {
  const sums = { sales: amount, refunded: reversed, commission: 7 };
  return {
    campaignId: promoter === 1 ? "autumn" : null,
    link: promoter === 2 ? 12 : null,
    channel: "coupon",
    tier: "gold",
    path,
    currency: "CNY",
    cohort: "2026-12/2026-12",
    opensCohort: 1,
    shares: [{ promoter, orders: 1, ...sums }],
    sold: [{ productId: product, categoryId: null, ...sums }],
  };
}

export function projection(one: Told): OrderProjection {
  return {
    orderId: `o${one.order}`,
    version: one.version,
    occurredAtMs: START + one.day * DAY_MS,
    amount: one.amount,
    reversedAmount: one.reversed,
    customerId: one.customer,
    state: "held",
    underReview: false,
    basis: "coupon",
    credited: {
      promoter: one.promoter === 0 ? null : one.promoter,
      buyer: null,
      isNewCustomer: true,
      clickToOrderMs: one.clickToOrderMs,
      clickNetwork: null,
      isClickUnasked: null,
      isCreditTaken: false,
    },
    riskCodes: [],
    kept: 7,
    facts: one.isClosed ? null : factsOf(one),
    commissions: [],
  };
}

function classOf({ clickToOrderMs }: Told): string {
  if (clickToOrderMs === null) return "";
  if (clickToOrderMs < 5_000) return "0";
  return clickToOrderMs === 5_000 ? "5000" : String(30 * DAY_MS);
}

/** Customers of every day with an order, by the last day before on which they had one. */
export function customersOf(standing: readonly Told[]): Map<string, number> {
  const found = new Map<string, number>();
  const named = standing.filter(({ customer, isClosed }) => customer !== null && !isClosed);
  for (const [, own] of Map.groupBy(named, ({ customer }) => customer)) {
    const days = [...new Set(own.map(({ day }) => day))].toSorted((a, b) => a - b);
    days.forEach((day, place) => {
      const before = days[place - 1];
      const at = `${dayOf(day)} ${before === undefined ? -1 : dayOf(before)}`;
      found.set(at, (found.get(at) ?? 0) + 1);
    });
  }
  return found;
}

/** The key of an order in each dimension that has one. */
export function keysOf(one: Told) {
  const { campaignId, link } = factsOf(one);
  return {
    campaign: campaignId ?? "",
    product: one.product,
    channel: "coupon",
    tier: "gold",
    link: String(link ?? ""),
    promoter: String(one.promoter),
  };
}

/** What the versions that stand come to, by dimension, time and key. */
export function expected(
  standing: readonly Told[],
  start: (day: number) => number,
  hasCohorts = false,
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const one of standing) {
    if (one.isClosed) continue;
    const { campaignId, link } = factsOf(one);
    const keys = [
      ["program", ""],
      ["promoter", String(one.promoter)],
      ["product", one.product],
      ["link", String(link ?? "")],
      ["campaign", campaignId ?? ""],
      ["channel", "coupon"],
      ["tier", "gold"],
      ["path", one.path],
      ["click_to_order", classOf(one)],
      ...(hasCohorts ? [["cohort", "2026-12/2026-12"]] : []),
    ];
    for (const [dimension, key] of keys) {
      const at = `${dimension} ${start(one.day)} ${key}`;
      const known = found.get(at) ?? [0, 0, 0, 0, 0];
      const isFirst = dimension === "cohort" || one.customer !== null ? 1 : 0;
      const more = [1, isFirst, one.amount, one.reversed, 7];
      found.set(
        at,
        known.map((value, place) => value + (more[place] ?? 0)),
      );
    }
  }
  return found;
}

export const dayOf = (day: number) => START + day * DAY_MS;
export const monthOf = (day: number) =>
  Date.UTC(new Date(dayOf(day)).getUTCFullYear(), new Date(dayOf(day)).getUTCMonth());
export const yearOf = (day: number) => Date.UTC(new Date(dayOf(day)).getUTCFullYear(), 0);
