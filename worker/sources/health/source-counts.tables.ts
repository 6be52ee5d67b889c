/** How webhooks of each source fare, as isolates have written it. */
import { eq, sql } from "drizzle-orm";
import { queries } from "../../platform/queries.ts";
import { sourceCounts } from "../schema.tables.ts";

export type CountedSource = typeof sourceCounts.$inferSelect;

/** Adds counts to those of before; of two times the later one holds. */
export async function addSourceCounts(reports: D1Database, counts: readonly CountedSource[]): Promise<void> {
  const db = queries(reports);
  const [first, ...others] = counts.map((counted) =>
    db
      .insert(sourceCounts)
      .values(counted)
      .onConflictDoUpdate({
        target: [sourceCounts.programId, sourceCounts.source],
        set: {
          received: sql`source_counts.received + excluded.received`,
          accepted: sql`source_counts.accepted + excluded.accepted`,
          unusable: sql`source_counts.unusable + excluded.unusable`,
          refused: sql`source_counts.refused + excluded.refused`,
          lastReceivedAtMs: sql`coalesce(max(source_counts.last_received_at_ms, excluded.last_received_at_ms), source_counts.last_received_at_ms, excluded.last_received_at_ms)`,
          lastRefusedAtMs: sql`coalesce(max(source_counts.last_refused_at_ms, excluded.last_refused_at_ms), source_counts.last_refused_at_ms, excluded.last_refused_at_ms)`,
          lastError: sql`CASE WHEN coalesce(excluded.last_error_at_ms, 0) >= coalesce(source_counts.last_error_at_ms, 0)
            THEN excluded.last_error ELSE source_counts.last_error END`,
          lastErrorAtMs: sql`coalesce(max(source_counts.last_error_at_ms, excluded.last_error_at_ms), source_counts.last_error_at_ms, excluded.last_error_at_ms)`,
        },
      }),
  );
  if (first !== undefined) await db.batch([first, ...others]);
}

/** The counts of a program, by source. */
export async function readSourceCounts(
  reports: D1Database,
  programId: string,
): Promise<ReadonlyMap<string, CountedSource>> {
  const rows = await queries(reports)
    .select()
    .from(sourceCounts)
    .where(eq(sourceCounts.programId, programId));
  return new Map(rows.map((row) => [row.source, row]));
}
