/** Messages that a consumer gave up on, kept where an operator can see them. Each is kept once. */
import { and, asc, desc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { queries, type Statement } from "../platform/queries.ts";
import { countedBatches } from "../read-models/schema.tables.ts";
import { deadLetters } from "./schema.tables.ts";

export interface DeadLetter {
  readonly number: number;
  readonly queue: string;
  readonly messageId: string;
  /** Text of the message, at most as long as a message may be. */
  readonly body: string;
  readonly receivedAtMs: number;
  /** The batch of events that it holds; null for any other message. */
  readonly batchId: string | null;
  /** When an operator last had it delivered again; null when nobody did. */
  readonly replayedAtMs: number | null;
  /** When what it asks for was done; null while it is open. */
  readonly doneAtMs: number | null;
}

export type NewLetter = Omit<DeadLetter, "number" | "replayedAtMs" | "doneAtMs">;

/** Keeps messages; one that is there already is passed over. One whose batch was counted after all is closed at once. */
export async function keepDeadLetters(db: D1Database, letters: readonly NewLetter[]): Promise<void> {
  const [first, ...others] = letters.map((letter) =>
    queries(db).insert(deadLetters).values(letter).onConflictDoNothing(),
  );
  if (first !== undefined) await queries(db).batch([first, ...others, closeCounted(db, letters)]);
}

function closeCounted(db: D1Database, letters: readonly NewLetter[]): Statement<D1Result> {
  const ids = JSON.stringify(letters.flatMap(({ batchId }) => batchId ?? []));
  return queries(db)
    .update(deadLetters)
    .set({ doneAtMs: letters[0]?.receivedAtMs ?? 0 })
    .where(
      and(
        isNull(deadLetters.doneAtMs),
        sql`${deadLetters.batchId} IN (
          SELECT batch_id FROM ${countedBatches} WHERE batch_id IN (SELECT value FROM json_each(${ids})))`,
      ),
    );
}

/** Messages with a number below `before` (null: the newest), newest first. */
export async function listDeadLetters(
  db: D1Database,
  before: number | null,
  limit: number,
): Promise<DeadLetter[]> {
  return await queries(db)
    .select()
    .from(deadLetters)
    .where(before === null ? undefined : lt(deadLetters.number, before))
    .orderBy(desc(deadLetters.number))
    .limit(limit);
}

export async function findDeadLetter(db: D1Database, number: number): Promise<DeadLetter | null> {
  return (await queries(db).select().from(deadLetters).where(eq(deadLetters.number, number)).get()) ?? null;
}

export async function markReplayed(db: D1Database, number: number, nowMs: number): Promise<void> {
  await queries(db).update(deadLetters).set({ replayedAtMs: nowMs }).where(eq(deadLetters.number, number));
}

/** Closes a letter: its job was done. */
export async function markDone(db: D1Database, number: number, nowMs: number): Promise<void> {
  await queries(db).update(deadLetters).set({ doneAtMs: nowMs }).where(eq(deadLetters.number, number));
}

/** Closes the letters of batches. Part of the transaction that counts these. */
export function closeLetters(db: D1Database, batches: readonly string[], nowMs: number): Statement<D1Result> {
  return queries(db)
    .update(deadLetters)
    .set({ doneAtMs: nowMs })
    .where(
      and(
        isNull(deadLetters.doneAtMs),
        sql`${deadLetters.batchId} IN (SELECT value FROM json_each(${JSON.stringify(batches)}))`,
      ),
    );
}

/** Rows that one sweep looks at: the rest is for the next. */
const SWEPT_AT_ONCE = 10_000;

/** Forgets letters that are done since before a time, and open ones from before another. Answers how many. */
export async function sweepDeadLetters(
  db: D1Database,
  { doneBeforeMs, openBeforeMs }: { readonly doneBeforeMs: number; readonly openBeforeMs: number },
): Promise<number> {
  const { number, doneAtMs, receivedAtMs } = deadLetters;
  const oldest = queries(db).select({ number }).from(deadLetters).orderBy(asc(number)).limit(SWEPT_AT_ONCE);
  const isOld = or(lt(doneAtMs, doneBeforeMs), lt(receivedAtMs, openBeforeMs));
  return (
    await queries(db)
      .delete(deadLetters)
      .where(and(inArray(number, oldest), isOld))
  ).meta.changes;
}
