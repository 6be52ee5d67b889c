/**
 * Commissions of each program by state, kept by the transactions that write or drop them. A commission counts in its state
 * with what is left of it, and what was taken back of it sums up as reversed. So the sum over the states is what was
 * decided.
 */
import { and, eq, gt, lt, ne, type SQL, sql } from "drizzle-orm";
import { queries, type Statement } from "../platform/queries.ts";
import { commissions, totals } from "./schema.tables.ts";

const ADD = sql`ON CONFLICT (kind, label) DO UPDATE SET n = n + excluded.n, amount = amount + excluded.amount`;

/** Moves commissions from the state they had to the one they have. Before they are written, in that transaction. */
export function countCommissions(db: D1Database, programId: string, ordersJson: SQL): Statement<D1Result> {
  return queries(db).run(
    sql`WITH incoming AS (
         SELECT c.value ->> 'id' AS id, c.value ->> 'state' AS state, c.value ->> 'amount' AS amount,
           c.value ->> 'kept' AS kept, max(o.value ->> 'version') AS version
         FROM json_each(${ordersJson}) o, json_each(o.value, '$.commissions') c GROUP BY 1
       ), changed AS (
         SELECT incoming.state, incoming.amount, incoming.kept, known.state AS before, known.amount AS amount_before,
           known.kept AS kept_before
         FROM incoming LEFT JOIN ${commissions} known ON known.program_id = ${programId} AND known.id = incoming.id
         WHERE known.version IS NULL OR incoming.version > known.version
       ), moved (state, n, amount) AS (
         SELECT state, 1, kept FROM changed
         UNION ALL SELECT 'reversed', 0, amount - kept FROM changed
         UNION ALL SELECT before, -1, -kept_before FROM changed WHERE before IS NOT NULL
         UNION ALL SELECT 'reversed', 0, kept_before - amount_before FROM changed WHERE before IS NOT NULL
       )
       INSERT INTO ${totals} (kind, label, n, amount)
       SELECT 'commissions', ${programId} || ' ' || state, sum(n), sum(amount) FROM moved
       GROUP BY state HAVING sum(n) <> 0 OR sum(amount) <> 0 ${ADD}`,
  );
}

/** Takes commissions out of what was counted. Before they are dropped, in that transaction. @param which selects them. */
export function uncountCommissions(
  db: D1Database,
  programId: string,
  which: SQL | undefined,
): Statement<D1Result> {
  return queries(db).run(
    sql`WITH dropped AS (SELECT state, amount, kept FROM ${commissions} WHERE ${which}),
       moved (state, n, amount) AS (
         SELECT state, -1, -kept FROM dropped UNION ALL SELECT 'reversed', 0, kept - amount FROM dropped
       )
       INSERT INTO ${totals} (kind, label, n, amount)
       SELECT 'commissions', ${programId} || ' ' || state, sum(n), sum(amount) FROM moved
       GROUP BY state HAVING sum(n) <> 0 OR sum(amount) <> 0 ${ADD}`,
  );
}

/** What is left of all commissions of a program, in minor units: what was taken back is not among it. */
export async function keptCommissions(reports: D1Database, programId: string): Promise<number> {
  const { kind, label, amount } = totals;
  const [row] = await queries(reports)
    .select({ kept: sql<number>`coalesce(sum(${amount}), 0)` })
    .from(totals)
    .where(
      and(
        eq(kind, "commissions"),
        // A label is the program, a space and the state: no id of a program has a space, and "!" is behind it.
        gt(label, `${programId} `),
        lt(label, `${programId}!`),
        ne(label, `${programId} reversed`),
      ),
    );
  return row?.kept ?? 0;
}
