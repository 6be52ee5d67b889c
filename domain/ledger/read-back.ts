/**
 * What a book has posted of a commission, read back by the order's ledger. How far the posting has come, from which the
 * fold goes on. The journal is the proof, and nothing is posted but the difference to what the ledger can prove.
 */
import type { PromoterRef } from "../kernel/ids.ts";
import { type AmountMinor, amountMinor } from "../kernel/money.ts";
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
 * How far the posting has come; nothing where nothing was posted. Where all was taken back, it stays at the last place that
 * it reached. But an order that was lost may have been told again since, and earned from the beginning.
 *
 * @returns null where the sums are none that postings of one commission leave: they lie in one place, above 0.
 */
export function postedBy(sums: ReadBackCommission | null): Posted | null {
  if (sums === null || sums.furthest < 0) return NOTHING_POSTED;
  const places = PHASES.filter((place) => sums[place] !== 0);
  const phase = places[0] ?? PHASES[sums.furthest];
  if (phase === undefined || places.length > 1 || sums[phase] < 0) return null;
  return { earned: true, kept: amountMinor(sums[phase]), phase };
}

/** What takes a commission out of a place, or fills one up that lacks what was taken from it. */
export interface Correction {
  readonly intent: "reverse" | "restore";
  readonly phase: Phase;
  readonly amount: AmountMinor;
}

/**
 * Two ledgers told of one commission, each as far as it had brought it, so that it lies in several places or below 0. It
 * counts where it came furthest. All other places are to hold nothing of it.
 *
 * @returns what leads there; nothing for sums that lie in one place.
 */
export function correctionsOf(sums: PostedSums): Correction[] {
  const counts = PHASES.findLast((place) => sums[place] > 0);
  return PHASES.filter((place) => place !== counts && sums[place] !== 0).map((phase) => {
    const intent = sums[phase] > 0 ? "reverse" : "restore";
    return { intent, phase, amount: amountMinor(Math.abs(sums[phase])) };
  });
}
