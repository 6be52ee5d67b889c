/** The write side of the orders' read model: whole rows with their owner's version, only over a lower version. */
import { sql } from "drizzle-orm";
import { queries, type Statement } from "../platform/queries.ts";
import { commissions, orders, projectionWatermarks } from "./schema.tables.ts";
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
  projected: readonly OrderProjection[],
  nowMs: number,
): Promise<void> {
  const rows: Rows = { programId, json: JSON.stringify(projected), nowMs };
  await queries(reports).batch([
    countOrders(reports, programId, rows.json),
    upsertOrders(reports, rows),
    upsertCommissions(reports, rows),
    mark(reports, programId, nowMs),
  ]);
}

interface Rows {
  readonly programId: string;
  readonly json: string;
  readonly nowMs: number;
}

/** Until when the read model was written, for readers to tell. */
function mark(reports: D1Database, programId: string, nowMs: number): Statement<D1Result> {
  return queries(reports)
    .insert(projectionWatermarks)
    .values({ programId, asOfMs: nowMs })
    .onConflictDoUpdate({
      target: projectionWatermarks.programId,
      set: { asOfMs: sql`max(${projectionWatermarks.asOfMs}, excluded.as_of_ms)` },
    });
}

function upsertOrders(reports: D1Database, { programId, json, nowMs }: Rows): Statement<D1Result> {
  return queries(reports).run(
    sql`INSERT INTO ${orders} (program_id, order_id, version, occurred_at_ms, amount, reversed_amount, customer_id, state,
      under_review, basis, updated_at_ms)
    SELECT ${programId}, value ->> 'orderId', value ->> 'version', value ->> 'occurredAtMs', value ->> 'amount',
      value ->> 'reversedAmount', value ->> 'customerId', value ->> 'state', value ->> 'underReview',
      value ->> 'basis', ${nowMs}
    FROM json_each(${json}) WHERE true
    ON CONFLICT (program_id, order_id) DO UPDATE SET
      version = excluded.version, occurred_at_ms = excluded.occurred_at_ms, amount = excluded.amount,
      customer_id = excluded.customer_id, reversed_amount = excluded.reversed_amount, state = excluded.state,
      under_review = excluded.under_review, basis = excluded.basis, updated_at_ms = excluded.updated_at_ms
    WHERE excluded.version > orders.version`,
  );
}

function upsertCommissions(reports: D1Database, { programId, json, nowMs }: Rows): Statement<D1Result> {
  return queries(reports).run(
    sql`INSERT INTO ${commissions} (program_id, id, order_id, version, promoter, credited_promoter, level, amount, kept,
      state, occurred_at_ms, updated_at_ms)
    SELECT ${programId}, c.value ->> 'id', o.value ->> 'orderId', o.value ->> 'version', c.value ->> 'promoter',
      c.value ->> 'creditedPromoter', c.value ->> 'level', c.value ->> 'amount', c.value ->> 'kept',
      c.value ->> 'state', o.value ->> 'occurredAtMs', ${nowMs}
    FROM json_each(${json}) o, json_each(o.value, '$.commissions') c WHERE true
    ON CONFLICT (program_id, id) DO UPDATE SET
      version = excluded.version, order_id = excluded.order_id, promoter = excluded.promoter,
      credited_promoter = excluded.credited_promoter, level = excluded.level, amount = excluded.amount,
      occurred_at_ms = excluded.occurred_at_ms, kept = excluded.kept, state = excluded.state,
      updated_at_ms = excluded.updated_at_ms
    WHERE excluded.version > commissions.version`,
  );
}
