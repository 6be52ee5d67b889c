/**
 * Reconciliation: what two sides that were written apart say of the same money. What is only on its way is counted
 * apart from what differs.
 */
import { promoterIdOf, type PromoterRef } from "../kernel/ids.ts";

/** A promoter's commissions by where they lie, in minor units; a sum may be negative only where something is wrong. */
export interface CommissionSums {
  readonly promoter: PromoterRef;
  readonly pending: number;
  readonly held: number;
  /** Released and not taken back since, whatever became of it in the wallet. */
  readonly released: number;
}

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
  "ledger_and_journal",
  /** A wallet is not what its journal adds up to. */
  "journal_and_wallet",
  "journal_and_read_model",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  /** The pair, the promoter or the account it is about. */
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

const PLACES = ["pending", "held", "released"] as const;

/** Promoters whose sums differ, one difference for each place. */
export function compareSums(
  kind: DifferenceKind,
  expected: ReadonlyMap<PromoterRef, CommissionSums>,
  found: ReadonlyMap<PromoterRef, CommissionSums>,
): Difference[] {
  const promoters = new Set([...expected.keys(), ...found.keys()]);
  return [...promoters].flatMap((promoter) =>
    PLACES.flatMap((place): Difference[] => {
      const [one, other] = [expected.get(promoter)?.[place] ?? 0, found.get(promoter)?.[place] ?? 0];
      const about = `${promoterIdOf(promoter)} ${place}`;
      return one === other ? [] : [{ kind, about, expected: one, found: other }];
    }),
  );
}

/** Adds sums up by promoter. */
export function addSums(
  total: Map<PromoterRef, CommissionSums>,
  sums: readonly CommissionSums[],
): Map<PromoterRef, CommissionSums> {
  for (const { promoter, pending, held, released } of sums) {
    const before = total.get(promoter);
    total.set(promoter, {
      promoter,
      pending: (before?.pending ?? 0) + pending,
      held: (before?.held ?? 0) + held,
      released: (before?.released ?? 0) + released,
    });
  }
  return total;
}

/** One page of sums; `next` is null at the end. */
export interface SumsPage {
  readonly sums: readonly CommissionSums[];
  readonly next: number | null;
}
