/** Totals for monitoring, kept by the very transactions that change what they count: reading them costs a few rows. */
import { asc, type SQL, sql } from "drizzle-orm";
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

/** Adds to totals, each by its kind and label. */
export async function addTotals(db: D1Database, rows: readonly TotalRow[]): Promise<void> {
  await queries(db)
    .insert(totals)
    .values([...rows])
    .onConflictDoUpdate({ target: [totals.kind, totals.label], set: { n: sql`n + excluded.n` } });
}

/** Adds events that no queue took. */
export async function countLost(db: D1Database, events: number): Promise<void> {
  await addTotals(db, [{ kind: "events", label: "lost", n: events }]);
}

/** Moves orders from the state they had to the one they have. Before they are written, in that transaction. */
export function countOrders(db: D1Database, programId: string, ordersJson: SQL): Statement<D1Result> {
  return queries(db).run(
    sql`WITH incoming AS (
         SELECT value ->> 'orderId' AS order_id, value ->> 'state' AS state, max(value ->> 'version') AS version
         FROM json_each(${ordersJson}) GROUP BY 1
       ), changed AS (
         SELECT incoming.state AS now, known.state AS before FROM incoming
         LEFT JOIN ${orders} known ON known.program_id = ${programId} AND known.order_id = incoming.order_id
         WHERE known.version IS NULL OR incoming.version > known.version
       ), moved (state, n) AS (
         SELECT now, 1 FROM changed UNION ALL SELECT before, -1 FROM changed WHERE before IS NOT NULL
       )
       INSERT INTO ${totals} (kind, label, n) SELECT 'orders', state, sum(n) FROM moved GROUP BY state HAVING sum(n) <> 0
       ON CONFLICT (kind, label) DO UPDATE SET n = n + excluded.n`,
  );
}

export interface Totals {
  /** 0 for what was never counted. */
  event(label: "clicks" | "impressions" | "invalid_clicks" | "pageviews" | "conversions" | "lost"): number;
  readonly orders: readonly { readonly state: string; readonly n: number }[];
  /** Requests of management by class and status. */
  readonly requests: readonly { readonly class: string; readonly status: string; readonly n: number }[];
  /** Milliseconds that they took, by class. */
  readonly requestMs: readonly { readonly class: string; readonly n: number }[];
}

export interface TotalRow {
  readonly kind: string;
  readonly label: string;
  readonly n: number;
}

/** Reads all totals: a row for each state of orders and each kind of event. */
export function totalsStatement(db: D1Database): Statement<TotalRow[]> {
  return queries(db).select().from(totals).orderBy(asc(totals.kind), asc(totals.label));
}

/** Reads the answer of {@link totalsStatement}. */
export function totalsOf(rows: readonly TotalRow[]): Totals {
  return {
    event: (label) => rows.find((row) => row.kind === "events" && row.label === label)?.n ?? 0,
    orders: rows.filter((row) => row.kind === "orders").map(({ label, n }) => ({ state: label, n })),
    requests: rows
      .filter((row) => row.kind === "requests")
      .map(({ label, n }) => {
        const [name = "", status = ""] = label.split(" ");
        return { class: name, status, n };
      }),
    requestMs: rows.filter((row) => row.kind === "request_ms").map(({ label, n }) => ({ class: label, n })),
  };
}
