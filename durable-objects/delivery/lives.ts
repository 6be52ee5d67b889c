/**
 * Which life of a sender numbered which rows. A sender that was put back to an earlier moment issues its numbers again.
 * But it has begun a new life since, and lives have names that are never used twice. So two logs that share a number
 * are the same up to it when the same life issued it, and only then.
 */

/** From this number on, until the next, rows were numbered by one life of the sender. */
export interface LifeSpan {
  readonly fromSeq: number;
  readonly life: string;
}

/** A place in a sender's log: the last number that a receiver has, and the life that issued it; none at 0. */
export interface LogMark {
  readonly seq: number;
  readonly life: string | null;
}

export const LOG_START: LogMark = { seq: 0, life: null };

/** A name for a life: random, so that no other life of any object has it. */
export function nameLife(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16);
}

/** The life that issued a number, by spans in sequence; null before the first. */
export function lifeAt(spans: readonly LifeSpan[], seq: number): string | null {
  return spans.findLast(({ fromSeq }) => fromSeq <= seq)?.life ?? null;
}
