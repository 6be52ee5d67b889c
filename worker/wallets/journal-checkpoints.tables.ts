/** Checkpoints of journals: where a verification found everything right. They are never changed. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { KnownHead } from "../../domain/ledger/verification.ts";

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
  const { results } = await reports
    .prepare(
      `SELECT entries, head, available FROM journal_checkpoints WHERE program_id = ?1 AND promoter = ?2
       ORDER BY entries DESC LIMIT ?3`,
    )
    .bind(programId, promoter, READ)
    .all<JournalCheckpoint>();
  return results.toReversed();
}

/** Keeps where a journal was found right, unless another checkpoint is near. */
export async function keepCheckpoint(
  reports: D1Database,
  programId: string,
  promoter: PromoterRef,
  { entries, head, available }: JournalCheckpoint,
): Promise<void> {
  await reports
    .prepare(
      `INSERT INTO journal_checkpoints (program_id, promoter, entries, head, available)
       SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
         SELECT 1 FROM journal_checkpoints WHERE program_id = ?1 AND promoter = ?2 AND entries > ?3 - ?6)
       ON CONFLICT DO NOTHING`,
    )
    .bind(programId, promoter, entries, head, available, ENTRIES_APART)
    .run();
}
