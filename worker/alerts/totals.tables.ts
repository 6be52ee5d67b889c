/** What a program came to up to the end of each hour, as it was known then: written once an hour, and never again. */
import { DAY_MS, HOUR_MS } from "../../domain/kernel/duration.ts";
import { type SQL, sql } from "drizzle-orm";
import { CLICK_CHANNELS } from "../../domain/tracking/click-channel.ts";
import { DAYS_BACK } from "../../domain/alerts/baseline.ts";
import type { Totals } from "../../domain/alerts/alerts.ts";
import { clickDays, clickHours } from "../clicks/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import { PROGRAM } from "../read-models/report-sums.tables.ts";
import { reportMonths } from "../read-models/schema.tables.ts";
import { alertTotals } from "./schema.tables.ts";

/** Clicks of days that are so long ago are summed no more: they are carried from hour to hour. */
const LATE_MS = 31 * DAY_MS;
/** What is looked at, and a week more. */
const HOURS_KEPT = (DAYS_BACK + 8) * 24;

/** A program as counters of clicks and read models of orders name it. */
export interface WatchedProgram {
  readonly id: string;
  readonly number: number;
}

/**
 * Writes the row of an hour, unless it is there, and answers those of the hours that are asked for, oldest first. A program that
 * nothing was sold in has none.
 */
export async function keepTotals(
  reports: D1Database,
  { id, number }: WatchedProgram,
  hour: number,
  asked: readonly number[],
): Promise<Totals[]> {
  const clicks = (table: typeof clickDays | typeof clickHours, when: SQL) =>
    sql`coalesce((SELECT sum(clicks) FROM ${table} WHERE program = ${number} AND ${when}
      AND kind IN (SELECT value FROM json_each(${JSON.stringify(CLICK_CHANNELS)}))), 0)`;
  const sinceMs = Math.floor((hour * HOUR_MS) / DAY_MS) * DAY_MS - LATE_MS;
  const [, , rows] = await queries(reports).batch([
    queries(reports).run(
      // Clicks that are counted late are those of the hour in which they are known, as refunds are.
      sql`WITH sums AS MATERIALIZED (
          SELECT sum(orders) AS orders, sum(sales) AS sales, sum(refunded) AS refunded, sum(commission) AS commission
          FROM ${reportMonths} WHERE program_id = ${id} AND dimension = ${PROGRAM} AND key = ''
        ), last (from_ms, carried) AS MATERIALIZED (
          SELECT * FROM (SELECT since_ms, carried FROM ${alertTotals} WHERE program_id = ${id} AND hour < ${hour}
            ORDER BY hour DESC LIMIT 1) UNION ALL SELECT 0, 0 LIMIT 1
        ), next AS MATERIALIZED (
          SELECT max(from_ms, ${sinceMs}) AS since_ms,
            carried + ${clicks(clickDays, sql`start_ms >= from_ms AND start_ms < ${sinceMs}`)} AS carried
          FROM sums CROSS JOIN last WHERE orders > 0
        ) INSERT INTO ${alertTotals} (program_id, hour, clicks, orders, sales, refunded, commission, since_ms, carried)
        SELECT ${id}, ${hour}, carried + ${clicks(clickDays, sql`start_ms >= since_ms`)}
            - ${clicks(clickHours, sql`start_ms > ${hour * HOUR_MS}`)},
          orders, sales, refunded, commission, since_ms, carried
        FROM sums CROSS JOIN next WHERE true ON CONFLICT (program_id, hour) DO NOTHING`,
    ),
    queries(reports).run(
      sql`DELETE FROM ${alertTotals} WHERE program_id = ${id} AND hour < ${hour - HOURS_KEPT}`,
    ),
    queries(reports)
      .select({
        hour: alertTotals.hour,
        clicks: alertTotals.clicks,
        orders: alertTotals.orders,
        sales: alertTotals.sales,
        refunded: alertTotals.refunded,
        commission: alertTotals.commission,
      })
      .from(alertTotals)
      .where(sql`program_id = ${id} AND hour IN (SELECT value FROM json_each(${JSON.stringify(asked)}))`)
      .orderBy(alertTotals.hour),
  ]);
  return rows;
}
