/** Heads of journals kept outside their books. They only ever rise. */
import { and, asc, eq, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { isOfBook } from "./of-a-book.tables.ts";
import type { KnownHead, PromoterHead } from "../../domain/ledger/verification.ts";
import { queries } from "../platform/queries.ts";
import { journalHeads } from "./schema.tables.ts";

/** Records a journal's length and head, unless a longer one is known. */
export async function raiseJournalHead(
  reports: D1Database,
  programId: string,
  { promoter, entries, head }: KnownHead & { readonly promoter: PromoterRef },
): Promise<void> {
  await queries(reports)
    .insert(journalHeads)
    .values({ programId, promoter, entries, head })
    .onConflictDoUpdate({
      target: [journalHeads.programId, journalHeads.promoter],
      set: { entries, head },
      setWhere: sql`excluded.entries > ${journalHeads.entries}`,
    });
}

export async function publishedHead(
  reports: D1Database,
  programId: string,
  promoter: PromoterRef,
): Promise<KnownHead | null> {
  const head = await queries(reports)
    .select({ entries: journalHeads.entries, head: journalHeads.head })
    .from(journalHeads)
    .where(and(eq(journalHeads.programId, programId), eq(journalHeads.promoter, promoter)))
    .get();
  return head ?? null;
}

/** Published heads of one book's promoters, by promoter after one. */
export async function publishedHeads(
  reports: D1Database,
  {
    programId,
    index,
    objects,
  }: { readonly programId: string; readonly index: number; readonly objects: number },
  after: PromoterRef | 0,
  limit: number,
): Promise<PromoterHead[]> {
  const { promoter, entries, head } = journalHeads;
  return await queries(reports)
    .select({ promoter, entries, head })
    .from(journalHeads)
    .where(
      and(
        eq(journalHeads.programId, programId),
        sql`${promoter} > ${after}`,
        isOfBook(promoter, { index, objects }),
      ),
    )
    .orderBy(asc(promoter))
    .limit(limit);
}
