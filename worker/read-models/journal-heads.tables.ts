/** Heads of journals kept outside their books. They only ever rise. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { KnownHead } from "../../domain/ledger/verification.ts";

/** Records a journal's length and head, unless a longer one is known. */
export async function raiseJournalHead(
  reports: D1Database,
  programId: string,
  known: KnownHead & { readonly promoter: PromoterRef },
): Promise<void> {
  await reports
    .prepare(
      `INSERT INTO journal_heads (program_id, promoter, entries, head) VALUES (?, ?, ?, ?)
       ON CONFLICT (program_id, promoter) DO UPDATE SET entries = excluded.entries, head = excluded.head
       WHERE excluded.entries > journal_heads.entries`,
    )
    .bind(programId, known.promoter, known.entries, known.head)
    .run();
}

export async function publishedHead(
  reports: D1Database,
  programId: string,
  promoter: PromoterRef,
): Promise<KnownHead | null> {
  return await reports
    .prepare("SELECT entries, head FROM journal_heads WHERE program_id = ? AND promoter = ?")
    .bind(programId, promoter)
    .first<KnownHead>();
}
