/** Decided orders page by page in the sequence in which they were received, as a simulation reads them. */
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import { isPageOrderId } from "../../domain/order/page-order.ts";
import type { RecordedOrder } from "../../domain/simulation/simulate.ts";
import { type AmountMinor, ZERO } from "../../domain/kernel/money.ts";
import type { Goods } from "../../domain/order/worth.ts";
import { planUnder } from "../../domain/commission/amendment.ts";
import { plannedOrderOf } from "../../domain/settlement/order-view.ts";
import { restorableOf } from "../../domain/settlement/restoration.ts";
import { restorationOf, talliedOf } from "./order-row.ts";

/**
 * Rows are numbered as orders are received, but for those whose events came first: they have had their number since.
 * These few have an index of their own, so that no other order costs one.
 */
/** Where a page ended, in both kinds of orders. */
export interface RecordedPlace {
  readonly row: number;
  readonly eventsFirst: { readonly receivedAtMs: number; readonly row: number };
}

export const RECORDED_START: RecordedPlace = { row: 0, eventsFirst: { receivedAtMs: 0, row: 0 } };

/** The orders that are compared: those that occurred in it. */
export interface RecordedSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface RecordedPage {
  readonly orders: readonly RecordedOrder[];
  /** Where the next page begins; null after the last. */
  readonly next: RecordedPlace | null;
}

type Row = {
  row: number;
  receivedAtMs: number;
  eventsFirst: 0 | 1;
  received: string;
  decision: string;
  reversed: AmountMinor | null;
  worth: string | null;
  restoration: string | null;
};

const COLUMNS = `row, first_received_at_ms AS receivedAtMs, events_first AS eventsFirst, received, decision,
  tallied_reversed AS reversed, tallied_worth AS worth, restoration`;

/**
 * Orders that a signed source told, that somebody earned and that were not blocked. They are those of a span of time,
 * and those of campaigns at any time, because they spent the same budgets. A page reads up to `limit` orders, and may show fewer.
 */
export function recordedOrders(
  sql: SqlStorage,
  after: RecordedPlace,
  limit: number,
  span: RecordedSpan,
): RecordedPage {
  const { row, eventsFirst } = after;
  const inTurn = sql
    .exec<Row>(
      `SELECT ${COLUMNS} FROM orders WHERE row > ? AND received IS NOT NULL AND events_first = 0 AND moved < 2 AND link IS NULL ORDER BY row LIMIT ?`,
      row,
      limit,
    )
    .toArray();
  const late = sql
    .exec<Row>(
      `SELECT ${COLUMNS} FROM orders WHERE events_first = 1 AND moved < 2 AND received IS NOT NULL AND link IS NULL AND (first_received_at_ms, row) > (?, ?)
       ORDER BY first_received_at_ms, row LIMIT ?`,
      eventsFirst.receivedAtMs,
      eventsFirst.row,
      limit,
    )
    .toArray();
  const read = mergedByTime(inTurn, late).slice(0, limit);
  const isLast = inTurn.length + late.length === read.length && read.length < limit;
  return {
    orders: read.flatMap((one) => recordedOrder(one, span)),
    next: isLast ? null : placeAfter(read, after),
  };
}

/** Two lists, each in its own sequence, as one. */
function mergedByTime(inTurn: readonly Row[], late: readonly Row[]): Row[] {
  const merged: Row[] = [];
  let next = 0;
  for (const one of inTurn) {
    for (let other = late[next]; other !== undefined; other = late[next]) {
      if (other.receivedAtMs >= one.receivedAtMs) break;
      merged.push(other);
      next += 1;
    }
    merged.push(one);
  }
  return [...merged, ...late.slice(next)];
}

function placeAfter(read: readonly Row[], before: RecordedPlace): RecordedPlace {
  const inTurn = read.findLast(({ eventsFirst }) => eventsFirst === 0);
  const late = read.findLast(({ eventsFirst }) => eventsFirst === 1);
  return {
    row: inTurn?.row ?? before.row,
    eventsFirst: late === undefined ? before.eventsFirst : { receivedAtMs: late.receivedAtMs, row: late.row },
  };
}

function recordedOrder(row: Row, { fromMs, toMs }: RecordedSpan): RecordedOrder[] {
  const { campaignId: _, metadata: _metadata, ...received } = JSON.parse(row.received) as Order;
  if (isPageOrderId(received.orderId)) return [];
  const decision = JSON.parse(row.decision) as Decision;
  const { attribution, campaignId, levels, terms, risk } = decision;
  const isCompared = fromMs <= received.occurredAtMs && received.occurredAtMs < toMs;
  const matters = isCompared || campaignId !== undefined;
  if (!matters || risk.verdict === "block" || attribution.credits.length === 0) return [];
  const worth = talliedOf(row.reversed, row.worth) ?? { reversed: ZERO };
  const planned = plannedOrderOf(received, decision);
  const plan = planUnder(planned, worth);
  const amounts = restorableOf(planned, restorationOf(row.restoration), plan);
  const { items: _items, ...sold } = received;
  return [
    {
      order: { ...sold, ...goodsOf(plan.goods), ...(campaignId === undefined ? {} : { campaignId }) },
      receivedAtMs: row.receivedAtMs,
      isCompared,
      credits: attribution.credits,
      levels,
      // Lines are needed where events named some: they weigh more than all the rest.
      commissions: plan.commissions.map(({ promoter, amount, lines }, place) => ({
        promoter,
        amount: amounts[place] ?? amount,
        lines: worth.named === undefined ? [] : lines,
      })),
      terms,
      worth,
    },
  ];
}

function goodsOf({ amount, items }: Goods): Goods {
  return items === undefined ? { amount } : { amount, items };
}
