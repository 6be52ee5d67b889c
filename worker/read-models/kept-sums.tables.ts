/**
 * Sums of short spans that are over, kept as a report read them: ends of periods by a dimension, and whole days. Who writes an
 * order of a kept span takes it off, in the same transaction: a trigger does. So what stands is what the orders come to.
 */
import { type SQL, sql } from "drizzle-orm";
import { HOUR_MS } from "../../domain/kernel/duration.ts";
import type { Span } from "../../domain/reports/cover.ts";
import type { SignedSpan } from "../../domain/reports/signed-cover.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { CELLS, countedWithin, type Dimension, FIGURES, spansOf } from "./report-sums.tables.ts";
import { orders, reportKept, reportKeptSums, reportQuarters } from "./schema.tables.ts";

/** Whole days are kept under this name, with their customers. */
export const DAY = "day";

const QUARTER_MS = HOUR_MS / 4;

/** The longest that the trigger looks for. */
const LONGEST_MS = 26 * HOUR_MS;

/** Of fewer orders nothing is kept: they are read as fast. */
export const WORTH_ORDERS = 64;

/** Whether what is kept under a name stands for a `span`. */
export function isKept(programId: string, dimension: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${reportKept} WHERE program_id = ${programId} AND to_ms = span.to_ms
    AND from_ms = span.from_ms AND dimension = ${dimension})`;
}

/** `counted` orders of ends of a period whose sums are not kept. */
export function countedUnkept(programId: string, dimension: Dimension, ends: readonly SignedSpan[]): SQL {
  return countedWithin(programId, ends, sql`NOT ${isKept(programId, dimension)}`);
}

/** Selects keys and figures of the others, as often as the sign of their end says. */
export function keptCells(programId: string, dimension: Dimension, ends: readonly SignedSpan[]): SQL {
  return sql`SELECT key, sign * orders AS orders, sign * new_customers AS new_customers, sign * sales AS sales,
      sign * refunded AS refunded, sign * commission AS commission
    FROM ${spansOf(ends)} CROSS JOIN ${reportKeptSums} AS sums ON sums.program_id = ${programId}
      AND sums.dimension = ${dimension} AND sums.from_ms = span.from_ms AND sums.to_ms = span.to_ms
    WHERE ${isKept(programId, dimension)}`;
}

export interface Keeping {
  readonly nowMs: number;
  /** Orders of a span from which on it is kept. */
  readonly least?: number;
  /** Periods that hourly work keeps before they are read; absent: a reading keeps. */
  readonly ahead?: readonly Span[];
  /** Whoever reads is a promoter: nothing is kept for that, and nothing is noted. */
  readonly isOwn?: boolean;
}

/** Keeps the sums of ends of periods that are over, where it is worth it. */
export async function keepEnds(
  reports: D1Database,
  programId: string,
  dimension: Dimension,
  { ends, nowMs, least = WORTH_ORDERS }: Keeping & { readonly ends: readonly Span[] },
): Promise<void> {
  const unkept = await worthKeeping(reports, programId, dimension, overBy(ends, nowMs), least);
  if (unkept.length === 0) return;
  await keep(reports, programId, dimension, unkept, endSums(programId, dimension, unkept));
}

/** Keeps whole days that are over, where it is worth it. */
export async function keepDays(
  reports: D1Database,
  programId: string,
  { days, nowMs, least = WORTH_ORDERS }: Keeping & { readonly days: readonly Span[] },
): Promise<void> {
  const unkept = await worthKeeping(reports, programId, DAY, overBy(days.filter(isOfQuarters), nowMs), least);
  if (unkept.length === 0) return;
  await keep(reports, programId, DAY, unkept, daySums(programId, unkept));
}

const SUMS = sql`sum(orders) AS orders, sum(new_customers) AS new_customers, sum(sales) AS sales, sum(refunded) AS refunded,
  sum(commission) AS commission`;

/** Selects what is kept of ends: `from_ms`, `to_ms`, `key` and figures. */
export function endSums(programId: string, dimension: Dimension, ends: readonly Span[]): SQL {
  return sql`WITH ${countedWithin(programId, together(ends))} SELECT from_ms, to_ms, key, ${SUMS}, NULL AS customers
    FROM (${CELLS[dimension]}) AS cells CROSS JOIN ${spansOf(ends)} ON occurred_at_ms >= from_ms AND occurred_at_ms < to_ms
    GROUP BY from_ms, to_ms, key`;
}

/** Selects what is kept of whole days, as {@link endSums} does. */
export function daySums(programId: string, days: readonly Span[]): SQL {
  return sql`SELECT from_ms, to_ms, '' AS key, ${SUMS}, (SELECT count(DISTINCT customer_id)
        FROM ${orders} INDEXED BY orders_counted WHERE program_id = ${programId} AND is_counted = 1
          AND customer_id IS NOT NULL AND occurred_at_ms >= span.from_ms AND occurred_at_ms < span.to_ms) AS customers
    FROM ${spansOf(days)} CROSS JOIN ${reportQuarters} ON program_id = ${programId} AND start_ms >= span.from_ms
      AND start_ms < span.to_ms GROUP BY from_ms, to_ms`;
}

/** Spans that overlap as one, so that their orders are read once. */
function together(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = found.at(-1);
    if (last === undefined || span.fromMs > last.toMs) found.push(span);
    else found[found.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return found;
}

/** Days are summed from quarter hours, as long as a zone begins them with one. */
function isOfQuarters({ fromMs, toMs }: Span): boolean {
  return fromMs % QUARTER_MS === 0 && toMs % QUARTER_MS === 0;
}

function overBy(spans: readonly Span[], nowMs: number): Span[] {
  return spans.filter(({ fromMs, toMs }) => toMs <= nowMs && toMs - fromMs <= LONGEST_MS);
}

async function worthKeeping(
  reports: D1Database,
  programId: string,
  dimension: string,
  spans: readonly Span[],
  least: number,
): Promise<Span[]> {
  if (spans.length === 0) return [];
  return await queries(reports).all<Span>(
    sql`SELECT from_ms AS fromMs, to_ms AS toMs FROM ${spansOf(spans)} WHERE NOT ${isKept(programId, dimension)}
      AND ${least} <= (SELECT count(*) FROM (SELECT 1 FROM ${orders} INDEXED BY orders_counted
        WHERE program_id = ${programId} AND is_counted = 1 AND occurred_at_ms >= span.from_ms
          AND occurred_at_ms < span.to_ms LIMIT ${least}))`,
  );
}

/** In one transaction: an order is written before all of it, and counted, or behind, and takes it off. */
async function keep(
  reports: D1Database,
  programId: string,
  dimension: string,
  spans: readonly Span[],
  sums: SQL,
): Promise<void> {
  const asked = queries(reports);
  const rows = sql`${spansOf(spans)}`;
  await asked.batch([
    asked.run(
      sql`DELETE FROM ${reportKeptSums} WHERE program_id = ${programId} AND dimension = ${dimension}
        AND (from_ms, to_ms) IN (SELECT from_ms, to_ms FROM ${rows})`,
    ),
    asked.run(
      sql`INSERT INTO ${reportKeptSums} (program_id, dimension, from_ms, to_ms, key, ${FIGURES}, customers)
        SELECT ${programId}, ${dimension}, from_ms, to_ms, key, ${FIGURES}, customers FROM (${sums})`,
    ),
    noteKept(reports, programId, dimension, spans),
  ]);
}

/** From now on what is kept under a name stands for these spans. */
export function noteKept(
  reports: D1Database,
  programId: string,
  dimension: string,
  spans: readonly Span[],
): Statement<D1Result> {
  return queries(reports).run(
    sql`INSERT INTO ${reportKept} (program_id, to_ms, from_ms, dimension)
      SELECT ${programId}, to_ms, from_ms, ${dimension} FROM ${spansOf(spans)} WHERE true ON CONFLICT DO NOTHING`,
  );
}

/** What a kept day came to. */
export interface KeptDay {
  readonly fromMs: number;
  readonly orders: number;
  readonly newCustomers: number;
  readonly sales: number;
  readonly refunded: number;
  readonly commission: number;
  readonly customers: number;
}

/** Those of some days that are kept. */
export async function keptDays(
  reports: D1Database,
  programId: string,
  days: readonly Span[],
): Promise<KeptDay[]> {
  return await queries(reports).all<KeptDay>(
    sql`SELECT sums.from_ms AS fromMs, orders, new_customers AS newCustomers, sales, refunded, commission, customers
      FROM ${spansOf(days)} CROSS JOIN ${reportKeptSums} AS sums ON sums.program_id = ${programId}
        AND sums.dimension = ${DAY} AND sums.from_ms = span.from_ms AND sums.to_ms = span.to_ms
      WHERE ${isKept(programId, DAY)}`,
  );
}

/** Takes off what was kept of spans that touch a period. */
export function forgetKept(
  reports: D1Database,
  programId: string,
  { fromMs, toMs }: Span,
): Statement<D1Result> {
  return queries(reports).run(
    sql`DELETE FROM ${reportKept} WHERE program_id = ${programId} AND to_ms > ${fromMs}
      AND to_ms <= ${toMs + LONGEST_MS} AND from_ms < ${toMs}`,
  );
}
