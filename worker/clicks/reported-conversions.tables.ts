/**
 * Orders that pages reported, each counted once an order and visitor: its key is taken in the transaction that counts it. Of a
 * program the newest keys are kept, for a while: a repeat after that counts again.
 */
import { sql } from "drizzle-orm";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { countedBatches, totals } from "../read-models/schema.tables.ts";
import { pageCounters, reportedConversions } from "./schema.tables.ts";

/** Who opens the page of an order again does so within days. */
export const REPORTED_KEPT_MS = 30 * DAY_MS;
/** Kept of one program, so that a flood of made-up orders fills no database. */
const KEPT_PER_PROGRAM = 100_000;

/** A reported order of one batch. */
export interface ReportedRow {
  readonly batch: string;
  readonly program: number;
  readonly hourMs: number;
  readonly link: number;
  readonly promoter: number;
  readonly amountMinor: number;
  readonly key: string;
}

/** What counts reported orders that are new, and takes their keys: a part of the transaction that takes their batches. */
export function countReported(
  db: D1Database,
  rows: readonly ReportedRow[],
  nowMs: number,
): Statement<D1Result>[] {
  if (rows.length === 0) return [];
  const rowsJson = JSON.stringify(rows);
  const since = nowMs - REPORTED_KEPT_MS;
  // Of those that came together the first counts.
  const fresh = sql`fresh AS (
    SELECT row.value AS value, min(row.id) FROM json_each(${rowsJson}) AS row
    WHERE NOT EXISTS (SELECT 1 FROM ${countedBatches} WHERE batch_id = row.value ->> 'batch')
      AND NOT EXISTS (SELECT 1 FROM ${reportedConversions} known
        WHERE known.program = row.value ->> 'program' AND known.key = row.value ->> 'key' AND known.at_ms > ${since})
    GROUP BY row.value ->> 'program', row.value ->> 'key')`;
  return [countOrders(db, fresh), countTotal(db, fresh), takeKeys(db, fresh, nowMs), prune(db, rowsJson)];
}

type Fresh = ReturnType<typeof sql>;

function countOrders(db: D1Database, fresh: Fresh): Statement<D1Result> {
  return queries(db).run(
    sql`WITH ${fresh}
      INSERT INTO ${pageCounters} (program, hour_ms, link, promoter, pageviews, conversions, amount_minor)
      SELECT value ->> 'program', value ->> 'hourMs', value ->> 'link', max(value ->> 'promoter'), 0, count(*),
        min(sum(value ->> 'amountMinor'), ${Number.MAX_SAFE_INTEGER})
      FROM fresh WHERE true GROUP BY 1, 2, 3
      ON CONFLICT (program, hour_ms, link) DO UPDATE SET
        conversions = conversions + excluded.conversions,
        amount_minor = min(amount_minor + excluded.amount_minor, ${Number.MAX_SAFE_INTEGER})`,
  );
}

function countTotal(db: D1Database, fresh: Fresh): Statement<D1Result> {
  return queries(db).run(
    sql`WITH ${fresh}, counted (n) AS (SELECT count(*) FROM fresh)
      INSERT INTO ${totals} (kind, label, n) SELECT 'events', 'conversions', n FROM counted WHERE n > 0
      ON CONFLICT (kind, label) DO UPDATE SET n = n + excluded.n`,
  );
}

/** Keys of a program are numbered as they come. */
function takeKeys(db: D1Database, fresh: Fresh, nowMs: number): Statement<D1Result> {
  return queries(db).run(
    sql`WITH ${fresh}
      INSERT INTO ${reportedConversions} (program, number, key, at_ms)
      SELECT value ->> 'program',
        coalesce((SELECT max(number) FROM ${reportedConversions} WHERE program = value ->> 'program'), 0)
          + row_number() OVER (PARTITION BY value ->> 'program'),
        value ->> 'key', ${nowMs}
      FROM fresh WHERE true
      ON CONFLICT (program, key) DO UPDATE SET at_ms = excluded.at_ms`,
  );
}

function prune(db: D1Database, rowsJson: string): Statement<D1Result> {
  return queries(db).run(
    sql`DELETE FROM ${reportedConversions} WHERE (program, number) IN (
      SELECT kept.program, kept.number
      FROM (SELECT DISTINCT value ->> 'program' AS program FROM json_each(${rowsJson})) named
      JOIN ${reportedConversions} kept ON kept.program = named.program AND kept.number <=
        (SELECT max(number) FROM ${reportedConversions} WHERE program = named.program) - ${KEPT_PER_PROGRAM})`,
  );
}

/** Rows that one sweep takes: the rest is for the next. */
const SWEPT_AT_ONCE = 10_000;

/** Forgets keys that were taken before a time. Answers how many. */
export async function sweepReported(db: D1Database, beforeMs: number): Promise<number> {
  const { meta } = await queries(db).run(
    sql`DELETE FROM ${reportedConversions} WHERE (program, number) IN (
      SELECT program, number FROM ${reportedConversions} WHERE at_ms < ${beforeMs} ORDER BY at_ms LIMIT ${SWEPT_AT_ONCE})`,
  );
  return meta.changes;
}
