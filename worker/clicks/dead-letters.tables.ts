/** Messages that a consumer gave up on, kept where an operator can see them. Each is kept once. */
import { desc, eq, lt } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import { deadLetters } from "./schema.tables.ts";

export interface DeadLetter {
  readonly number: number;
  readonly queue: string;
  readonly messageId: string;
  /** Text of the message, at most as long as a message may be. */
  readonly body: string;
  readonly receivedAtMs: number;
  /** When an operator had it delivered again; null when nobody did. */
  readonly replayedAtMs: number | null;
}

/** Keeps messages; one that is there already is passed over. */
export async function keepDeadLetters(
  db: D1Database,
  letters: readonly Omit<DeadLetter, "number" | "replayedAtMs">[],
): Promise<void> {
  const [first, ...others] = letters.map((letter) =>
    queries(db).insert(deadLetters).values(letter).onConflictDoNothing(),
  );
  if (first !== undefined) await queries(db).batch([first, ...others]);
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
