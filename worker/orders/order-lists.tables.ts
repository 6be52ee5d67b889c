/** Lists of orders and commissions from the read model. They may lag behind the owners, and say as of when. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";

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

const ORDER_COLUMNS = `o.order_id AS orderId, o.amount, o.reversed_amount AS reversedAmount,
  o.customer_id AS customerId, o.state, o.under_review AS underReview, o.basis, o.occurred_at_ms AS occurredAtMs`;

const ORDERS_OF_PROGRAM = `
  SELECT ${ORDER_COLUMNS} FROM orders o
  WHERE program_id = ?1 AND occurred_at_ms >= ?2 AND occurred_at_ms < min(?3, ?4 + 1)
    AND (occurred_at_ms, order_id) < (?4, ?5)
  ORDER BY occurred_at_ms DESC, order_id DESC LIMIT ?6`;

/** Driven from the promoter's own commissions: a page costs what it shows, whatever the program sold besides. */
const ORDERS_OF_PROMOTER = `
  SELECT ${ORDER_COLUMNS}
  FROM (
    SELECT DISTINCT occurred_at_ms, order_id FROM commissions
    WHERE program_id = ?1 AND promoter = ?7 AND occurred_at_ms >= ?2 AND occurred_at_ms < min(?3, ?4 + 1)
      AND (occurred_at_ms, order_id) < (?4, ?5)
    ORDER BY occurred_at_ms DESC, order_id DESC LIMIT ?6
  ) shown
  CROSS JOIN orders o ON o.program_id = ?1 AND o.order_id = shown.order_id
  ORDER BY o.occurred_at_ms DESC, o.order_id DESC`;

/** Orders, newest first. */
export async function listOrders(reports: D1Database, query: OrderQuery): Promise<OrderRow[]> {
  const { results } = await reports
    .prepare(query.promoter === undefined ? ORDERS_OF_PROGRAM : ORDERS_OF_PROMOTER)
    .bind(
      query.programId,
      query.fromMs,
      query.toMs,
      query.before?.occurredAtMs ?? Number.MAX_SAFE_INTEGER,
      query.before?.id ?? "",
      query.limit,
      ...(query.promoter === undefined ? [] : [query.promoter]),
    )
    .all<OrderRow>();
  return results;
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
  const { results } = await reports
    .prepare(
      `SELECT id, order_id AS orderId, credited_promoter AS creditedPromoter, level, amount, kept, state,
              occurred_at_ms AS occurredAtMs
       FROM commissions
       WHERE program_id = ?1 AND promoter = ?2 AND occurred_at_ms >= ?3 AND occurred_at_ms < ?4
         AND (occurred_at_ms, id) < (?5, ?6)
       ORDER BY occurred_at_ms DESC, id DESC LIMIT ?7`,
    )
    .bind(
      query.programId,
      query.promoter,
      query.fromMs,
      query.toMs,
      query.before?.occurredAtMs ?? Number.MAX_SAFE_INTEGER,
      query.before?.id ?? "",
      query.limit,
    )
    .all<CommissionRow>();
  return results;
}

/** Until when the read model was written, for this program; null while it is empty. */
export async function ordersAsOf(reports: D1Database, programId: string): Promise<number | null> {
  return await reports
    .prepare("SELECT as_of_ms AS asOfMs FROM projection_watermarks WHERE program_id = ?1")
    .bind(programId)
    .first<number>("asOfMs");
}
