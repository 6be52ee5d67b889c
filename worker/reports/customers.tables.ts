/** How many customers ordered: each counted once, however often it did. */
import { type SQL, sql } from "drizzle-orm";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { Span } from "../../domain/reports/cover.ts";
import { NOBODY } from "../../domain/reports/order-facts.ts";
import { between, keepMonths, metWithin } from "./customers-met.tables.ts";
import { tryToKeep } from "./keep-ends.ts";
import { queries } from "../platform/queries.ts";
import type { Keeping } from "../read-models/kept-sums.tables.ts";
import type { Dimension } from "../read-models/report-sums.tables.ts";
import { orders } from "../read-models/schema.tables.ts";

/**
 * Customers of a period. Of the days of UTC nearest to it by the sums of who ordered on them and on none of the days before. At
 * either end orders tell who is added or taken off: who ordered in it, and not in the rest.
 */
export async function customersOf(
  reports: D1Database,
  programId: string,
  period: Span,
  keeping: Keeping,
): Promise<number> {
  await keepMonthsOf(reports, programId, period, keeping);
  const [row] = await queries(reports).all<{ readonly n: number }>(
    sql`SELECT ${customersIn(programId, period)} AS n`,
  );
  return row?.n ?? 0;
}

/** Keeps those months of a period that are over. */
export async function keepMonthsOf(
  reports: D1Database,
  programId: string,
  period: Span,
  keeping: Keeping,
): Promise<void> {
  const days = daysNear(period);
  if (days === null) return;
  await tryToKeep(programId, async () => await keepMonths(reports, programId, days, keeping));
}

/** The number of customers of a period, in one statement. */
export function customersIn(programId: string, period: Span): SQL {
  const days = daysNear(period);
  if (days === null) {
    return sql`(SELECT count(DISTINCT customer_id) FROM ${orders} INDEXED BY orders_counted WHERE program_id = ${programId}
      AND is_counted = 1 AND customer_id IS NOT NULL AND occurred_at_ms >= ${period.fromMs}
      AND occurred_at_ms < ${period.toMs})`;
  }
  const begun = { fromMs: period.fromMs, toMs: days.toMs };
  const first = {
    ...between(period.fromMs, days.fromMs),
    sign: days.fromMs > period.fromMs ? 1 : -1,
  } as const;
  const last = { ...between(days.toMs, period.toMs), sign: days.toMs < period.toMs ? 1 : -1 } as const;
  const shortest = (one: Span, other: Span) =>
    one.toMs - one.fromMs < other.toMs - other.fromMs ? one : other;
  return sql`((SELECT coalesce(sum(sign * customers), 0) FROM (${metWithin(programId, days)}))
      + ${first.sign} * ${onlyIn(programId, first, shortest(days, begun))}
      + ${last.sign} * ${onlyIn(programId, last, shortest(begun, period))})`;
}

/** The days of UTC nearest to a period; null where it is none of them. */
function daysNear(period: Span): Span | null {
  const days = { fromMs: nearestDay(period.fromMs), toMs: nearestDay(period.toMs) };
  return Math.max(days.fromMs, period.fromMs) < Math.min(days.toMs, period.toMs) ? days : null;
}

function nearestDay(atMs: number): number {
  return Math.round(atMs / DAY_MS) * DAY_MS;
}

/** How many customers ordered at an end of a period and not in the rest of it. */
export function onlyIn(programId: string, end: Span, rest: Span): SQL {
  return sql`(SELECT count(*) FROM (SELECT DISTINCT customer_id FROM ${orders} INDEXED BY orders_counted
      WHERE program_id = ${programId} AND is_counted = 1 AND customer_id IS NOT NULL
        AND occurred_at_ms >= ${end.fromMs} AND occurred_at_ms < ${end.toMs}) AS one
    WHERE NOT EXISTS (SELECT 1 FROM ${orders} other INDEXED BY orders_counted_of_customers
      WHERE other.program_id = ${programId} AND other.customer_id = one.customer_id
        AND other.occurred_at_ms >= ${rest.fromMs} AND other.occurred_at_ms < ${rest.toMs} AND other.is_counted = 1
        AND other.customer_id IS NOT NULL))`;
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

/**
 * Customers of orders that rest most on a click of some links, by the links; of orders without one under the empty key. Goes
 * through the orders of these links, and of no other.
 *
 * @param most orders that are gone through; of more it is null.
 */
export async function customersOfLinks(
  reports: D1Database,
  programId: string,
  { keys, period }: { readonly keys: readonly string[]; readonly period: Span },
  most: number,
): Promise<ReadonlyMap<string, number> | null> {
  const asked = JSON.stringify(keys.map((key) => (key === "" ? null : Number(key))));
  const rows = await queries(reports).all<{
    readonly link: number | null;
    readonly n: number;
    readonly orders: number;
  }>(
    sql`SELECT link, count(DISTINCT customer_id) AS n, count(*) AS orders FROM (
        SELECT asked.value AS link, customer_id FROM json_each(${asked}) AS asked
        CROSS JOIN ${orders} known INDEXED BY orders_of_links ON known.program_id = ${programId}
          AND known.link IS asked.value AND known.occurred_at_ms >= ${period.fromMs}
          AND known.occurred_at_ms < ${period.toMs}
        WHERE known.is_counted = 1 AND known.customer_id IS NOT NULL LIMIT ${most + 1}) GROUP BY link`,
  );
  if (rows.reduce((sum, row) => sum + row.orders, 0) > most) return null;
  return new Map(rows.map(({ link, n }) => [link === null ? "" : String(link), n]));
}

/** What an order has of a dimension whose customers are counted order by order; of a product, what its part has. */
export const COUNTED_KEYS = {
  campaign: (order) => sql`coalesce(${order}.campaign_id, '')`,
  product: () => sql`part.value ->> 0`,
  channel: (order) => sql`coalesce(${order}.channel, '')`,
  tier: (order) => sql`coalesce(${order}.tier, '')`,
} as const satisfies Partial<Record<Dimension, (order: SQL) => SQL>>;

/** Dimensions of which customers are counted order by order. */
export type CountedDimension = keyof typeof COUNTED_KEYS;

/** Customers of the orders that have some keys. Goes through all orders of the period. */
export async function customersOfKeys(
  reports: D1Database,
  programId: string,
  { dimension, period }: { readonly dimension: CountedDimension; readonly period: Span },
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const parts = dimension === "product" ? sql` CROSS JOIN json_each(known.sold) AS part` : sql``;
  const rows = await queries(reports).all<{ readonly key: string; readonly n: number }>(
    sql`SELECT key, count(DISTINCT customer_id) AS n FROM (SELECT ${COUNTED_KEYS[dimension](sql`known`)} AS key, known.customer_id
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
