/** Totals for monitoring, kept by the very transactions that change what they count: reading them costs a few rows. */
import { asc, type SQL, sql } from "drizzle-orm";
import { PAGE_ORDER_IDS } from "../../domain/order/page-order.ts";
import type { Count } from "../../durable-objects/object/tally.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { countedBatches, orders, totals } from "./schema.tables.ts";

/** Adds what batches of events bring. Before the batches are taken, in that transaction. */
export function countEvents(db: D1Database, rowsJson: string): Statement<D1Result> {
  return queries(db).run(
    sql`WITH fresh AS (
         SELECT value FROM json_each(${rowsJson})
         WHERE NOT EXISTS (SELECT 1 FROM ${countedBatches} WHERE batch_id = value ->> 'batch')
       ), incoming (label, n) AS (
         SELECT 'clicks', total(value ->> 'clicks') FROM fresh
         UNION ALL SELECT 'impressions', total(value ->> 'impressions') FROM fresh
         UNION ALL SELECT 'pageviews', total(value ->> 'pageviews') FROM fresh
         UNION ALL SELECT 'conversions', total(value ->> 'conversions') FROM fresh
         UNION ALL
         SELECT 'invalid_clicks', total(reason.value) FROM fresh, json_each(fresh.value, '$.invalid') AS reason
       )
       INSERT INTO ${totals} (kind, label, n) SELECT 'events', label, CAST(n AS INTEGER) FROM incoming WHERE n > 0
       ON CONFLICT (kind, label) DO UPDATE SET n = n + excluded.n`,
  );
}

/** Adds to totals, each by its kind and label, however many there are. */
export function addTotals(db: D1Database, counts: readonly Count[]): Statement<D1Result> {
  return queries(db).run(
    sql`INSERT INTO ${totals} (kind, label, n, amount)
      SELECT value ->> 'kind', value ->> 'label', value ->> 'n', value ->> 'amount'
      FROM json_each(${JSON.stringify(counts)}) WHERE true
      ON CONFLICT (kind, label) DO UPDATE SET n = n + excluded.n, amount = amount + excluded.amount`,
  );
}

/** Adds events that no queue took. */
export async function countLost(db: D1Database, events: number): Promise<void> {
  await addTotals(db, [{ kind: "events", label: "lost", n: events, amount: 0 }]);
}

/**
 * Moves orders from the state they had to the one they have, and counts those that are new. An order that a page told by
 * itself has a state, and is not among those that were decided. Before they are written, in that transaction.
 */
export function countOrders(db: D1Database, programId: string, ordersJson: SQL): Statement<D1Result> {
  const { from, before } = PAGE_ORDER_IDS;
  return queries(db).run(
    sql`WITH incoming AS (
         SELECT value ->> 'orderId' AS order_id, value ->> 'state' AS state, max(value ->> 'version') AS version
         FROM json_each(${ordersJson}) GROUP BY 1
       ), changed AS (
         SELECT incoming.order_id, incoming.state AS now, known.state AS before FROM incoming
         LEFT JOIN ${orders} known ON known.program_id = ${programId} AND known.order_id = incoming.order_id
         WHERE known.version IS NULL OR incoming.version > known.version
       ), moved (kind, label, n) AS (
         SELECT 'orders_by_state', ${programId} || ' ' || now, 1 FROM changed
         UNION ALL SELECT 'orders_by_state', ${programId} || ' ' || before, -1 FROM changed WHERE before IS NOT NULL
         UNION ALL SELECT 'orders_decided', ${programId}, 1 FROM changed
           WHERE before IS NULL AND NOT (order_id >= ${from} AND order_id < ${before})
       )
       INSERT INTO ${totals} (kind, label, n) SELECT kind, label, sum(n) FROM moved GROUP BY kind, label HAVING sum(n) <> 0
       ON CONFLICT (kind, label) DO UPDATE SET n = n + excluded.n`,
  );
}

/** What was counted of one kind under one label. */
export type Total = typeof totals.$inferSelect;

/** Reads all totals: a row for each program and state, for each kind of event, for each bucket of a histogram. */
export function totalsStatement(db: D1Database): Statement<Total[]> {
  return queries(db).select().from(totals).orderBy(asc(totals.kind), asc(totals.label));
}

/** Totals by kind. Labels of several words are told apart by blanks, which none of them has. */
export class Totals {
  readonly #rows: readonly Total[];

  constructor(rows: readonly Total[]) {
    this.#rows = rows;
  }

  /** Of one label: 0 for what was never counted. */
  of(kind: string, label: string): number {
    return this.#rows.find((row) => row.kind === kind && row.label === label)?.n ?? 0;
  }

  /** All labels of a kind, split into their words. */
  all(kind: string): LabelledTotal[] {
    return this.#rows
      .filter((row) => row.kind === kind)
      .map(({ label, n, amount }) => ({ words: label.split(" "), n, amount }));
  }
}

export interface LabelledTotal {
  readonly words: readonly string[];
  readonly n: number;
  readonly amount: number;
}
