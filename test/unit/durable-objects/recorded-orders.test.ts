/** Pages of recorded orders: each once, in the sequence of receipt, also where an order's events came before it. */
import { expect, test } from "vitest";
import { OrderStorage } from "../../../durable-objects/commission-ledger/order-storage.ts";
import { LEDGER_TABLES } from "../../../durable-objects/commission-ledger/ledger-schema-storage.ts";
import {
  RECORDED_START,
  recordedOrders,
} from "../../../durable-objects/commission-ledger/recorded-order-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const ALWAYS = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

/** Orders by id and the millisecond of their receipt, in rows of the sequence given; `early` had an event before. */
function ledger(orders: readonly { id: string; at: number; early?: boolean; campaignId?: string }[]) {
  const sql = memorySql(...LEDGER_TABLES.steps);
  const storage = new OrderStorage(sql);
  const early = new Map(
    orders.filter((order) => order.early === true).map(({ id }) => [id, storage.reserve(id, null, 1)]),
  );
  for (const { id, at, campaignId } of orders.toSorted((a, b) => a.at - b.at)) {
    const decision = {
      attribution: { credits: [{ promoter: 1, weightBps: 10_000 }] },
      risk: { verdict: "pass", reasons: [] },
      commissions: [],
      levels: [],
      terms: {},
      ...(campaignId === undefined ? {} : { campaignId }),
    };
    const order = { orderId: id, amount: 1, currency: "CNY", occurredAtMs: at, metadata: { note: "long" } };
    const received = { order, slot: 0, journey: null, decision, evidence: {} } as never;
    const row = early.get(id);
    const stored = {
      row: storage.lastRow() + 1,
      binding: "none",
      tallied: null,
      firstReceivedAtMs: at,
    };
    if (row === undefined) storage.add(received, { stored, dueAtMs: null } as never);
    else storage.writeDecision(row, received, at);
  }
  return sql;
}

function pages(sql: SqlStorage, limit: number, span = ALWAYS): string[][] {
  const shown: string[][] = [];
  for (let place: typeof RECORDED_START | null = RECORDED_START; place !== null;) {
    const page = recordedOrders(sql, place, limit, span);
    shown.push(page.orders.map(({ order, isCompared }) => order.orderId + (isCompared ? "" : " aside")));
    place = page.next;
  }
  return shown;
}

test("whatever the size of a page, orders come once and by their own receipt", () => {
  const orders = Array.from({ length: 20 }, (_, index) => {
    return { id: `o${index}`, at: 100 + index, early: index % 3 === 0 };
  });
  const sql = ledger(orders.toReversed());
  const inTurn = orders.map(({ id }) => id);
  for (const limit of [1, 2, 3, 7, 20, 100]) expect(pages(sql, limit).flat()).toEqual(inTurn);
  expect(pages(sql, 7).map((page) => page.length)).toEqual([7, 7, 6]);
});

test("outside of the span only orders of campaigns are told, apart; metadata and undecided orders never", () => {
  const sql = ledger([
    { id: "before", at: 10 },
    { id: "sale", at: 11, campaignId: "sale" },
    { id: "within", at: 20, early: true },
    { id: "after", at: 30 },
  ]);
  new OrderStorage(sql).reserve("never came", null, 15);
  expect(pages(sql, 2, { fromMs: 20, toMs: 30 }).flat()).toEqual(["sale aside", "within"]);
  expect(recordedOrders(sql, RECORDED_START, 9, ALWAYS).orders[0]?.order).not.toHaveProperty("metadata");
});
