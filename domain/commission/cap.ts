/** Holds the commissions of an order within what the program allows for it, and within what its campaign has room for. */
import { type AmountMinor, BPS_SCALE, least, minus, mulDiv, plus, sumOf, ZERO } from "../kernel/money.ts";
import type { CommissionDraft } from "./commission.ts";
import { paidOnce } from "./paid-lines.ts";

/** The most that an order of `amount` may cost in commissions: `floor(amount x capBps / 10,000)`, at most all of it. */
export function capAmountOf(amount: AmountMinor, capBps: number): AmountMinor {
  return least(amount, mulDiv(amount, capBps, BPS_SCALE, "floor"));
}

/** Cuts what exceeds `capAmount`. What is paid once an order counts for no cap, and is not cut by one. */
export function cutToCap(drafts: readonly CommissionDraft[], capAmount: AmountMinor): CommissionDraft[] {
  return cutTo(drafts, capAmount, ({ amount, lines }) => minus(amount, least(amount, paidOnce(lines))));
}

/** Cuts what exceeds a budget's room: of money that a campaign has not nothing is paid, whatever it is for. */
export function cutToBudget(drafts: readonly CommissionDraft[], room: AmountMinor): CommissionDraft[] {
  return cutTo(drafts, room, ({ amount }) => amount);
}

/**
 * Cuts from the highest level first, within a level from the last credit first. Lines keep what the rules gave; `cut`
 * says what was taken off. The sequence of `drafts` is kept.
 *
 * @param boundOf what of a commission is bound, so that it can be cut.
 */
function cutTo(
  drafts: readonly CommissionDraft[],
  most: AmountMinor,
  boundOf: (draft: CommissionDraft) => AmountMinor,
): CommissionDraft[] {
  const total = sumOf(drafts.map(boundOf));
  let excess = total > most ? minus(total, most) : ZERO;
  const cuts = new Map<CommissionDraft, AmountMinor>();
  for (const draft of drafts.toSorted((a, b) => b.level - a.level || b.credit - a.credit)) {
    const cut = least(excess, boundOf(draft));
    cuts.set(draft, cut);
    excess = minus(excess, cut);
  }
  return drafts.map((draft) => {
    const cut = cuts.get(draft) ?? ZERO;
    return { ...draft, amount: minus(draft.amount, cut), cut: plus(draft.cut, cut) };
  });
}
