/** Holds all commissions of an order within what the program allows for it. */
import { type AmountMinor, BPS_SCALE, least, minus, mulDiv, plus, sumOf, ZERO } from "../kernel/money.ts";
import type { CommissionDraft } from "./commission.ts";

/** The most that an order of `amount` may cost in commissions: `floor(amount x capBps / 10,000)`, at most all of it. */
export function capAmountOf(amount: AmountMinor, capBps: number): AmountMinor {
  return least(amount, mulDiv(amount, capBps, BPS_SCALE, "floor"));
}

/**
 * Cuts what exceeds `capAmount` from the highest level first, within a level from the last credit first. Lines
 * keep what the rules gave; `cut` says what was taken off. The sequence of `drafts` is kept.
 */
export function cutToCap(drafts: readonly CommissionDraft[], capAmount: AmountMinor): CommissionDraft[] {
  const total = sumOf(drafts.map((draft) => draft.amount));
  let excess = total > capAmount ? minus(total, capAmount) : ZERO;
  const cuts = new Map<CommissionDraft, AmountMinor>();
  for (const draft of drafts.toSorted((a, b) => b.level - a.level || b.credit - a.credit)) {
    const cut = least(excess, draft.amount);
    cuts.set(draft, cut);
    excess = minus(excess, cut);
  }
  return drafts.map((draft) => {
    const cut = cuts.get(draft) ?? ZERO;
    return { ...draft, amount: minus(draft.amount, cut), cut: plus(draft.cut, cut) };
  });
}
