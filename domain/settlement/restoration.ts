/**
 * Restoration: commissions that a campaign's budget paid come back only as far as the budget has room again. A refund
 * gives budget back at once; when it is voided, the book that keeps the budget is asked first, and until it has
 * answered the commissions stay where the refund left them. What it does not grant is cut as by the cap, for good.
 */
import { cutToCap } from "../commission/cap.ts";
import type { CommissionDraft } from "../commission/commission.ts";
import { keptOf } from "../commission/remaining.ts";
import { invariant } from "../kernel/invariant.ts";
import { type AmountMinor, least, minus, mulDiv, plus, sumOf, ZERO } from "../kernel/money.ts";

/** How far an order's commissions may come back. Absent for an order whose budget was never asked. */
export interface Restoration {
  /** The reversed amount of the order that its campaign's book knows of: it falls by what the book grants alone. */
  readonly reversed: AmountMinor;
  /** What each commission comes to before refunds, in the decision's sequence: less once the budget had no room. */
  readonly amounts: readonly AmountMinor[];
  /** The lower reversed amount that the book was asked for; null when no question is under way. */
  readonly asked: AmountMinor | null;
}

/** What the arithmetic needs of the order. */
export interface RestoredOrder {
  readonly amount: AmountMinor;
  readonly commissions: readonly CommissionDraft[];
}

/** Before any question: nothing is cut. */
export function unrestored(order: RestoredOrder, reversed: AmountMinor): Restoration {
  return { reversed, amounts: order.commissions.map((one) => one.amount), asked: null };
}

/** The reversed amount that commissions go by, at least the order's own: what was not granted is not kept. */
export function appliedOf(known: Restoration | null, reversed: AmountMinor): AmountMinor {
  return known === null || known.reversed < reversed ? reversed : known.reversed;
}

/** What the campaign's book has been told that the order costs, beside a question under way. */
export function costUnder(order: RestoredOrder, known: Restoration): AmountMinor {
  return sumOf(known.amounts.map((amount) => keptOf(amount, order.amount, known.reversed)));
}

/** What the question under way asks for; 0 without one. */
export function wantedOf(order: RestoredOrder, known: Restoration): AmountMinor {
  return known.asked === null ? ZERO : sumOf(wantedAt(order, known, known.asked));
}

/**
 * Follows the order's reversed amount: up at once, down by asking. While a question is under way the book is told
 * nothing, so that its answer always fits what was asked.
 */
export function followed(order: RestoredOrder, known: Restoration, reversed: AmountMinor): Restoration {
  if (known.asked !== null) return known;
  if (reversed >= known.reversed) return { ...known, reversed };
  const isFree = sumOf(wantedAt(order, known, reversed)) === 0;
  return isFree ? { ...known, reversed } : { ...known, asked: reversed };
}

/**
 * Takes the book's answer, then follows what has happened since.
 *
 * @param granted at most what was asked for; the rest is cut from the highest level and the last credit first.
 * @throws InvariantViolation when nothing was asked, or less than was granted.
 */
export function answered(
  order: RestoredOrder,
  known: Restoration,
  granted: AmountMinor,
  reversed: AmountMinor,
): Restoration {
  const { asked } = known;
  invariant(asked !== null && granted <= wantedOf(order, known), "a budget grants what it was asked for");
  const wanted = wantedAt(order, known, asked);
  const drafts = order.commissions.map((one, place) => ({ ...one, amount: wanted[place] ?? ZERO }));
  const parts = cutToCap(drafts, granted);
  const amounts = known.amounts.map((amount, place) => {
    const kept = plus(keptOf(amount, order.amount, known.reversed), parts[place]?.amount ?? ZERO);
    return least(amount, amountKeeping(kept, order.amount, asked));
  });
  return followed(order, { reversed: asked, amounts, asked: null }, reversed);
}

/** What each commission would gain if no more than `reversed` was taken back. */
function wantedAt(order: RestoredOrder, known: Restoration, reversed: AmountMinor): AmountMinor[] {
  return known.amounts.map((amount) =>
    minus(keptOf(amount, order.amount, reversed), keptOf(amount, order.amount, known.reversed)),
  );
}

/** The greatest commission of which exactly `kept` is left: the cut is as if it had been made at the decision. */
function amountKeeping(kept: AmountMinor, amount: AmountMinor, reversed: AmountMinor): AmountMinor {
  return mulDiv(kept, amount, minus(amount, reversed), "floor");
}
