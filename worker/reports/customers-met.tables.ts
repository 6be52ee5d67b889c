/** Customers of whole days of UTC, by the days and months on which they had ordered before. */
import { type SQL, sql } from "drizzle-orm";
import { type Span, startOfMonth } from "../../domain/reports/cover.ts";
import { type SignedSpan, signedCoverOf, startsOf } from "../../domain/reports/signed-cover.ts";
import { queries } from "../platform/queries.ts";
import { isKept, type Keeping, noteKept } from "../read-models/kept-sums.tables.ts";
import { spansOf } from "../read-models/report-sums.tables.ts";
import { reportCustomerMonths, reportCustomers } from "../read-models/schema.tables.ts";

/** Months are kept under this name. */
export const CUSTOMERS = "customers";

/** A month with fewer days before is read as fast. */
const WORTH_DAYS = 64;

export function between(oneMs: number, otherMs: number): Span {
  return { fromMs: Math.min(oneMs, otherMs), toMs: Math.max(oneMs, otherMs) };
}

/** The whole months that days are counted by. */
function monthsOf(days: Span): SignedSpan[] {
  return startsOf("months", signedCoverOf(days, "months").months).map(({ sign, atMs }) => ({
    sign,
    fromMs: atMs,
    toMs: startOfMonth(atMs, 1),
  }));
}

/** Keeps those months of a period that are over. A trigger takes off the one in which a day changes. */
export async function keepMonths(
  reports: D1Database,
  programId: string,
  days: Span,
  { nowMs, least = WORTH_DAYS }: Keeping,
): Promise<void> {
  const asked = queries(reports);
  const over = monthsOf(days).filter(({ toMs }) => toMs <= nowMs);
  if (over.length === 0) return;
  const unkept = await asked.all<Span>(
    sql`SELECT from_ms AS fromMs, to_ms AS toMs FROM ${spansOf(over)} WHERE NOT ${isKept(programId, CUSTOMERS)}
      AND ${least} <= (SELECT count(*) FROM (SELECT 1 FROM ${reportCustomers} WHERE ${daysIn(programId)} LIMIT ${least}))`,
  );
  if (unkept.length === 0) return;
  const spans = spansOf(unkept);
  await asked.batch([
    asked.run(
      sql`DELETE FROM ${reportCustomerMonths} WHERE program_id = ${programId}
        AND start_ms IN (SELECT from_ms FROM ${spans})`,
    ),
    asked.run(
      sql`INSERT INTO ${reportCustomerMonths} (program_id, start_ms, previous_ms, customers)
        SELECT ${programId}, start_ms, previous_ms, customers FROM (${monthsMet(programId, unkept)})`,
    ),
    noteKept(reports, programId, CUSTOMERS, unkept),
  ]);
}

/** Whether a day lies in a `span` of a program. */
function daysIn(programId: string): SQL {
  return sql`program_id = ${programId} AND start_ms >= span.from_ms AND start_ms < span.to_ms`;
}

/** Selects what is kept of months: their begin as `start_ms`, that of the month before as `previous_ms`, and `customers`. */
export function monthsMet(programId: string, months: readonly Span[]): SQL {
  return sql`SELECT span.from_ms AS start_ms, CASE previous_ms WHEN -1 THEN -1
      ELSE unixepoch(previous_ms / 1000, 'unixepoch', 'start of month') * 1000 END AS previous_ms, sum(customers) AS customers
    FROM ${spansOf(months)} CROSS JOIN ${reportCustomers} ON ${daysIn(programId)} GROUP BY 1, 2`;
}

/**
 * Selects `sign` and `customers`: of whole days of UTC, those who ordered on one and on no other of them before. A kept month is
 * read by the months in which its customers ordered before. These go up to the begin of the one that is nearest to the days' own. What
 * lies between is added or taken off, day by day.
 */
export function metWithin(programId: string, days: Span): SQL {
  const { fromMs } = days;
  const [before, after] = [startOfMonth(fromMs), startOfMonth(fromMs, 1)];
  const nearMs = fromMs - before <= after - fromMs ? before : after;
  const left = between(nearMs, fromMs);
  const sign = nearMs < fromMs ? 1 : -1;
  const cover = signedCoverOf(days, "months");
  const alone = JSON.stringify(startsOf("days", cover.days).map(({ sign: times, atMs }) => [atMs, times]));
  const months = monthsOf(days).map((month) => [
    month.fromMs,
    month.toMs,
    month.sign,
    startsOf("days", [month]).map(({ atMs }) => atMs),
  ]);
  const ofDay = sql`CROSS JOIN json_each(span.days) AS day CROSS JOIN ${reportCustomers}
    ON program_id = ${programId} AND start_ms = day.value`;
  return sql`WITH span AS MATERIALIZED (SELECT *, ${isKept(programId, CUSTOMERS)} AS is_kept FROM (
        SELECT value ->> 0 AS from_ms, value ->> 1 AS to_ms, value ->> 2 AS sign, value -> 3 AS days
        FROM json_each(${JSON.stringify(months)}) LIMIT -1) AS span)
    SELECT sign, customers FROM span CROSS JOIN ${reportCustomerMonths}
      ON program_id = ${programId} AND start_ms = span.from_ms AND previous_ms < ${nearMs} WHERE is_kept
    UNION ALL SELECT ${sign} * sign, customers FROM span ${ofDay} AND previous_ms >= ${left.fromMs}
      AND previous_ms < ${left.toMs} WHERE is_kept AND ${left.fromMs} < ${left.toMs} AND day.value > ${left.fromMs}
    UNION ALL SELECT sign, customers FROM span ${ofDay} AND previous_ms < ${fromMs} WHERE NOT is_kept
    UNION ALL SELECT sign, customers FROM (SELECT value ->> 0 AS at_ms, value ->> 1 AS sign FROM json_each(${alone}) LIMIT -1)
      CROSS JOIN ${reportCustomers} ON program_id = ${programId} AND start_ms = at_ms AND previous_ms < ${fromMs}`;
}
