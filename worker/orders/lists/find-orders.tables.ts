/** Orders by what they are filtered by, newest first. A page reads a bounded number of rows, whatever is asked for. */
import { and, desc, not, type SQL, sql } from "drizzle-orm";
import { ATTRIBUTION_BASES } from "../../../domain/attribution/attribution.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { COMMISSION_STATES } from "../../../domain/settlement/order-view.ts";
import { queries } from "../../platform/queries.ts";
import { IS_DECIDED, isReplaced } from "../../read-models/order-projection.tables.ts";
import { commissions, orders } from "../../read-models/schema.tables.ts";

export interface OrderRow {
  readonly orderId: string;
  readonly amount: number;
  readonly reversedAmount: number;
  readonly customerId: string | null;
  readonly state: "pending" | "held" | "available" | "reversed";
  readonly underReview: number;
  readonly basis: "coupon" | "binding" | "touch" | "manual" | "none";
  readonly occurredAtMs: number;
}

/** Where a page ends: the next one begins behind it. */
export interface OrderPlace {
  readonly occurredAtMs: number;
  readonly id: string;
}

export interface PageQuery {
  readonly programId: string;
  /** Inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** The last order of the page before. */
  readonly before?: OrderPlace | undefined;
  readonly limit: number;
}

interface Conditions {
  readonly state?: OrderRow["state"] | undefined;
  readonly underReview?: boolean | undefined;
  readonly basis?: OrderRow["basis"] | undefined;
}

export interface OrderQuery extends PageQuery, Conditions {
  /** Orders in which this promoter has a commission. */
  readonly promoter?: PromoterRef | undefined;
  readonly customerId?: string | undefined;
}

export interface FoundOrders {
  readonly rows: OrderRow[];
  /** Where the search stopped with fewer rows than asked for, because it had read as many as it may. */
  readonly stoppedAt?: OrderPlace | undefined;
}

/** Orders, newest first. */
export async function findOrders(reports: D1Database, query: OrderQuery): Promise<FoundOrders> {
  const { promoter, customerId, state, underReview, basis } = query;
  const byCondition = state !== undefined || underReview !== undefined || basis !== undefined;
  if (promoter !== undefined) {
    const narrows = byCondition || customerId !== undefined;
    return await ordersAmong(reports, query, ofPromoter(promoter, query), narrows);
  }
  if (customerId !== undefined) {
    return await ordersAmong(reports, query, ofCustomer(customerId, query), byCondition);
  }
  if (byCondition) return { rows: await ordersOfCondition(reports, query) };
  return { rows: await ordersOfProgram(reports, query) };
}

/** Of the program and the time asked for, after the page before; orders and commissions have these columns. */
function onPage({ programId, fromMs, toMs, before }: PageQuery): SQL {
  const beforeMs = before?.occurredAtMs ?? Number.MAX_SAFE_INTEGER;
  return sql`program_id = ${programId} AND occurred_at_ms >= ${fromMs} AND occurred_at_ms < min(${toMs}, ${beforeMs} + 1)
    AND (occurred_at_ms, order_id) < (${beforeMs}, ${before?.id ?? ""})`;
}

const NEWEST_FIRST = sql`ORDER BY occurred_at_ms DESC, order_id DESC`;

const SHOWN = sql`o.order_id AS orderId, o.amount, o.reversed_amount AS reversedAmount, o.customer_id AS customerId,
  o.state, o.under_review AS underReview, o.basis, o.occurred_at_ms AS occurredAtMs`;

async function ordersOfProgram(reports: D1Database, query: PageQuery): Promise<OrderRow[]> {
  const { orderId, amount, reversedAmount, customerId, state, underReview, basis, occurredAtMs } = orders;
  return await queries(reports)
    .select({ orderId, amount, reversedAmount, customerId, state, underReview, basis, occurredAtMs })
    .from(orders)
    .where(and(onPage(query), not(isReplaced("orders"))))
    .orderBy(desc(occurredAtMs), desc(orderId))
    .limit(query.limit);
}

/** Places of the promoter's own commissions: a page costs what it shows, whatever the program sold besides. */
function ofPromoter(promoter: PromoterRef, query: PageQuery): SQL {
  return sql`SELECT DISTINCT occurred_at_ms, order_id FROM ${commissions}
    WHERE promoter = ${promoter} AND ${onPage(query)} AND ${IS_DECIDED} AND NOT ${isReplaced("commissions")}
    ${NEWEST_FIRST}`;
}

function ofCustomer(customerId: string, query: PageQuery): SQL {
  return sql`SELECT occurred_at_ms, order_id FROM ${orders}
    WHERE customer_id = ${customerId} AND ${onPage(query)} AND NOT ${isReplaced("orders")} ${NEWEST_FIRST}`;
}

/** The orders of some places. Narrowed further, they are searched as far as one page may read. */
async function ordersAmong(
  reports: D1Database,
  query: OrderQuery,
  places: SQL,
  narrows: boolean,
): Promise<FoundOrders> {
  const most = narrows ? LIMITS.ordersSearched : query.limit;
  const rows = await queries(reports).all<OrderRow>(
    sql`SELECT ${SHOWN} FROM (${places} LIMIT ${most}) shown
      CROSS JOIN ${orders} o ON o.program_id = ${query.programId} AND o.order_id = shown.order_id
      WHERE ${narrowed(query)}
      ORDER BY o.occurred_at_ms DESC, o.order_id DESC LIMIT ${query.limit}`,
  );
  if (!narrows || rows.length === query.limit) return { rows };
  const [last] = await queries(reports).all<OrderPlace>(
    sql`SELECT occurred_at_ms AS occurredAtMs, order_id AS id FROM (${places} LIMIT ${most})
      LIMIT 1 OFFSET ${most - 1}`,
  );
  return { rows, stoppedAt: last };
}

function narrowed({ customerId, state, underReview, basis }: OrderQuery): SQL {
  return (
    and(
      customerId === undefined ? undefined : sql`o.customer_id = ${customerId}`,
      state === undefined ? undefined : sql`o.state = ${state}`,
      underReview === undefined ? undefined : sql`o.under_review = ${underReview ? 1 : 0}`,
      basis === undefined ? undefined : sql`o.basis = ${basis}`,
    ) ?? sql`true`
  );
}

/**
 * Of each state, basis and review that is asked for, a page by one index; the newest of all of them. However rare what is
 * asked for, no more is read than that many pages.
 */
async function ordersOfCondition(reports: D1Database, query: OrderQuery): Promise<OrderRow[]> {
  const conditions = conditionsOf(query);
  return await queries(reports).all<OrderRow>(
    sql`SELECT ${SHOWN} FROM json_each(${JSON.stringify(conditions)}) asked
      CROSS JOIN ${orders} o ON o.program_id = ${query.programId} AND o.order_id IN (
        SELECT order_id FROM ${orders} WHERE state = asked.value ->> 0 AND basis = asked.value ->> 1
          AND under_review = asked.value ->> 2 AND ${onPage(query)} AND NOT ${isReplaced("orders")}
        ${NEWEST_FIRST} LIMIT ${query.limit})
      ORDER BY o.occurred_at_ms DESC, o.order_id DESC LIMIT ${query.limit}`,
  );
}

function conditionsOf({ state, basis, underReview }: Conditions): [string, string, number][] {
  const states = state === undefined ? COMMISSION_STATES : [state];
  const bases = basis === undefined ? ATTRIBUTION_BASES : [basis];
  const reviews = underReview === undefined ? [0, 1] : [underReview ? 1 : 0];
  return states.flatMap((one) =>
    bases.flatMap((other) => reviews.map((review): [string, string, number] => [one, other, review])),
  );
}
