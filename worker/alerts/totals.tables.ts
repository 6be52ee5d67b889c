/** What a program came to up to the end of each hour, as it was known then: written once an hour, and never again. */
import { HOUR_MS } from "../../domain/kernel/duration.ts";
import { sql } from "drizzle-orm";
import { CLICK_CHANNELS } from "../../domain/tracking/click-channel.ts";
import { DAYS_BACK } from "../../domain/alerts/baseline.ts";
import type { Totals } from "../../domain/alerts/alerts.ts";
import { clickDays, clickHours } from "../clicks/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import { PROGRAM } from "../read-models/report-sums.tables.ts";
import { reportMonths } from "../read-models/schema.tables.ts";
import { alertTotals } from "./schema.tables.ts";

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
  const ofClicks = sql`program = ${number}
    AND kind IN (SELECT value FROM json_each(${JSON.stringify(CLICK_CHANNELS)}))`;
  // Clicks that are counted late are those of the hour in which they are known, as refunds are.
  const clicks = sql`coalesce((SELECT sum(clicks) FROM ${clickDays} WHERE ${ofClicks}), 0)
    - coalesce((SELECT sum(clicks) FROM ${clickHours} WHERE ${ofClicks} AND start_ms > ${hour * HOUR_MS}), 0)`;
  const [, , rows] = await queries(reports).batch([
    queries(reports).run(
      sql`INSERT INTO ${alertTotals} (program_id, hour, clicks, orders, sales, refunded, commission)
        SELECT ${id}, ${hour}, ${clicks}, sums.orders, sums.sales, sums.refunded, sums.commission
        FROM (SELECT sum(orders) AS orders, sum(sales) AS sales, sum(refunded) AS refunded, sum(commission) AS commission
          FROM ${reportMonths} WHERE program_id = ${id} AND dimension = ${PROGRAM} AND key = '') AS sums WHERE sums.orders > 0
        ON CONFLICT (program_id, hour) DO NOTHING`,
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
