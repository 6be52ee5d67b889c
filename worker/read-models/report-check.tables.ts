/** Whether the sums of reports are those of the orders that stand, month by month; and how a month is summed anew. */
import { type SQL, sql } from "drizzle-orm";
import { type Span, startOfMonth } from "../../domain/reports/cover.ts";
import { queries } from "../platform/queries.ts";
import { addedTo, COHORT, countedWithin, IS_STALE, MONTHLY_CELLS } from "./report-sums.tables.ts";
import { orders, reportCustomers, reportDays, reportMonths, reportQuarters } from "./schema.tables.ts";

/** Where sums and orders differ. */
export interface SumDifference {
  readonly dimension: string;
  readonly startMs: number;
  readonly key: string;
  /** Orders, or sales where orders agree: by the orders, and by the sums. */
  readonly expected: number;
  readonly found: number;
}

/** Months that a program has orders or sums in, earliest first. */
export async function reportedMonths(reports: D1Database, programId: string): Promise<Span[]> {
  const [ends] = await queries(reports).all<{ readonly fromMs: number | null; readonly toMs: number | null }>(
    sql`SELECT min(from_ms) AS fromMs, max(to_ms) AS toMs FROM (
      SELECT min(occurred_at_ms) AS from_ms, max(occurred_at_ms) AS to_ms FROM ${orders} WHERE program_id = ${programId}
      UNION ALL SELECT min(start_ms), max(start_ms) FROM ${reportDays}
        WHERE program_id = ${programId} AND dimension = 'program'
      UNION ALL SELECT min(start_ms), max(start_ms) FROM ${reportMonths}
        WHERE program_id = ${programId} AND dimension = 'program' AND key = '')`,
  );
  const { fromMs = null, toMs = null } = ends ?? {};
  const months: Span[] = [];
  if (fromMs === null || toMs === null) return months;
  for (let month = startOfMonth(fromMs); month <= toMs; month = startOfMonth(month, 1)) {
    months.push({ fromMs: month, toMs: startOfMonth(month, 1) });
  }
  return months;
}

const DIFFERS = sql`sum(sign * orders) <> 0 OR sum(sign * new_customers) <> 0 OR sum(sign * sales) <> 0
  OR sum(sign * refunded) <> 0 OR sum(sign * commission) <> 0`;

/** Compares a month in one statement: what is written meanwhile stands on both sides, or on neither. */
export async function differencesOfMonth(
  reports: D1Database,
  programId: string,
  month: Span,
  limit: number,
): Promise<SumDifference[]> {
  const { fromMs, toMs } = month;
  const within = sql`program_id = ${programId} AND start_ms >= ${fromMs} AND start_ms < ${toMs}`;
  const figures = sql`orders, new_customers, sales, refunded, commission`;
  return await queries(reports).all<SumDifference>(
    sql`WITH ${countedWithin(programId, [month])}, cells AS MATERIALIZED (${MONTHLY_CELLS}), sides AS (
      SELECT 1 AS sign, dimension, occurred_at_ms - occurred_at_ms % 86400000 AS start_ms, key, ${figures} FROM cells
        WHERE dimension <> ${COHORT}
      UNION ALL SELECT -1, dimension, start_ms, key, ${figures} FROM ${reportDays} WHERE ${within}
      UNION ALL SELECT 1, 'month of ' || dimension, ${fromMs}, key, ${figures} FROM cells
      UNION ALL SELECT -1, 'month of ' || dimension, start_ms, key, ${figures} FROM ${reportMonths} WHERE ${within}
      UNION ALL SELECT * FROM (SELECT sign, 'quarter hours', start_ms, '', ${figures} FROM (
        SELECT 1 AS sign, occurred_at_ms - occurred_at_ms % 900000 AS start_ms, ${figures} FROM cells
          WHERE dimension = 'program'
        UNION ALL SELECT -1, start_ms, ${figures} FROM ${reportQuarters} WHERE ${within})
        UNION ALL SELECT 1, 'customers since', start_ms, CAST(previous_ms AS TEXT), customers, 0, 0, 0, 0
          FROM (${customersMet(programId, month)})
        UNION ALL SELECT -1, 'customers since', start_ms, CAST(previous_ms AS TEXT), customers, 0, 0, 0, 0
          FROM ${reportCustomers} WHERE ${within}
        UNION ALL SELECT -1, 'written by an earlier version', ${fromMs}, '', count(*), 0, 0, 0, 0 FROM ${orders} known
          WHERE known.program_id = ${programId} AND known.is_counted = 1 AND known.occurred_at_ms >= ${fromMs}
            AND known.occurred_at_ms < ${toMs} AND ${IS_STALE}))
    SELECT dimension, start_ms AS startMs, key,
      CASE WHEN sum(sign * orders) <> 0 THEN sum(max(sign, 0) * orders) ELSE sum(max(sign, 0) * sales) END AS expected,
      CASE WHEN sum(sign * orders) <> 0 THEN sum(max(-sign, 0) * orders) ELSE sum(max(-sign, 0) * sales) END AS found
    FROM sides GROUP BY dimension, start_ms, key HAVING ${DIFFERS} LIMIT ${limit}`,
  );
}

/** Sums a month anew from its orders, in one transaction with whatever is written meanwhile. */
export async function rebuildMonth(reports: D1Database, programId: string, month: Span): Promise<void> {
  const { fromMs, toMs } = month;
  const within = sql`program_id = ${programId} AND start_ms >= ${fromMs} AND start_ms < ${toMs}`;
  const asked = queries(reports);
  const cleared = (table: SQL) => asked.run(sql`DELETE FROM ${table} WHERE ${within}`);
  await asked.batch([
    cleared(sql`${reportQuarters}`),
    cleared(sql`${reportDays}`),
    cleared(sql`${reportMonths}`),
    cleared(sql`${reportCustomers}`),
    ...addedTo(reports, programId, countedWithin(programId, [month])),
    asked.run(
      sql`INSERT INTO ${reportCustomers} (program_id, start_ms, previous_ms, customers)
        SELECT ${programId}, start_ms, previous_ms, customers FROM (${customersMet(programId, month)})`,
    ),
  ]);
}

/** Customers of a month by the day on which they ordered and the last one before, as triggers count them. */
function customersMet(programId: string, { fromMs, toMs }: Span): SQL {
  return sql`SELECT start_ms, coalesce((SELECT before.occurred_at_ms / 86400000 * 86400000
        FROM ${orders} before INDEXED BY orders_by_customer WHERE before.program_id = ${programId}
          AND before.customer_id = met.customer_id AND before.occurred_at_ms < met.start_ms AND before.is_counted = 1
        ORDER BY before.occurred_at_ms DESC LIMIT 1), -1) AS previous_ms, count(*) AS customers
    FROM (SELECT DISTINCT customer_id, occurred_at_ms - occurred_at_ms % 86400000 AS start_ms
      FROM ${orders} INDEXED BY orders_counted WHERE program_id = ${programId} AND is_counted = 1
        AND customer_id IS NOT NULL AND occurred_at_ms >= ${fromMs} AND occurred_at_ms < ${toMs}) AS met
    GROUP BY 1, 2`;
}
