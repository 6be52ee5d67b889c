/** Notes of promoters: written once, never changed, taken away by people or with the promoter. */
import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { type AuditEntry, auditStatement } from "../../http/audit/audit.tables.ts";
import { type Attempt, isFirst, type KeyOutcome, writeOnce } from "../../http/idempotency.tables.ts";
import { queries } from "../../platform/queries.ts";
import { promoterNotes } from "../schema.tables.ts";

export type PromoterNote = Readonly<typeof promoterNotes.$inferSelect>;

interface Owner {
  readonly program: number;
  readonly promoter: PromoterRef;
}

/** Writes a note once per key; the attempt's resource is the note's id. With `most` notes there is no room for another. */
export async function insertNote(
  config: D1Database,
  attempt: Attempt,
  { promoter, text, most }: { readonly promoter: PromoterRef; readonly text: string; readonly most: number },
): Promise<KeyOutcome> {
  const { program, resource: id, nowMs, audit } = attempt;
  return await writeOnce(config, attempt, [
    queries(config).run(
      sql`INSERT INTO ${promoterNotes} (program, promoter, id, text, author, at_ms)
        SELECT ${program}, ${promoter}, ${id}, ${text}, ${audit.actor}, ${nowMs}
        WHERE (SELECT count(*) FROM ${promoterNotes} WHERE program = ${program} AND promoter = ${promoter}) < ${most}
          AND ${isFirst(attempt)}`,
    ),
  ]);
}

/** Null when the promoter has none of this id. */
export async function findNote(config: D1Database, owner: Owner, id: string): Promise<PromoterNote | null> {
  const own = and(ofPromoter(owner), eq(promoterNotes.id, id));
  return (await queries(config).select().from(promoterNotes).where(own).get()) ?? null;
}

/** Notes of a promoter, the newest first. @param before number of a note: those written before it alone; null: all. */
export async function listNotes(
  config: D1Database,
  owner: Owner,
  before: number | null,
  limit: number,
): Promise<PromoterNote[]> {
  return await queries(config)
    .select()
    .from(promoterNotes)
    .where(and(ofPromoter(owner), before === null ? undefined : lt(promoterNotes.number, before)))
    .orderBy(desc(promoterNotes.number))
    .limit(limit);
}

/** A repeat changes nothing. */
export async function deleteNote(
  config: D1Database,
  owner: Owner,
  id: string,
  audit: AuditEntry,
): Promise<void> {
  await queries(config).batch([
    queries(config)
      .delete(promoterNotes)
      .where(and(ofPromoter(owner), eq(promoterNotes.id, id))),
    auditStatement(config, audit),
  ]);
}

/** Takes away what stands of a promoter who is erased. */
export async function eraseNotes(config: D1Database, owner: Owner): Promise<void> {
  await queries(config).delete(promoterNotes).where(ofPromoter(owner));
}

function ofPromoter({ program, promoter }: Owner) {
  return and(eq(promoterNotes.program, program), eq(promoterNotes.promoter, promoter));
}
