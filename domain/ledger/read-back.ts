/**
 * What a book has posted of a commission, read back by the order's ledger: how far the posting has come, from which the
 * fold goes on. The journal is the proof, and nothing is posted but the difference to what the ledger can prove.
 */
import type { PromoterRef } from "../kernel/ids.ts";
import { amountMinor } from "../kernel/money.ts";
import type { Phase } from "../order/order-state.ts";
import { NOTHING_POSTED, type Posted } from "../settlement/intent.ts";

/** What was posted for a commission, by where it lies, in minor units. */
export type PostedSums = {
  readonly promoter: PromoterRef;
  readonly pending: number;
  readonly held: number;
  readonly released: number;
};

/** As a book reads it out of its journal. */
export type ReadBackCommission = PostedSums & {
  readonly commissionId: string;
  /** The last place that it reached: 0 pending, 1 held, 2 released; -1 where nothing was posted. */
  readonly furthest: number;
};

const PHASES: readonly Phase[] = ["pending", "held", "released"];

/**
 * How far the posting has come; nothing where nothing was posted.
 *
 * @returns null where the sums are none that postings of one commission leave: they lie in one place, above 0.
 */
export function postedBy(sums: ReadBackCommission | null): Posted | null {
  if (sums === null || sums.furthest < 0) return NOTHING_POSTED;
  const phase = PHASES[sums.furthest];
  if (phase === undefined) return null;
  const kept = sums[phase];
  const elsewhere = sums.pending + sums.held + sums.released - kept;
  const isOne = elsewhere === 0 && kept >= 0 && PHASES.every((other) => other === phase || sums[other] === 0);
  return isOne ? { earned: true, kept: amountMinor(kept), phase } : null;
}
