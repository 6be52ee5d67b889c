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
 * Checks entries in sequence after a starting point, in as many parts as they come in. Number, id, the hash over the one
 * before and every field, and the balance each one states.
 */
export class ChainCheck {
  readonly #expected = new Map<number, readonly string[]>();
  readonly #sha256: Sha256;
  #reached: StartingPoint;
  #brokenAt: number | null = null;

  /** @param known heads recorded outside the book; each must stand in the chain. */
  constructor(start: StartingPoint, known: readonly KnownHead[], sha256: Sha256) {
    this.#reached = start;
    this.#sha256 = sha256;
    for (const { entries, head } of known)
      this.#expected.set(entries, [...(this.#expected.get(entries) ?? []), head]);
    // Where it starts is known elsewhere as something else.
    if (!this.#isExpected(start.sequence, start.hash)) this.#brokenAt = start.sequence;
  }

  /** @returns false once an entry did not hold: what follows is not looked at. */
  take(entries: Iterable<JournalEntry>): boolean {
    if (this.#brokenAt !== null) return false;
    for (const entry of entries) {
      const { sequence, hash } = this.#reached;
      const available = availableAfter(this.#reached.available, entry);
      const holds =
        entry.sequence === sequence + 1 &&
        entry.id === entryIdOf(entry.promoter, entry.sequence) &&
        entry.balanceAfter === available &&
        entry.hash === this.#sha256(hashedText(hash, entry)) &&
        this.#isExpected(entry.sequence, entry.hash);
      if (!holds) {
        this.#brokenAt = sequence + 1;
        return false;
      }
      this.#reached = { sequence: entry.sequence, hash: entry.hash, available };
    }
    return true;
  }

  /** What was found, when nothing more is to come. */
  verdict(): Verification {
    const { sequence, hash, available } = this.#reached;
    const isShort = sequence < Math.max(0, ...this.#expected.keys());
    const brokenAt = this.#brokenAt ?? (isShort ? sequence + 1 : null);
    const head = sequence === 0 ? null : hash;
    return { valid: brokenAt === null, entries: sequence, head, brokenAt, available };
  }

  #isExpected(sequence: number, hash: string): boolean {
    return (this.#expected.get(sequence) ?? []).every((head) => head === hash);
  }
}

function availableAfter(available: number, entry: JournalEntry): number {
  const paidIn = entry.credit === "available" ? entry.amount : 0;
  const takenOut = entry.debit === "available" ? entry.amount : 0;
  return available + paidIn - takenOut;
}
