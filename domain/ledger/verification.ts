/** Verification of a journal: names the first entry that does not hold, and finds a tail that was cut off. */
import type { PromoterRef } from "../kernel/ids.ts";
import { entryIdOf, GENESIS, hashedText, type Sha256 } from "./journal.ts";
import type { JournalEntry } from "./wallet.ts";

/** A journal's length and head as known outside the book. */
export interface KnownHead {
  readonly entries: number;
  readonly head: string;
}

/** The known head of a promoter's journal. */
export interface PromoterHead extends KnownHead {
  readonly promoter: PromoterRef;
}

export interface Verification {
  readonly valid: boolean;
  readonly entries: number;
  readonly head: string | null;
  /** Sequence of the first entry that does not hold; for a cut tail, the first that is missing. */
  readonly brokenAt: number | null;
  /** The balance of `available` after the last entry that holds. */
  readonly available: number;
}

/** The entry before the first one to be checked; the beginning of the journal when there is none. */
export interface StartingPoint {
  readonly sequence: number;
  readonly hash: string;
  readonly available: number;
}

export const BEGINNING: StartingPoint = { sequence: 0, hash: GENESIS, available: 0 };

/**
 * Checks entries in sequence after a starting point: number, id, the hash over the one before and every field,
 * and the balance each one states.
 *
 * @param known heads recorded outside the book; each must stand in the chain.
 */
export function verifyJournal(
  start: StartingPoint,
  entries: Iterable<JournalEntry>,
  known: readonly KnownHead[],
  sha256: Sha256,
): Verification {
  const expected = new Map<number, readonly string[]>();
  for (const { entries: count, head } of known) expected.set(count, [...(expected.get(count) ?? []), head]);
  let { sequence, hash, available } = start;
  const broken = (): Verification => ({
    valid: false,
    entries: sequence,
    head: sequence === 0 ? null : hash,
    brokenAt: sequence + 1,
    available,
  });
  // Where it starts is known elsewhere as something else.
  if ((expected.get(sequence) ?? []).some((head) => head !== hash))
    return { ...broken(), brokenAt: sequence };
  for (const entry of entries) {
    const after = availableAfter(available, entry);
    const holds =
      entry.sequence === sequence + 1 &&
      entry.id === entryIdOf(entry.promoter, entry.sequence) &&
      entry.balanceAfter === after &&
      entry.hash === sha256(hashedText(hash, entry)) &&
      (expected.get(entry.sequence) ?? []).every((head) => head === entry.hash);
    if (!holds) return broken();
    ({ sequence, hash } = entry);
    available = after;
  }
  if (sequence < Math.max(0, ...expected.keys())) return broken();
  return { valid: true, entries: sequence, head: sequence === 0 ? null : hash, brokenAt: null, available };
}

function availableAfter(available: number, entry: JournalEntry): number {
  const paidIn = entry.credit === "available" ? entry.amount : 0;
  const takenOut = entry.debit === "available" ? entry.amount : 0;
  return available + paidIn - takenOut;
}
