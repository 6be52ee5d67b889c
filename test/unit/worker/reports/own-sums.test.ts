/** What a promoter's token reads of its days is its part of every order, also of those that it neither leads nor earns of. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Share } from "../../../../domain/reports/order-facts.ts";
import {
  type OrderProjection,
  projectOrders,
} from "../../../../worker/read-models/order-projection.tables.ts";
import { ownSums } from "../../../../worker/reports/own/own-orders.tables.ts";
import { databaseBinding, StoredDatabase } from "../../../simulation/platform/stored-database.ts";
import { projectingLedger } from "../../../support/projecting-ledger.ts";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 9, 30);
const OWN = 7;

interface Sold {
  readonly hour: number;
  readonly customer: string | null;
  readonly isNew: boolean;
  /** What it has of an order: a part, without leading it or earning of it; the greatest; a commission alone; or nothing. */
  readonly role: "part" | "leader" | "earner" | "none";
  readonly sales: number;
}

const sold: fc.Arbitrary<Sold> = fc.record({
  hour: fc.integer({ min: 0, max: 71 }),
  customer: fc.constantFrom("c1", "c2", null),
  isNew: fc.boolean(),
  role: fc.constantFrom("part", "leader", "earner", "none"),
  sales: fc.integer({ min: 1, max: 500 }),
});

function sharesOf({ role, sales }: Sold): Share[] {
  const other: Share = {
    promoter: 8,
    orders: role === "leader" ? 0 : 1,
    sales: 900,
    refunded: 9,
    commission: 5,
  };
  if (role === "none") return [other];
  const orders = role === "leader" ? 1 : 0;
  const credit = role === "earner" ? { sales: 0, refunded: 0 } : { sales, refunded: 1 };
  return [{ promoter: OWN, orders, ...credit, commission: role === "part" ? 0 : 3 }, other];
}

function projection(one: Sold, place: number): OrderProjection {
  const shares = sharesOf(one);
  const sum = (member: "sales" | "refunded" | "commission") =>
    shares.reduce((total, share) => total + share[member], 0);
  const amounts = { amount: sum("sales"), reversedAmount: sum("refunded"), kept: sum("commission") };
  const promoter = one.role === "leader" ? OWN : 8;
  const commission = { id: `cm_${place}`, promoter: OWN, creditedPromoter: promoter, level: 1, amount: 3 };
  return {
    orderId: `o${place}`,
    version: 1,
    occurredAtMs: START + one.hour * HOUR_MS,
    ...amounts,
    customerId: one.customer,
    state: "held",
    underReview: false,
    basis: "touch",
    credited: {
      promoter,
      buyer: null,
      isNewCustomer: one.isNew,
      clickToOrderMs: 1,
      clickNetwork: null,
      isClickUnasked: null,
      isCreditTaken: false,
    },
    riskCodes: [],
    facts: {
      campaignId: null,
      link: null,
      channel: "direct",
      tier: "default",
      path: "direct",
      currency: "CNY",
      cohort: null,
      opensCohort: 0,
      shares,
      sold: [],
    },
    commissions:
      one.role === "leader" || one.role === "earner" ? [{ ...commission, kept: 3, state: "held" }] : [],
  };
}

test("by days of any zone, sums are the promoter's shares, and customers those of orders that it leads", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sold, { maxLength: 12 }), async (orders) => {
      const database = new StoredDatabase("REPORTS");
      try {
        const reports = databaseBinding(async (statements) => database.run(statements));
        await projectOrders(reports, projectingLedger("tea"), orders.map(projection), 1);
        for (const offset of [0, 8, -5]) {
          const spans = [0, 1, 2].map((day) => ({
            fromMs: START + (day * 24 - offset) * HOUR_MS,
            toMs: START + ((day + 1) * 24 - offset) * HOUR_MS,
          }));
          const found = await ownSums(reports, "tea", OWN, spans);
          spans.forEach(({ fromMs, toMs }, place) => {
            const within = orders.filter(({ hour }) => {
              const atMs = START + hour * HOUR_MS;
              return atMs >= fromMs && atMs < toMs;
            });
            const own = within.flatMap((one) => {
              const share = sharesOf(one).find(({ promoter }) => promoter === OWN);
              return share === undefined ? [] : [{ one, share }];
            });
            const led = own.filter(({ share }) => share.orders === 1);
            const sum = (member: "orders" | "sales" | "refunded" | "commission") =>
              own.reduce((total, { share }) => total + share[member], 0);
            const { place: _, ...sums } = found.get(place) ?? {
              place,
              orders: 0,
              newCustomers: 0,
              sales: 0,
              refunded: 0,
              commission: 0,
              customers: 0,
            };
            expect(sums).toEqual({
              orders: sum("orders"),
              newCustomers: led.filter(({ one }) => one.customer !== null && one.isNew).length,
              sales: sum("sales"),
              refunded: sum("refunded"),
              commission: sum("commission"),
              customers: new Set(led.flatMap(({ one }) => one.customer ?? [])).size,
            });
          });
        }
      } finally {
        database.close();
      }
    }),
    { numRuns: 40 },
  );
});
