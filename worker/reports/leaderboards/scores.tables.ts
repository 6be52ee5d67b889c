/**
 * Promoters by what they came to in a period, with ranks, from the sums that the write of an order keeps. Orders that were taken
 * back whole count for nobody: the few of them are found by an index of their own. What a page told counts once a person cleared it.
 */
import { type SQL, sql } from "drizzle-orm";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { PAGE_ORDER_IDS } from "../../../domain/order/page-order.ts";
import type { Span } from "../../../domain/reports/cover.ts";
import type { Metric, Score } from "../../../domain/reports/ranks.ts";
import { queries } from "../../platform/queries.ts";
import { orders } from "../../read-models/schema.tables.ts";
import { partsOf } from "../order-sums.tables.ts";

const VALUES = {
  sales: sql`sum(sales) - sum(refunded)`,
  orders: sql`sum(orders)`,
  customers: sql`sum(new_customers)`,
  commission: sql`sum(commission)`,
} as const satisfies Record<Metric, SQL>;

export interface Scored {
  readonly programId: string;
  readonly metric: Metric;
  readonly period: Span;
  /** Promoters who take no rank. */
  readonly without: readonly PromoterRef[];
}

/**
 * Where a page of ranks begins: behind this value, or behind this place among those who share it. It names no promoter, because
 * cursors are read by other promoters, who see no ids.
 */
export interface ScorePlace {
  readonly value: number;
  readonly placeOfTied: number;
}

/** Of a list that has `value` and `placeOfTied`: what lies behind a place. */
export function isBehind(after: ScorePlace | undefined): SQL {
  if (after === undefined) return sql`true`;
  const { value, placeOfTied } = after;
  return sql`(value < ${value} OR (value = ${value} AND placeOfTied > ${placeOfTied}))`;
}

/** A page of ranks, the highest first; of equal ones who joined first. */
export async function pageOfScores(
  reports: D1Database,
  scored: Scored,
  { after, limit }: { readonly after: ScorePlace | undefined; readonly limit: number },
): Promise<Score[]> {
  return await ranked(reports, scored, isBehind(after), limit);
}

/** All who have a rank up to a last one: of those who share it, all. */
export async function scoresToRank(reports: D1Database, scored: Scored, lastRank: number): Promise<Score[]> {
  return await ranked(reports, scored, sql`rank <= ${lastRank}`, -1);
}

/** What one promoter came to; null without a rank. */
export async function scoreOf(
  reports: D1Database,
  scored: Scored,
  promoter: PromoterRef,
): Promise<Score | null> {
  const [score] = await ranked(reports, scored, sql`promoter = ${promoter}`, 1);
  return score ?? null;
}

async function ranked(
  reports: D1Database,
  { programId, metric, period, without }: Scored,
  which: SQL,
  limit: number,
): Promise<Score[]> {
  return await queries(reports).all<Score>(
    sql`${partsOf(programId, "promoter", period)}, taken AS (
        SELECT promoter AS key, -count(*) AS orders,
          -sum(customer_id IS NOT NULL AND is_new_customer = 1) AS new_customers
        FROM ${orders} INDEXED BY orders_taken_back WHERE program_id = ${programId} AND is_counted = 1
          AND state = 'reversed' AND occurred_at_ms >= ${period.fromMs} AND occurred_at_ms < ${period.toMs}
          AND promoter IS NOT NULL GROUP BY promoter
      ), of_pages AS (
        SELECT CAST(share.value ->> 0 AS TEXT) AS key, -(share.value ->> 1) AS orders,
          -(share.value ->> 1) * (customer_id IS NOT NULL AND is_new_customer = 1) AS new_customers,
          -(share.value ->> 2) AS sales, -(share.value ->> 3) AS refunded, -(share.value ->> 4) AS commission
        FROM ${orders} INDEXED BY orders_by_condition CROSS JOIN json_each(${orders.shares}) AS share
        WHERE program_id = ${programId} AND state IN ('pending', 'held', 'available')
          AND basis IN ('coupon', 'binding', 'touch', 'manual') AND under_review = 1
          AND occurred_at_ms >= ${period.fromMs} AND occurred_at_ms < ${period.toMs}
          AND order_id >= ${PAGE_ORDER_IDS.from} AND order_id < ${PAGE_ORDER_IDS.before} AND is_counted = 1
      ), scores AS (
        SELECT CAST(key AS INTEGER) AS promoter, ${VALUES[metric]} AS value FROM (
          SELECT key, orders, new_customers, sales, refunded, commission FROM parts
          UNION ALL SELECT key, orders, new_customers, 0, 0, 0 FROM taken
          UNION ALL SELECT key, orders, new_customers, sales, refunded, commission FROM of_pages)
        GROUP BY 1 HAVING value > 0
      ), ranked AS (
        SELECT promoter, value, rank() OVER (ORDER BY value DESC) AS rank,
          count(*) OVER (PARTITION BY value) AS tied,
          row_number() OVER (PARTITION BY value ORDER BY promoter) AS placeOfTied
        FROM scores WHERE promoter <> 0
          AND promoter NOT IN (SELECT value FROM json_each(${JSON.stringify(without)})))
      SELECT promoter, value, rank, tied, placeOfTied FROM ranked WHERE ${which}
      ORDER BY value DESC, promoter LIMIT ${limit}`,
  );
}
