/** What keeps a contest from being decided: orders that may still change. */
import { sql } from "drizzle-orm";
import { PAGE_ORDER_IDS } from "../../domain/order/page-order.ts";
import type { Span } from "../../domain/reports/cover.ts";
import { queries } from "../platform/queries.ts";
import { orders } from "../read-models/schema.tables.ts";

/**
 * How many orders of a period are credited to somebody and not released yet, or under review; at most so many. Released ones come
 * under review by evidence that is late. What a page told is not waited for until a person clears it: anybody can tell it, and it
 * takes no rank meanwhile.
 */
export async function unreleasedOrders(
  reports: D1Database,
  programId: string,
  { fromMs, toMs }: Span,
  most: number,
): Promise<number> {
  const { from, before } = PAGE_ORDER_IDS;
  const credited = sql`program_id = ${programId} AND basis IN ('coupon', 'binding', 'touch', 'manual')
    AND occurred_at_ms >= ${fromMs} AND occurred_at_ms < ${toMs}`;
  const [row] = await queries(reports).all<{ readonly n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM (
        SELECT is_counted, under_review, order_id FROM ${orders} INDEXED BY orders_by_condition
          WHERE ${credited} AND state IN ('pending', 'held') AND under_review IN (0, 1)
        UNION ALL SELECT is_counted, under_review, order_id FROM ${orders} INDEXED BY orders_by_condition
          WHERE ${credited} AND state = 'available' AND under_review = 1)
      WHERE is_counted IS NOT 0 AND NOT (under_review = 1 AND order_id >= ${from} AND order_id < ${before}) LIMIT ${most})`,
  );
  return row?.n ?? 0;
}
