/**
 * Reconciliation: what two sides that were written apart say of the same money. What is only on its way is counted
 * apart from what differs.
 */
import type { PromoterRef } from "../kernel/ids.ts";
import { type CommissionSums, PLACES } from "./commission-digest.ts";

/** The two numbers of a pair: how far its sender and its receiver have come. */
export interface PairNumbers {
  readonly ledger: string;
  readonly book: string;
  readonly lastSeq: number;
  readonly ackedSeq: number;
  readonly receivedSeq: number;
}

export const DIFFERENCE_KINDS = [
  /** The receiver has rows that its sender never wrote. */
  "received_more_than_sent",
  /** The sender heard that rows were taken which the receiver does not have. */
  "acknowledged_but_missing",
  /** Rows that a book refused and nobody has replayed. */
  "refused",
  /** What a ledger told of a commission is not what its book posted. */
  "ledger_and_journal",
  /** Posted for an order that its ledger does not know: lost when the ledger was put back, until it is told again. */
  "unknown_order",
  /** A wallet is not what its journal adds up to. */
  "journal_and_wallet",
  "journal_and_read_model",
  /** A head of a journal that is known outside of its book, and does not stand in the journal any more. */
  "journal_and_head",
  /** A promoter that a wallet, a binding or a link names, and the tree does not know. */
  "unknown_promoter",
  /** The sums of reports are not those of the orders that stand. */
  "orders_and_reports",
  /** An object knows of fewer wakes than it had: it was put back, and what it alone knew is lost. */
  "put_back",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  /** The pair, the promoter or the commission it is about, with the account where its money lies. */
  readonly about: string;
  readonly expected: number;
  readonly found: number;
}

/** Rows on their way are no difference; numbers that contradict each other are. */
export function comparePair(pair: PairNumbers): {
  readonly inFlight: number;
  readonly differences: readonly Difference[];
} {
  const { lastSeq, ackedSeq, receivedSeq } = pair;
  const about = `${pair.ledger} to ${pair.book}`;
  const differences: Difference[] = [];
  if (receivedSeq > lastSeq)
    differences.push({ kind: "received_more_than_sent", about, expected: lastSeq, found: receivedSeq });
  if (receivedSeq < ackedSeq)
    differences.push({ kind: "acknowledged_but_missing", about, expected: ackedSeq, found: receivedSeq });
  return { inFlight: Math.max(0, lastSeq - receivedSeq), differences };
}

/** A difference about one commission in one place. */
export interface CommissionDifference extends Difference {
  readonly commissionId: string;
  readonly promoter: PromoterRef;
}

/** Commissions that differ, one difference for each place. Parts of one commission are summed up. */
export function compareCommissions(
  kind: DifferenceKind,
  expected: readonly CommissionSums[],
  found: readonly CommissionSums[],
): CommissionDifference[] {
  const [one, other] = [summed(expected), summed(found)];
  const keys = [...new Set([...one.keys(), ...other.keys()])].sort();
  return keys.flatMap((key) => {
    const known = one.get(key) ?? other.get(key);
    if (known === undefined) return [];
    const { commissionId, promoter } = known;
    return PLACES.flatMap((place): CommissionDifference[] => {
      const [first, second] = [one.get(key)?.[place] ?? 0, other.get(key)?.[place] ?? 0];
      const about = `${commissionId} ${place}`;
      return first === second
        ? []
        : [{ kind, about, commissionId, promoter, expected: first, found: second }];
    });
  });
}

function summed(parts: readonly CommissionSums[]): Map<string, CommissionSums> {
  const total = new Map<string, CommissionSums>();
  for (const part of parts) {
    const key = `${part.commissionId} ${part.promoter}`;
    const before = total.get(key);
    total.set(key, {
      ...part,
      pending: (before?.pending ?? 0) + part.pending,
      held: (before?.held ?? 0) + part.held,
      released: (before?.released ?? 0) + part.released,
    });
  }
  return total;
}
