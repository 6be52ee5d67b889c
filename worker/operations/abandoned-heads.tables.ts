/** Heads of journals that an operator gave up: what followed them was lost when a book was put back. Kept for auditors. */
import { and, eq, inArray } from "drizzle-orm";
import type { UnknownHead } from "../../durable-objects/account-book/wallets/journal-check.ts";
import { queries } from "../platform/queries.ts";
import { journalHeads } from "../read-models/schema.tables.ts";
import { journalCheckpoints } from "../wallets/schema.tables.ts";
import { abandonedHeads } from "./schema.tables.ts";

/** Parameters of one statement. */
const AT_ONCE = 10;

/** Records heads as given up, and forgets them and the checkpoints of their journals. A repeat changes nothing. */
export async function abandonHeads(
  reports: D1Database,
  programId: string,
  lost: readonly UnknownHead[],
  reason: string,
  nowMs: number,
): Promise<void> {
  for (let at = 0; at < lost.length; at += AT_ONCE) {
    const part = lost.slice(at, at + AT_ONCE);
    const promoters = part.map(({ promoter }) => promoter);
    await queries(reports).batch([
      queries(reports)
        .insert(abandonedHeads)
        .values(
          part.map(({ promoter, expected, found }) => {
            return { programId, promoter, entries: expected, found, reason, abandonedAtMs: nowMs };
          }),
        )
        .onConflictDoNothing(),
      queries(reports)
        .delete(journalHeads)
        .where(and(eq(journalHeads.programId, programId), inArray(journalHeads.promoter, promoters))),
      queries(reports)
        .delete(journalCheckpoints)
        .where(
          and(eq(journalCheckpoints.programId, programId), inArray(journalCheckpoints.promoter, promoters)),
        ),
    ]);
  }
}
