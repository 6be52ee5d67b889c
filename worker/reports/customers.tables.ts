/** How many customers ordered: each counted once, however often it did. */
import { type SQL, sql } from "drizzle-orm";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { Span } from "../../domain/reports/cover.ts";
import { NOBODY } from "../../domain/reports/order-facts.ts";
import { queries } from "../platform/queries.ts";
import { type Dimension, spansOf } from "../read-models/report-sums.tables.ts";
import { orders, reportCustomers } from "../read-models/schema.tables.ts";

/**
 * Customers of a period: of its whole days by the sums of who ordered on them and on none of the days before, and of its ends
 * by the orders themselves.
 */
export async function customersOf(reports: D1Database, programId: string, period: Span): Promise<number> {
  const { fromMs, toMs } = wholeDays(period);
  if (fromMs >= toMs) return await customersWithin(reports, programId, [period]);
  const days = Array.from({ length: (toMs - fromMs) / DAY_MS }, (_, place) => fromMs + place * DAY_MS);
  const ends = [
    { fromMs: period.fromMs, toMs: fromMs },
    { fromMs: toMs, toMs: period.toMs },
  ];
  const [row] = await queries(reports).all<{ readonly n: number }>(
    sql`SELECT (SELECT coalesce(sum(customers), 0) FROM json_each(${JSON.stringify(days)}) AS day CROSS JOIN ${reportCustomers}
        ON program_id = ${programId} AND start_ms = day.value AND previous_ms < ${fromMs})
      + (SELECT count(*) FROM (SELECT DISTINCT customer_id FROM ${spansOf(ends)} CROSS JOIN ${orders} INDEXED BY orders_counted
          ON program_id = ${programId} AND occurred_at_ms >= span.from_ms AND occurred_at_ms < span.to_ms
          WHERE is_counted = 1 AND customer_id IS NOT NULL) AS one
        WHERE NOT EXISTS (SELECT 1 FROM ${orders} other INDEXED BY orders_by_customer
          WHERE other.program_id = ${programId} AND other.customer_id = one.customer_id
            AND other.occurred_at_ms >= ${fromMs} AND other.occurred_at_ms < ${toMs} AND other.is_counted = 1)) AS n`,
  );
  return row?.n ?? 0;
}

function wholeDays({ fromMs, toMs }: Span): Span {
  return { fromMs: Math.ceil(fromMs / DAY_MS) * DAY_MS, toMs: Math.floor(toMs / DAY_MS) * DAY_MS };
}

async function customersWithin(reports: D1Database, programId: string, spans: readonly Span[]) {
  const found = await customersOfSpans(reports, programId, spans);
  return found.get(0) ?? 0;
}

/** Customers of each of some spans, by their places. */
export async function customersOfSpans(
  reports: D1Database,
  programId: string,
  spans: readonly Span[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await queries(reports).all<{ readonly place: number; readonly n: number }>(
    sql`SELECT span.key AS place, count(DISTINCT customer_id) AS n
      FROM json_each(${JSON.stringify(spans.map(({ fromMs, toMs }) => [fromMs, toMs]))}) AS span
      CROSS JOIN ${orders} INDEXED BY orders_counted ON program_id = ${programId}
        AND occurred_at_ms >= span.value ->> 0 AND occurred_at_ms < span.value ->> 1
      WHERE is_counted = 1 AND customer_id IS NOT NULL GROUP BY 1`,
  );
  return new Map(rows.map(({ place, n }) => [place, n]));
}

/** What an order, as `known`, has of a dimension whose customers are counted order by order. */
const KEYS = {
  link: sql`coalesce(CAST(known.link AS TEXT), '')`,
  campaign: sql`coalesce(known.campaign_id, '')`,
  product: sql`part.value ->> 0`,
  channel: sql`coalesce(known.channel, '')`,
  tier: sql`coalesce(known.tier, '')`,
} as const satisfies Partial<Record<Dimension, SQL>>;

/** Dimensions of which customers are counted order by order. */
export type CountedDimension = keyof typeof KEYS;

/** Customers of the orders that have some keys. Goes through all orders of the period. */
export async function customersOfKeys(
  reports: D1Database,
  programId: string,
  { dimension, period }: { readonly dimension: CountedDimension; readonly period: Span },
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const parts = dimension === "product" ? sql` CROSS JOIN json_each(known.sold) AS part` : sql``;
  const rows = await queries(reports).all<{ readonly key: string; readonly n: number }>(
    sql`SELECT key, count(DISTINCT customer_id) AS n FROM (SELECT ${KEYS[dimension]} AS key, known.customer_id
        FROM ${orders} known INDEXED BY orders_counted${parts}
        WHERE known.program_id = ${programId} AND known.is_counted = 1 AND known.customer_id IS NOT NULL
          AND known.occurred_at_ms >= ${period.fromMs} AND known.occurred_at_ms < ${period.toMs})
      WHERE key IN (SELECT value FROM json_each(${JSON.stringify(keys)})) GROUP BY key`,
  );
  return new Map(rows.map(({ key, n }) => [key, n]));
}

/** Customers whose orders count at promoters, by the promoters' numbers; those of nobody too. */
export async function customersOfPromoters(
  reports: D1Database,
  programId: string,
  { fromMs, toMs }: Span,
  promoters: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const asked = JSON.stringify(promoters.map((promoter) => (promoter === NOBODY ? null : promoter)));
  const rows = await queries(reports).all<{ readonly promoter: number | null; readonly n: number }>(
    sql`SELECT asked.value AS promoter, count(DISTINCT customer_id) AS n FROM json_each(${asked}) AS asked
      CROSS JOIN ${orders} INDEXED BY orders_of_promoters ON program_id = ${programId} AND promoter IS asked.value
        AND occurred_at_ms >= ${fromMs} AND occurred_at_ms < ${toMs}
      WHERE is_counted = 1 AND customer_id IS NOT NULL GROUP BY asked.key`,
  );
  return new Map(rows.map(({ promoter, n }) => [promoter ?? NOBODY, n]));
}
