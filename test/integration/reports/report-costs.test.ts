/** What reports cost each order and each click, in rows that D1 writes and reads. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { countBatches } from "../../../worker/clicks/click-counters.tables.ts";
import { type OrderProjection, projectOrders } from "../../../worker/read-models/order-projection.tables.ts";
import { projectingLedger } from "../../support/projecting-ledger.ts";

/** REPORTS, and the rows that each statement of its last batch wrote and read. */
function counted() {
  let written: number[] = [];
  let read: number[] = [];
  const db = new Proxy(env.REPORTS, {
    get(target, key) {
      if (key !== "batch") {
        const found = Reflect.get(target, key) as unknown;
        return typeof found === "function" ? (found.bind(target) as unknown) : found;
      }
      return async (statements: D1PreparedStatement[]) => {
        const results = await target.batch(statements);
        written = results.map(({ meta }) => meta.rows_written);
        read = results.map(({ meta }) => meta.rows_read);
        return results;
      };
    },
  });
  return { db, written: () => written, read: () => read };
}

function order(index: number, more: Partial<OrderProjection> = {}): OrderProjection {
  const sums = { sales: 1_000, refunded: 0, commission: 100 };
  const promoter = 256 + (index % 20);
  return {
    orderId: `o${index}`,
    version: 1,
    occurredAtMs: Date.UTC(2026, 9, 5) + index * 1_000,
    amount: 1_000,
    reversedAmount: 0,
    customerId: `c${index}`,
    state: "pending",
    underReview: false,
    basis: "touch",
    credited: {
      promoter,
      buyer: null,
      isNewCustomer: true,
      clickToOrderMs: 1,
      clickNetwork: null,
      isClickUnasked: null,
      isCreditTaken: false,
    },
    riskCodes: [],
    kept: 100,
    facts: {
      campaignId: null,
      link: index % 20,
      channel: "social",
      tier: "default",
      path: "social",
      currency: "CNY",
      cohort: "2026-10/2026-10",
      opensCohort: 1,
      shares: [{ promoter, orders: 1, ...sums }],
      sold: [{ productId: "", categoryId: null, ...sums }],
    },
    commissions: [],
    ...more,
  };
}

async function written(orders: readonly OrderProjection[], programId: string): Promise<readonly number[]> {
  const { db, written: rows } = counted();
  await projectOrders(db, projectingLedger(programId), orders, 1);
  return rows();
}

/** Of the statements of a batch, those that sum. */
const sumsOf = ([, , quarters = 0, days = 0, months = 0]: readonly number[]) => quarters + days + months;

test("an order by itself costs 26 rows of sums, one of a hundred less than two, and its release none", async () => {
  const alone = await written([order(0)], "costs-alone");
  expect(sumsOf(alone)).toBe(26);
  // Its row with nine indexes, of which four are of reports, and one of who ordered on the day.
  expect(alone[5]).toBeLessThanOrEqual(11);
  const all = Array.from({ length: 100 }, (_, index) => order(index));
  expect(sumsOf(await written(all, "costs-many"))).toBeLessThanOrEqual(200);
  const released = all.map((one) => ({ ...one, version: 2, state: "available" }));
  expect(sumsOf(await written(released, "costs-many"))).toBe(0);
});

test("a click by itself costs four rows of sums, a thousand of one link no more", async () => {
  const click = async (clicks: number) => {
    const { db, written: rows } = counted();
    const batch = crypto.randomUUID().replaceAll("-", "");
    const where = { batch, program: 9_999, hourMs: 3_600_000, link: 5, promoter: 7 };
    const pages = { pageviews: 0, conversions: 0, amountMinor: 0 };
    const row = { ...where, ...pages, clicks, unique: 1, impressions: 0, invalid: {} };
    await countBatches(db, [batch], { rows: [{ ...row, channels: { social: [clicks, 1] } }] }, 1);
    return rows().slice(3, 7);
  };
  expect(await click(1)).toEqual([1, 1, 1, 1]);
  expect(await click(1_000)).toEqual([1, 1, 1, 1]);
});

/** Rows that are read for one more order a day after, for its change to another customer, and for its end. */
async function readWith(orders: number, programId: string): Promise<readonly number[]> {
  const spread = (index: number, more: Partial<OrderProjection> = {}) =>
    order(index, { occurredAtMs: Date.UTC(2026, 0, 5) + index * 3_600_000, ...more });
  for (let start = 0; start < orders; start += 500) {
    const some = Math.min(500, orders - start);
    await written(
      Array.from({ length: some }, (_, index) => spread(start + index)),
      programId,
    );
  }
  const { db, read } = counted();
  // In the middle of the others, so that orders lie before and behind.
  const occurredAtMs = Date.UTC(2026, 0, 5) + (orders / 2) * 3_600_000;
  const costs: number[] = [];
  for (const more of [{}, { version: 2, customerId: "other" }]) {
    await projectOrders(db, projectingLedger(programId), [order(orders, { occurredAtMs, ...more })], 1);
    costs.push(read()[5] ?? Number.NaN);
  }
  const gone = env.REPORTS.prepare("DELETE FROM orders WHERE program_id = ? AND order_id = ?");
  costs.push((await gone.bind(programId, `o${orders}`).run()).meta.rows_read);
  return costs;
}

test("an order reads as many rows of a program with 2,000 orders as of one with 20", async () => {
  const few = await readWith(20, "reads-few");
  expect(await readWith(2_000, "reads-many")).toEqual(few);
  for (const rows of few) expect(rows).toBeLessThanOrEqual(40);
});
