/** A register of promoters' numbers outside of their tree, so that a tree that was put back gives none again. */
import { sql } from "drizzle-orm";
import { sequencesBefore } from "../../domain/kernel/ids.ts";
import { queries } from "../platform/queries.ts";
import { promoterNumbers } from "./schema.tables.ts";

/**
 * Takes the next sequence numbers for one program.
 *
 * @param known the greatest that its tree has: the register may itself have been put back.
 * @returns the last number before those that were taken.
 */
export async function takePromoterNumbers(
  config: D1Database,
  programId: string,
  count: number,
  known: number,
): Promise<number> {
  const { taken } = promoterNumbers;
  const row = await queries(config)
    .insert(promoterNumbers)
    .values({ programId, taken: known + count })
    .onConflictDoUpdate({
      target: promoterNumbers.programId,
      set: { taken: sql`max(${taken}, ${known}) + ${count}` },
    })
    .returning({ taken })
    .get();
  return row.taken - count;
}

/**
 * Has the next promoters dealt to so many books: their numbers say so. Wallets of those who have a number stay where they
 * are. A tree goes on with the few numbers that it has taken before.
 */
export async function dealToBooks(config: D1Database, programId: string, books: number): Promise<void> {
  const { taken } = promoterNumbers;
  const from = sequencesBefore(books);
  await queries(config)
    .insert(promoterNumbers)
    .values({ programId, taken: from })
    .onConflictDoUpdate({ target: promoterNumbers.programId, set: { taken: sql`max(${taken}, ${from})` } });
}
