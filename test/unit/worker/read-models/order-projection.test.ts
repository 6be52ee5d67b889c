/** The read model of orders is whole rows of their newest version, however late or often they are written. */
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type OrderProjection,
  projectionMark,
  projectOrders,
} from "../../../../worker/read-models/order-projection.tables.ts";
import { databaseBinding, StoredDatabase } from "../../../simulation/platform/stored-database.ts";

let stored: StoredDatabase;
let reports: D1Database;

beforeEach(() => {
  stored = new StoredDatabase("REPORTS");
  reports = databaseBinding(async (statements) => stored.run(statements));
});

afterEach(() => {
  stored.close();
});

function version(number: number, more: Partial<OrderProjection> = {}): OrderProjection {
  const commission = { id: "cm_1", promoter: 256, creditedPromoter: 256, level: 1, amount: 100 };
  const state = number === 1 ? "pending" : "held";
  return {
    orderId: "o1",
    version: number,
    occurredAtMs: 1_000,
    amount: 1_000,
    reversedAmount: number * 10,
    customerId: "c1",
    state,
    underReview: false,
    basis: "touch",
    credited: {
      promoter: null,
      buyer: null,
      isNewCustomer: false,
      clickToOrderMs: null,
      clickNetwork: null,
      isClickUnasked: null,
      isCreditTaken: false,
    },
    riskCodes: [],
    kept: 0,
    facts: null,
    commissions: [{ ...commission, kept: 100 - number, state }],
    ...more,
  };
}

async function project(seq: number, nowMs: number, ...orders: OrderProjection[]) {
  const expected = { none: true, spans: [{ life: "one", fromSeq: 0, seq }] };
  const by = { programId: "tea", ledger: "tea/0", mark: { life: "one", seq }, expected };
  return await projectOrders(reports, by, orders, nowMs);
}

const order = () => stored.read("SELECT version, state, reversed_amount AS reversed FROM orders");
const commission = () => stored.read("SELECT version, state, kept FROM commissions");
const counted = () =>
  stored.read("SELECT label, n FROM totals WHERE kind = 'orders_by_state' ORDER BY label");
const decided = () => stored.read("SELECT label, n FROM totals WHERE kind = 'orders_decided'");
const commissionsByState = () =>
  stored.read("SELECT label, n, amount FROM totals WHERE kind = 'commissions' ORDER BY label");

test("a newer version takes the place of an older one, its refunds and its commissions with it", async () => {
  await project(1, 1, version(1));
  expect(await project(2, 2, version(2))).toMatchObject({ kept: [] });
  expect(order()).toEqual([{ version: 2, state: "held", reversed: 20 }]);
  expect(commission()).toEqual([{ version: 2, state: "held", kept: 98 }]);
});

test("a repeat and an older version change nothing, and are named with what stands there", async () => {
  await project(1, 1, version(2));
  const kept = [{ orderId: "o1", version: 2 }];
  expect(await project(2, 2, version(1))).toMatchObject({ kept });
  expect(commission()).toEqual([{ version: 2, state: "held", kept: 98 }]);
  expect(await project(3, 3, version(2, { state: "available" }))).toMatchObject({ kept });
  expect(order()).toEqual([{ version: 2, state: "held", reversed: 20 }]);
  expect(commission()).toEqual([{ version: 2, state: "held", kept: 98 }]);
});

test("each order is counted once, in the state of its newest version", async () => {
  await project(1, 1, version(1));
  await project(2, 2, version(1));
  await project(3, 3, version(2), version(1, { orderId: "o2" }));
  await project(4, 4, version(1));
  expect(counted()).toEqual([
    { label: "tea held", n: 1 },
    { label: "tea pending", n: 1 },
  ]);
});

test("the mark of the last write stands, and the read model's time never runs backwards", async () => {
  expect(await project(5, 50, version(1))).toMatchObject({ found: null });
  expect(await project(4, 40, version(2))).toMatchObject({ found: { life: "one", seq: 5 } });
  expect(await project(6, 60, version(3))).toMatchObject({ found: { life: "one", seq: 5 } });
  await project(7, 30, version(4));
  expect(stored.read("SELECT as_of_ms AS asOfMs FROM projection_watermarks")).toEqual([{ asOfMs: 60 }]);
});

test("a mark that its ledger does not expect is left, so that the ledger hears of it though an answer is lost", async () => {
  const mark = (seq: number) => ({ life: "one", seq });
  const by = { programId: "tea", ledger: "tea/0" };
  const since = { none: false, spans: [{ life: "one", fromSeq: 2, seq: 9 }] };
  // D1 went back to before the first write: the ledger does not expect nothing.
  expect(await projectOrders(reports, { ...by, mark: mark(3), expected: since }, [], 1)).toMatchObject({
    found: null,
  });
  expect(await projectionMark(reports, by)).toBeNull();
  await project(1, 1);
  await projectOrders(reports, { ...by, mark: mark(4), expected: since }, [], 1);
  expect(await projectionMark(reports, by)).toEqual(mark(1));
  await projectOrders(reports, { ...by, mark: mark(5), expected: { ...since, none: true } }, [], 1);
  expect(await projectionMark(reports, by)).toEqual(mark(1));
  await project(6, 1);
  expect(await projectionMark(reports, by)).toEqual(mark(6));
});

test("a late copy of what a lost life of its ledger wrote changes nothing", async () => {
  await project(1, 1, version(1));
  const lost = { life: "lost", seq: 2 };
  const expected = { none: false, spans: [{ life: "lost", fromSeq: 1, seq: 2 }] };
  const by = { programId: "tea", ledger: "tea/0", mark: lost, expected };
  const { found } = await projectOrders(reports, by, [version(9)], 2);
  expect(found).toEqual({ life: "one", seq: 1 });
  expect(order()).toEqual([{ version: 1, state: "pending", reversed: 10 }]);
  expect(commission()).toEqual([{ version: 1, state: "pending", kept: 99 }]);
  expect(counted()).toEqual([{ label: "tea pending", n: 1 }]);
  expect(decided()).toEqual([{ label: "tea", n: 1 }]);
  expect(commissionsByState()).toEqual([
    { label: "tea pending", n: 1, amount: 99 },
    { label: "tea reversed", n: 0, amount: 1 },
  ]);
});
