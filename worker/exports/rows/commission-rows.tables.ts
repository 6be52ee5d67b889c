/**
 * Commissions of a time from the read model, promoter by promoter. No index has them by time alone, and one would cost a
 * row written for each commission. So each promoter is looked up in the index by promoter and time.
 */
import { and, asc, gte, lt, not, sql } from "drizzle-orm";
import { queries } from "../../platform/queries.ts";
import { IS_DECIDED, isReplaced } from "../../read-models/order-projection.tables.ts";
import { commissions } from "../../read-models/schema.tables.ts";
import type { ProgramSpan } from "./order-rows.tables.ts";

export type CommissionToExport = Readonly<typeof commissions.$inferSelect>;

/** The commission that was read last. */
export interface CommissionPlace {
  readonly promoter: number;
  readonly atMs: number;
  readonly orderId: string;
  readonly id: string;
}

export const BEFORE_ALL: CommissionPlace = { promoter: -1, atMs: 0, orderId: "", id: "" };

export async function commissionsBehind(
  reports: D1Database,
  { programId, fromMs, toMs }: ProgramSpan,
  after: CommissionPlace,
  limit: number,
): Promise<CommissionToExport[]> {
  const { promoter, occurredAtMs, orderId, id } = commissions;
  const earning = sql`(WITH RECURSIVE earning (promoter) AS (
      SELECT min(promoter) FROM commissions WHERE program_id = ${programId} AND promoter >= ${after.promoter}
      UNION ALL
      SELECT (SELECT min(promoter) FROM commissions WHERE program_id = ${programId} AND promoter > earning.promoter)
      FROM earning WHERE promoter IS NOT NULL)
    SELECT promoter FROM earning WHERE promoter IS NOT NULL)`;
  return await queries(reports)
    .select()
    .from(commissions)
    .where(
      and(
        sql`${commissions.programId} = ${programId}`,
        sql`${promoter} IN ${earning}`,
        gte(occurredAtMs, fromMs),
        lt(occurredAtMs, toMs),
        sql`(${promoter}, ${occurredAtMs}, ${orderId}, ${id}) >
          (${after.promoter}, ${after.atMs}, ${after.orderId}, ${after.id})`,
        IS_DECIDED,
        not(isReplaced("commissions")),
      ),
    )
    .orderBy(asc(promoter), asc(occurredAtMs), asc(orderId), asc(id))
    .limit(limit);
}
