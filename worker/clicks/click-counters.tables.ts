/**
 * Hourly counters per link. A batch of events counts once, however often and through however many consumers at
 * once it is delivered. Its id is taken in the transaction that counts it.
 */
import { inArray, lt, asc, sql } from "drizzle-orm";
import type { ClickChannel } from "../../domain/tracking/click-channel.ts";
import type { InvalidReason } from "../../domain/tracking/click-event.ts";
import { batchIdFloor } from "../../domain/tracking/event-batch.ts";
import { closeLetters } from "./dead-letters.tables.ts";
import { sumClicks } from "./click-sums.tables.ts";
import { countPages } from "./page-counters.tables.ts";
import { countReported, type ReportedRow } from "./reported-conversions.tables.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { countedBatches } from "../read-models/schema.tables.ts";
import { countEvents } from "../read-models/totals.tables.ts";
import { clickCounters, invalidCounters } from "./schema.tables.ts";

/** What one batch adds to one link in one hour. */
export interface CounterRow {
  readonly batch: string;
  readonly program: number;
  readonly hourMs: number;
  readonly link: number;
  readonly promoter: number;
  clicks: number;
  unique: number;
  impressions: number;
  readonly invalid: Partial<Record<InvalidReason, number>>;
  /** Clicks, and the unique ones among them, by where they came from. */
  readonly channels: Partial<Record<ClickChannel, readonly [clicks: number, unique: number]>>;
  pageviews: number;
  conversions: number;
  amountMinor: number;
}

interface Counted {
  readonly rows: readonly CounterRow[];
  /** Absent: none. */
  readonly reported?: readonly ReportedRow[];
}

/** Counts batches, all in one transaction. Those counted before are passed over. */
export async function countBatches(
  db: D1Database,
  batches: readonly string[],
  { rows, reported = [] }: Counted,
  nowMs: number,
): Promise<void> {
  const rowsJson = JSON.stringify(rows);
  await queries(db).batch([
    countClicks(db, rowsJson),
    countInvalid(db, rowsJson),
    countPages(db, rowsJson),
    ...sumClicks(db, rowsJson),
    countEvents(db, rowsJson),
    ...countReported(db, reported, nowMs),
    takeBatches(db, batches),
    closeLetters(db, batches, nowMs),
  ]);
}

/** Which of these batches were counted. It also says whether the database answers, before anything is judged. */
export async function countedOf(db: D1Database, batches: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await queries(db)
    .select({ batchId: countedBatches.batchId })
    .from(countedBatches)
    .where(sql`${countedBatches.batchId} IN (SELECT value FROM json_each(${JSON.stringify(batches)}))`);
  return new Set(rows.map(({ batchId }) => batchId));
}

function countClicks(db: D1Database, rowsJson: string): Statement<D1Result> {
  return queries(db).run(
    sql`INSERT INTO ${clickCounters} (program, hour_ms, link, promoter, clicks, unique_clicks, impressions)
      SELECT row.value ->> 'program', row.value ->> 'hourMs', row.value ->> 'link', max(row.value ->> 'promoter'),
        sum(row.value ->> 'clicks'), sum(row.value ->> 'unique'), sum(row.value ->> 'impressions')
      FROM json_each(${rowsJson}) AS row
      WHERE NOT EXISTS (SELECT 1 FROM ${countedBatches} WHERE batch_id = row.value ->> 'batch')
      GROUP BY 1, 2, 3
      HAVING sum(row.value ->> 'clicks') + sum(row.value ->> 'impressions') > 0
      ON CONFLICT (program, hour_ms, link) DO UPDATE SET
        clicks = clicks + excluded.clicks,
        unique_clicks = unique_clicks + excluded.unique_clicks,
        impressions = impressions + excluded.impressions`,
  );
}

function countInvalid(db: D1Database, rowsJson: string): Statement<D1Result> {
  return queries(db).run(
    sql`INSERT INTO ${invalidCounters} (program, hour_ms, link, promoter, reason, clicks)
      SELECT row.value ->> 'program', row.value ->> 'hourMs', row.value ->> 'link', max(row.value ->> 'promoter'),
        reason.key, sum(reason.value)
      FROM json_each(${rowsJson}) AS row, json_each(row.value, '$.invalid') AS reason
      WHERE NOT EXISTS (SELECT 1 FROM ${countedBatches} WHERE batch_id = row.value ->> 'batch')
      GROUP BY 1, 2, 3, reason.key
      ON CONFLICT (program, hour_ms, link, reason) DO UPDATE SET clicks = clicks + excluded.clicks`,
  );
}

/** Last, in the transaction of those before it: until here they saw the batches that were counted before. */
function takeBatches(db: D1Database, batches: readonly string[]): Statement<D1Result> {
  return queries(db).run(
    sql`INSERT OR IGNORE INTO ${countedBatches} (batch_id) SELECT value FROM json_each(${JSON.stringify(batches)})`,
  );
}

/** Rows deleted in one statement. */
const SWEEP_ROWS = 5_000;

/** Forgets the ids of batches made before `beforeMs`, a part at a time. Answers how many. */
export async function sweepBatches(db: D1Database, beforeMs: number): Promise<number> {
  const oldest = queries(db)
    .select({ batchId: countedBatches.batchId })
    .from(countedBatches)
    .where(lt(countedBatches.batchId, batchIdFloor(beforeMs)))
    .orderBy(asc(countedBatches.batchId))
    .limit(SWEEP_ROWS);
  let swept = 0;
  for (;;) {
    const { meta } = await queries(db).delete(countedBatches).where(inArray(countedBatches.batchId, oldest));
    swept += meta.changes;
    if (meta.changes < SWEEP_ROWS) return swept;
  }
}
