/** Whether the sums of reports are those of the orders that stand, month by month; and how a month is summed anew. */
import { type SQL, sql } from "drizzle-orm";
import { type Span, startOfMonth } from "../../domain/reports/cover.ts";
import { startOfYear } from "../../domain/reports/signed-cover.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { forgetKept } from "../read-models/kept-sums.tables.ts";
import { forgetPeriods } from "./periods/kept-periods.tables.ts";
import {
  addedTo,
  COHORT,
  countedWithin,
  FIGURES,
  IS_STALE,
  MONTHLY_CELLS,
  YEARLY,
} from "../read-models/report-sums.tables.ts";
import {
  orders,
  reportCustomers,
  reportDays,
  reportMonths,
  reportQuarters,
  reportSpans,
} from "../read-models/schema.tables.ts";

/** Where sums and orders differ. */
export interface SumDifference {
  readonly dimension: string;
  readonly startMs: number;
  readonly key: string;
  /** Orders, or sales where orders agree: by the orders, and by the sums. */
  readonly expected: number;
  readonly found: number;
}

/** A month, and whether sums by year are looked at with it: once a year. */
export interface ReportedMonth extends Span {
  readonly closesYear?: boolean;
}

/** Months that a program has orders or sums in, earliest first. The last one of each year closes it. */
export async function reportedMonths(reports: D1Database, programId: string): Promise<ReportedMonth[]> {
  const [ends] = await queries(reports).all<{ readonly fromMs: number | null; readonly toMs: number | null }>(
    sql`SELECT min(from_ms) AS fromMs, max(to_ms) AS toMs FROM (
      SELECT min(occurred_at_ms) AS from_ms, max(occurred_at_ms) AS to_ms FROM ${orders} WHERE program_id = ${programId}
      UNION ALL SELECT min(start_ms), max(start_ms) FROM ${reportDays}
        WHERE program_id = ${programId} AND dimension = 'program'
      UNION ALL SELECT min(start_ms), max(start_ms) FROM ${reportMonths}
        WHERE program_id = ${programId} AND dimension = 'program' AND key = '')`,
  );
  const { fromMs = null, toMs = null } = ends ?? {};
  const months: ReportedMonth[] = [];
  if (fromMs === null || toMs === null) return months;
  for (let month = startOfMonth(fromMs); month <= toMs; month = startOfMonth(month, 1)) {
    const next = startOfMonth(month, 1);
    months.push({ fromMs: month, toMs: next, closesYear: next > toMs || startOfYear(next) === next });
  }
  return months;
}

const DIFFERS = sql`sum(sign * orders) <> 0 OR sum(sign * new_customers) <> 0 OR sum(sign * sales) <> 0
  OR sum(sign * refunded) <> 0 OR sum(sign * commission) <> 0`;

/** Compares a month in one statement: what is written meanwhile stands on both sides, or on neither. */
export async function differencesOfMonth(
  reports: D1Database,
  programId: string,
  month: ReportedMonth,
  limit: number,
): Promise<SumDifference[]> {
  const { fromMs, toMs } = month;
  const within = sql`program_id = ${programId} AND start_ms >= ${fromMs} AND start_ms < ${toMs}`;
  return await queries(reports).all<SumDifference>(
    sql`WITH ${countedWithin(programId, [month])}, cells AS MATERIALIZED (${MONTHLY_CELLS}), sides AS (
      SELECT * FROM (${spanSides(programId, month)})
      UNION ALL SELECT * FROM (
      SELECT 1 AS sign, dimension, occurred_at_ms - occurred_at_ms % 86400000 AS start_ms, key, ${FIGURES} FROM cells
        WHERE dimension <> ${COHORT}
      UNION ALL SELECT -1, dimension, start_ms, key, ${FIGURES} FROM ${reportDays} WHERE ${within}
      UNION ALL SELECT 1, 'month of ' || dimension, ${fromMs}, key, ${FIGURES} FROM cells
      UNION ALL SELECT -1, 'month of ' || dimension, start_ms, key, ${FIGURES} FROM ${reportMonths} WHERE ${within})
      UNION ALL SELECT * FROM (SELECT sign, 'quarter hours', start_ms, '', ${FIGURES} FROM (
        SELECT 1 AS sign, occurred_at_ms - occurred_at_ms % 900000 AS start_ms, ${FIGURES} FROM cells
          WHERE dimension = 'program'
        UNION ALL SELECT -1, start_ms, ${FIGURES} FROM ${reportQuarters} WHERE ${within})
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

/** Sums of a program that are kept by year as well. */
function ofYearly(programId: string): SQL {
  return sql`program_id = ${programId} AND dimension IN (SELECT value FROM json_each(${JSON.stringify(YEARLY)}))`;
}

/** Sums that triggers keep against those that they follow: of the month, and of its year where it closes it. */
function spanSides(programId: string, { fromMs, toMs, closesYear = false }: ReportedMonth): SQL {
  const isYearly = ofYearly(programId);
  const yearMs = startOfYear(fromMs);
  const endMs = closesYear ? startOfYear(fromMs, 1) : yearMs;
  return sql`SELECT 1 AS sign, 'keys in a month of ' || dimension AS dimension, start_ms, key, ${FIGURES} FROM ${reportMonths}
      WHERE ${isYearly} AND start_ms >= ${fromMs} AND start_ms < ${toMs}
    UNION ALL SELECT -1, 'keys in a month of ' || dimension, start_ms, key, ${FIGURES} FROM ${reportSpans}
      WHERE ${isYearly} AND months = 1 AND start_ms >= ${fromMs} AND start_ms < ${toMs}
    UNION ALL SELECT 1, 'year of ' || dimension, ${yearMs}, key, ${FIGURES} FROM ${reportMonths}
      WHERE ${isYearly} AND start_ms >= ${yearMs} AND start_ms < ${endMs}
    UNION ALL SELECT -1, 'year of ' || dimension, start_ms, key, ${FIGURES} FROM ${reportSpans}
      WHERE ${isYearly} AND months = 12 AND start_ms >= ${yearMs} AND start_ms < ${endMs}`;
}

/** Sums a month anew from its orders, in one transaction with whatever is written meanwhile. */
export async function rebuildMonth(reports: D1Database, programId: string, month: Span): Promise<void> {
  const { fromMs, toMs } = month;
  const within = sql`program_id = ${programId} AND start_ms >= ${fromMs} AND start_ms < ${toMs}`;
  const asked = queries(reports);
  const cleared = (table: SQL) => asked.run(sql`DELETE FROM ${table} WHERE ${within}`);
  await asked.batch([
    // Before anything else: triggers would write what is kept row by row. The sums of its whole year are made anew as well.
    forgetPeriods(reports, programId, { fromMs: startOfYear(fromMs), toMs: startOfYear(fromMs, 1) }),
    cleared(sql`${reportQuarters}`),
    cleared(sql`${reportDays}`),
    cleared(sql`${reportMonths}`),
    cleared(sql`${reportCustomers}`),
    ...addedTo(reports, programId, countedWithin(programId, [month])),
    asked.run(
      sql`INSERT INTO ${reportCustomers} (program_id, start_ms, previous_ms, customers)
        SELECT ${programId}, start_ms, previous_ms, customers FROM (${customersMet(programId, month)})`,
    ),
    ...rebuiltSpans(reports, programId, month),
    forgetKept(reports, programId, month),
  ]);
}

/** What triggers keep of a month and of its year, from the months as they stand: whatever it was. */
function rebuiltSpans(reports: D1Database, programId: string, { fromMs, toMs }: Span): Statement<D1Result>[] {
  const asked = queries(reports);
  const isYearly = ofYearly(programId);
  const [yearMs, nextYearMs] = [startOfYear(fromMs), startOfYear(fromMs, 1)];
  const columns = sql`program_id, dimension, months, start_ms, key, ${FIGURES}`;
  return [
    asked.run(
      sql`DELETE FROM ${reportSpans} WHERE ${isYearly} AND months = 1 AND start_ms >= ${fromMs} AND start_ms < ${toMs}`,
    ),
    asked.run(
      sql`INSERT INTO ${reportSpans} (${columns})
        SELECT program_id, dimension, 1, start_ms, key, ${FIGURES}
        FROM ${reportMonths} WHERE ${isYearly} AND start_ms >= ${fromMs} AND start_ms < ${toMs}`,
    ),
    asked.run(sql`DELETE FROM ${reportSpans} WHERE ${isYearly} AND months = 12 AND start_ms = ${yearMs}`),
    asked.run(
      sql`INSERT INTO ${reportSpans} (${columns})
        SELECT program_id, dimension, 12, ${yearMs}, key, sum(orders), sum(new_customers), sum(sales), sum(refunded),
          sum(commission)
        FROM ${reportSpans} WHERE ${isYearly} AND months = 1 AND start_ms >= ${yearMs} AND start_ms < ${nextYearMs}
        GROUP BY 1, 2, 5`,
    ),
  ];
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
