/** The write side of the orders' read model: whole rows with their owner's version, only over a lower version. */
import { countOrders } from "./totals.tables.ts";

/** An order with its commissions, as its owner last knew it. */
export interface OrderProjection {
  readonly orderId: string;
  /** Rises with every change of the order. */
  readonly version: number;
  readonly occurredAtMs: number;
  readonly amount: number;
  readonly reversedAmount: number;
  readonly customerId: string | null;
  readonly state: string;
  readonly underReview: boolean;
  readonly basis: string;
  readonly commissions: readonly CommissionProjection[];
}

export interface CommissionProjection {
  readonly id: string;
  readonly promoter: number;
  readonly creditedPromoter: number;
  readonly level: number;
  readonly amount: number;
  readonly kept: number;
  readonly state: string;
}

/** Writes a batch in one D1 transaction. Repeats and late batches change nothing. */
export async function projectOrders(
  reports: D1Database,
  programId: string,
  orders: readonly OrderProjection[],
  nowMs: number,
): Promise<void> {
  const rows = JSON.stringify(orders);
  await reports.batch([
    countOrders(reports, programId, rows),
    reports.prepare(UPSERT_ORDERS).bind(programId, rows, nowMs),
    reports.prepare(UPSERT_COMMISSIONS).bind(programId, rows, nowMs),
    reports.prepare(MARK).bind(programId, nowMs),
  ]);
}

/** Until when the read model was written, for readers to tell. */
const MARK = `
  INSERT INTO projection_watermarks (program_id, as_of_ms) VALUES (?1, ?2)
  ON CONFLICT (program_id) DO UPDATE SET as_of_ms = max(as_of_ms, excluded.as_of_ms)`;

const UPSERT_ORDERS = `
  INSERT INTO orders (program_id, order_id, version, occurred_at_ms, amount, reversed_amount, customer_id, state,
    under_review, basis, updated_at_ms)
  SELECT ?1, value ->> 'orderId', value ->> 'version', value ->> 'occurredAtMs', value ->> 'amount',
    value ->> 'reversedAmount', value ->> 'customerId', value ->> 'state', value ->> 'underReview',
    value ->> 'basis', ?3
  FROM json_each(?2) WHERE true
  ON CONFLICT (program_id, order_id) DO UPDATE SET
    version = excluded.version, occurred_at_ms = excluded.occurred_at_ms, amount = excluded.amount,
    customer_id = excluded.customer_id, reversed_amount = excluded.reversed_amount, state = excluded.state,
    under_review = excluded.under_review, basis = excluded.basis, updated_at_ms = excluded.updated_at_ms
  WHERE excluded.version > orders.version`;

const UPSERT_COMMISSIONS = `
  INSERT INTO commissions (program_id, id, order_id, version, promoter, credited_promoter, level, amount, kept, state,
    occurred_at_ms, updated_at_ms)
  SELECT ?1, c.value ->> 'id', o.value ->> 'orderId', o.value ->> 'version', c.value ->> 'promoter',
    c.value ->> 'creditedPromoter', c.value ->> 'level', c.value ->> 'amount', c.value ->> 'kept',
    c.value ->> 'state', o.value ->> 'occurredAtMs', ?3
  FROM json_each(?2) o, json_each(o.value, '$.commissions') c WHERE true
  ON CONFLICT (program_id, id) DO UPDATE SET
    version = excluded.version, order_id = excluded.order_id, promoter = excluded.promoter,
    credited_promoter = excluded.credited_promoter, level = excluded.level, amount = excluded.amount,
    occurred_at_ms = excluded.occurred_at_ms, kept = excluded.kept, state = excluded.state, updated_at_ms = excluded.updated_at_ms
  WHERE excluded.version > commissions.version`;
