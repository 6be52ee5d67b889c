/** Checkpoints of journals: where a verification found everything right. They are never changed. */
import { and, desc, eq, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { KnownHead } from "../../domain/ledger/verification.ts";
import { queries } from "../platform/queries.ts";
import { journalCheckpoints } from "./schema.tables.ts";

export interface JournalCheckpoint extends KnownHead {
  /** The balance of `available` after that entry. */
  readonly available: number;
}

/** Entries between two checkpoints of a journal, at least. */
const ENTRIES_APART = 100;
/** The newest of a journal that are read; the chain leads from them to the older ones. */
const READ = 1_000;

/** Checkpoints of a journal, oldest first. */
export async function readCheckpoints(
  reports: D1Database,
  programId: string,
  promoter: PromoterRef,
): Promise<JournalCheckpoint[]> {
  const { entries, head, available } = journalCheckpoints;
  const newestFirst = await queries(reports)
    .select({ entries, head, available })
    .from(journalCheckpoints)
    .where(and(eq(journalCheckpoints.programId, programId), eq(journalCheckpoints.promoter, promoter)))
    .orderBy(desc(entries))
    .limit(READ);
  return newestFirst.toReversed();
}

/** Keeps where a journal was found right, unless another checkpoint is near. */
export async function keepCheckpoint(
  reports: D1Database,
  programId: string,
  promoter: PromoterRef,
  { entries, head, available }: JournalCheckpoint,
): Promise<void> {
  await queries(reports).run(
    sql`INSERT INTO ${journalCheckpoints} (program_id, promoter, entries, head, available)
      SELECT ${programId}, ${promoter}, ${entries}, ${head}, ${available} WHERE NOT EXISTS (
        SELECT 1 FROM ${journalCheckpoints}
        WHERE program_id = ${programId} AND promoter = ${promoter} AND entries > ${entries} - ${ENTRIES_APART})
      ON CONFLICT DO NOTHING`,
  );
}
