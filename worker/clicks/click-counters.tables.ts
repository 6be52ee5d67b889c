/**
 * Hourly counters per link. A batch of events counts once, however often and through however many consumers at
 * once it is delivered: its id is taken in the transaction that counts it.
 */
import type { InvalidReason } from "../../domain/tracking/click-event.ts";
import { batchIdFloor } from "../../domain/tracking/event-batch.ts";
import { countPages } from "./page-counters.tables.ts";
import { countEvents } from "../read-models/totals.tables.ts";

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
  pageviews: number;
  conversions: number;
  amountMinor: number;
}

const COUNT = `
  INSERT INTO click_counters (program, hour_ms, link, promoter, clicks, unique_clicks, impressions)
  SELECT row.value ->> 'program', row.value ->> 'hourMs', row.value ->> 'link', max(row.value ->> 'promoter'),
         sum(row.value ->> 'clicks'), sum(row.value ->> 'unique'), sum(row.value ->> 'impressions')
  FROM json_each(?1) AS row
  WHERE NOT EXISTS (SELECT 1 FROM counted_batches WHERE batch_id = row.value ->> 'batch')
  GROUP BY 1, 2, 3
  HAVING sum(row.value ->> 'clicks') + sum(row.value ->> 'impressions') > 0
  ON CONFLICT (program, hour_ms, link) DO UPDATE SET
    clicks = clicks + excluded.clicks,
    unique_clicks = unique_clicks + excluded.unique_clicks,
    impressions = impressions + excluded.impressions`;

const COUNT_INVALID = `
  INSERT INTO invalid_counters (program, hour_ms, link, promoter, reason, clicks)
  SELECT row.value ->> 'program', row.value ->> 'hourMs', row.value ->> 'link', max(row.value ->> 'promoter'),
         reason.key, sum(reason.value)
  FROM json_each(?1) AS row, json_each(row.value, '$.invalid') AS reason
  WHERE NOT EXISTS (SELECT 1 FROM counted_batches WHERE batch_id = row.value ->> 'batch')
  GROUP BY 1, 2, 3, reason.key
  ON CONFLICT (program, hour_ms, link, reason) DO UPDATE SET clicks = clicks + excluded.clicks`;

/** Last, in the transaction of those before it: until here they saw the batches that were counted before. */
const TAKE_BATCHES = `INSERT OR IGNORE INTO counted_batches (batch_id) SELECT value FROM json_each(?1)`;

/** Counts batches, all in one transaction. Those counted before are passed over. */
export async function countBatches(
  db: D1Database,
  batches: readonly string[],
  rows: readonly CounterRow[],
): Promise<void> {
  const rowsJson = JSON.stringify(rows);
  await db.batch([
    db.prepare(COUNT).bind(rowsJson),
    db.prepare(COUNT_INVALID).bind(rowsJson),
    countPages(db, rowsJson),
    countEvents(db, rowsJson),
    db.prepare(TAKE_BATCHES).bind(JSON.stringify(batches)),
  ]);
}

/** Rows deleted in one statement. */
const SWEEP_ROWS = 5_000;

/** Forgets the ids of batches made before `beforeMs`, a part at a time. Answers how many. */
export async function sweepBatches(db: D1Database, beforeMs: number): Promise<number> {
  const statement = db
    .prepare(
      `DELETE FROM counted_batches WHERE batch_id IN
         (SELECT batch_id FROM counted_batches WHERE batch_id < ?1 ORDER BY batch_id LIMIT ?2)`,
    )
    .bind(batchIdFloor(beforeMs), SWEEP_ROWS);
  let swept = 0;
  for (;;) {
    const { meta } = await statement.run();
    swept += meta.changes;
    if (meta.changes < SWEEP_ROWS) return swept;
  }
}
