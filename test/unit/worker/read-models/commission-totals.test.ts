/** What is counted of orders and commissions is what the read model holds, in whatever sequence it is written. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  dropLost,
  type OrderProjection,
  projectOrders,
} from "../../../../worker/read-models/order-projection.tables.ts";
import { sized } from "../../../support/effort.ts";
import { databaseBinding, StoredDatabase } from "../../../simulation/platform/stored-database.ts";

const NOBODY = {
  promoter: null,
  buyer: null,
  isNewCustomer: false,
  clickToOrderMs: null,
  clickNetwork: null,
  isClickUnasked: null,
  isCreditTaken: false,
};
const state = fc.constantFrom("pending", "held", "available", "reversed");
const commission = fc.record({
  id: fc.constantFrom("a", "b", "c"),
  amount: fc.nat(1_000),
  taken: fc.nat(1_000),
  state,
});

/** Commissions of one id in two orders would be two decisions, of which one was lost. */
const order = fc
  .record({
    orderId: fc.constantFrom("o1", "o2", "page  o1"),
    version: fc.integer({ min: 1, max: 6 }),
    state,
    commissions: fc.uniqueArray(commission, { selector: ({ id }) => id, maxLength: 3 }),
  })
  .map((one): OrderProjection => ({
    ...one,
    occurredAtMs: 1,
    amount: 1_000,
    reversedAmount: 0,
    customerId: null,
    underReview: false,
    basis: "touch",
    credited: NOBODY,
    riskCodes: [],
    facts: null,
    kept: 0,
    commissions: one.commissions.map(({ id, amount, taken, state: where }) => ({
      id: `${one.orderId}/${id}`,
      promoter: 256,
      creditedPromoter: 256,
      level: 1,
      amount,
      kept: where === "reversed" ? 0 : Math.max(0, amount - taken),
      state: where,
    })),
  }));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ write: fc.array(order, { minLength: 1, maxLength: 4 }) }) },
  fc.constant({ drop: ["o1/a", "o1/b", "o1/c", "o2/a", "page  o1/b"] }),
);

const COUNTED = "SELECT label, n, amount FROM totals WHERE kind = ";

test("orders and commissions are counted as the read model holds them: repeats, late versions and what is dropped too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const stored = new StoredDatabase("REPORTS");
      const reports = databaseBinding(async (statements) => stored.run(statements));
      try {
        for (const [index, one] of steps.entries()) {
          const seq = index + 1;
          const expected = { none: true, spans: [{ life: "one", fromSeq: 0, seq }] };
          const by = { programId: "tea", ledger: "tea/0", mark: { life: "one", seq }, expected };
          if ("drop" in one) await dropLost(reports, "tea", one.drop);
          else await projectOrders(reports, by, newest(one.write), seq);
        }
        const total = (kind: string) =>
          stored.read(`${COUNTED}'${kind}' AND (n <> 0 OR amount <> 0) ORDER BY label`);
        expect(total("orders_by_state")).toEqual(
          stored.read(
            "SELECT 'tea ' || state AS label, count(*) AS n, 0 AS amount FROM orders GROUP BY state ORDER BY 1",
          ),
        );
        expect(total("orders_decided")).toEqual(
          stored.read(
            "SELECT 'tea' AS label, count(*) AS n, 0 AS amount FROM orders WHERE order_id LIKE 'o%' HAVING count(*) > 0",
          ),
        );
        expect(total("commissions")).toEqual(
          stored.read(
            `SELECT 'tea ' || state AS label, sum(n) AS n, sum(amount) AS amount FROM (
               SELECT state, 1 AS n, kept AS amount FROM commissions
               UNION ALL SELECT 'reversed', 0, amount - kept FROM commissions
             ) GROUP BY state HAVING sum(n) <> 0 OR sum(amount) <> 0 ORDER BY 1`,
          ),
        );
      } finally {
        stored.close();
      }
    }),
    { numRuns: sized(30, 1_000, 60) },
  );
});

/** A ledger writes one version of an order at a time. */
function newest(orders: readonly OrderProjection[]): OrderProjection[] {
  return [...new Map(orders.map((one) => [one.orderId, one])).values()];
}
