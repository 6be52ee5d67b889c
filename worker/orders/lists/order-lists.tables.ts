/** Commissions of a promoter from the read model, and until when the model was written: it may lag behind the owners. */
import { and, desc, eq, gte, lt, not, sql } from "drizzle-orm";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { queries } from "../../platform/queries.ts";
import { IS_DECIDED, isReplaced } from "../../read-models/order-projection.tables.ts";
import type { PageQuery } from "./find-orders.tables.ts";
import { commissions, projectionWatermarks } from "../../read-models/schema.tables.ts";

export interface CommissionRow {
  readonly id: string;
  readonly orderId: string;
  readonly creditedPromoter: PromoterRef;
  readonly level: number;
  readonly amount: number;
  readonly kept: number;
  readonly state: "pending" | "held" | "available" | "reversed";
  readonly occurredAtMs: number;
}

/** Commissions of one promoter, newest order first. */
export async function listCommissions(
  reports: D1Database,
  query: PageQuery & { readonly promoter: PromoterRef },
): Promise<CommissionRow[]> {
  const { id, orderId, creditedPromoter, level, amount, kept, state, occurredAtMs } = commissions;
  const before = query.before ?? { occurredAtMs: Number.MAX_SAFE_INTEGER, id: "" };
  return await queries(reports)
    .select({ id, orderId, creditedPromoter, level, amount, kept, state, occurredAtMs })
    .from(commissions)
    .where(
      and(
        eq(commissions.programId, query.programId),
        eq(commissions.promoter, query.promoter),
        gte(occurredAtMs, query.fromMs),
        lt(occurredAtMs, query.toMs),
        sql`(${occurredAtMs}, ${id}) < (${before.occurredAtMs}, ${before.id})`,
        IS_DECIDED,
        not(isReplaced("commissions")),
      ),
    )
    .orderBy(desc(occurredAtMs), desc(id))
    .limit(query.limit);
}

/** Until when the read model was written, for this program; null while it is empty. */
export async function ordersAsOf(reports: D1Database, programId: string): Promise<number | null> {
  const watermark = await queries(reports)
    .select({ asOfMs: projectionWatermarks.asOfMs })
    .from(projectionWatermarks)
    .where(eq(projectionWatermarks.programId, programId))
    .get();
  return watermark?.asOfMs ?? null;
}
