/** Orders of a time from the read model, oldest first. */
import { and, asc, eq, gte, lt, not, sql } from "drizzle-orm";
import { queries } from "../../platform/queries.ts";
import { isReplaced } from "../../read-models/order-projection.tables.ts";
import { orders } from "../../read-models/schema.tables.ts";

export type OrderToExport = Readonly<typeof orders.$inferSelect>;

/** A time of a program. */
export interface ProgramSpan {
  readonly programId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export async function ordersBehind(
  reports: D1Database,
  { programId, fromMs, toMs }: ProgramSpan,
  after: { readonly atMs: number; readonly orderId: string },
  limit: number,
): Promise<OrderToExport[]> {
  const { occurredAtMs, orderId } = orders;
  return await queries(reports)
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.programId, programId),
        gte(occurredAtMs, fromMs),
        lt(occurredAtMs, toMs),
        sql`(${occurredAtMs}, ${orderId}) > (${after.atMs}, ${after.orderId})`,
        not(isReplaced("orders")),
      ),
    )
    .orderBy(asc(occurredAtMs), asc(orderId))
    .limit(limit);
}

/** When the first order of a time occurred; null where none did. */
export async function firstOrderAt(
  reports: D1Database,
  { programId, fromMs, toMs }: ProgramSpan,
): Promise<number | null> {
  const row = await queries(reports)
    .select({ atMs: orders.occurredAtMs })
    .from(orders)
    .where(
      and(eq(orders.programId, programId), gte(orders.occurredAtMs, fromMs), lt(orders.occurredAtMs, toMs)),
    )
    .orderBy(asc(orders.occurredAtMs))
    .limit(1)
    .get();
  return row?.atMs ?? null;
}
