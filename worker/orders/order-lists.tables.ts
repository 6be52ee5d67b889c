/** Lists of orders and commissions from the read model. They may lag behind the owners, and say as of when. */
import { and, desc, eq, gte, lt, not, type SQL, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { queries } from "../platform/queries.ts";
import { IS_DECIDED, isReplaced } from "../read-models/order-projection.tables.ts";
import { commissions, orders, projectionWatermarks } from "../read-models/schema.tables.ts";

export interface OrderRow {
  readonly orderId: string;
  readonly amount: number;
  readonly reversedAmount: number;
  readonly customerId: string | null;
  readonly state: "pending" | "held" | "available" | "reversed";
  readonly underReview: number;
  readonly basis: "coupon" | "binding" | "touch" | "manual" | "none";
  readonly occurredAtMs: number;
}

export interface OrderQuery {
  readonly programId: string;
  /** Inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** Orders in which this promoter has a commission. */
  readonly promoter?: PromoterRef | undefined;
  /** The last order of the page before. */
  readonly before?: { readonly occurredAtMs: number; readonly id: string } | undefined;
  readonly limit: number;
}

/** Orders, newest first. */
export async function listOrders(
  reports: D1Database,
  { promoter, ...query }: OrderQuery,
): Promise<OrderRow[]> {
  return promoter === undefined
    ? await ordersOfProgram(reports, query)
    : await ordersOfPromoter(reports, query, promoter);
}

type PageQuery = Omit<OrderQuery, "promoter">;

/** Of the program and the time asked for, after the page before; orders and commissions have these columns. */
function onPage({ programId, fromMs, toMs, before }: PageQuery): SQL {
  const beforeMs = before?.occurredAtMs ?? Number.MAX_SAFE_INTEGER;
  return sql`program_id = ${programId} AND occurred_at_ms >= ${fromMs} AND occurred_at_ms < min(${toMs}, ${beforeMs} + 1)
    AND (occurred_at_ms, order_id) < (${beforeMs}, ${before?.id ?? ""})`;
}

async function ordersOfProgram(reports: D1Database, query: PageQuery): Promise<OrderRow[]> {
  const { orderId, amount, reversedAmount, customerId, state, underReview, basis, occurredAtMs } = orders;
  return await queries(reports)
    .select({ orderId, amount, reversedAmount, customerId, state, underReview, basis, occurredAtMs })
    .from(orders)
    .where(and(onPage(query), not(isReplaced("orders"))))
    .orderBy(desc(occurredAtMs), desc(orderId))
    .limit(query.limit);
}

/** Driven from the promoter's own commissions: a page costs what it shows, whatever the program sold besides. */
async function ordersOfPromoter(
  reports: D1Database,
  query: PageQuery,
  promoter: PromoterRef,
): Promise<OrderRow[]> {
  return await queries(reports).all<OrderRow>(
    sql`SELECT o.order_id AS orderId, o.amount, o.reversed_amount AS reversedAmount, o.customer_id AS customerId,
        o.state, o.under_review AS underReview, o.basis, o.occurred_at_ms AS occurredAtMs
      FROM (
        SELECT DISTINCT occurred_at_ms, order_id FROM ${commissions}
        WHERE promoter = ${promoter} AND ${onPage(query)} AND ${IS_DECIDED} AND NOT ${isReplaced("commissions")}
        ORDER BY occurred_at_ms DESC, order_id DESC LIMIT ${query.limit}
      ) shown
      CROSS JOIN ${orders} o ON o.program_id = ${query.programId} AND o.order_id = shown.order_id
      ORDER BY o.occurred_at_ms DESC, o.order_id DESC`,
  );
}

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
  query: Omit<OrderQuery, "promoter"> & { readonly promoter: PromoterRef },
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
