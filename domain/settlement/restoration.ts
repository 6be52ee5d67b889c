/**
 * Restoration: commissions that a campaign's budget paid come back only as far as the budget has room again. A refund
 * gives budget back at once; when it is voided, or the order grows, the book that keeps the budget is asked first. Until it
 * has answered the commissions stay where they were. What it does not grant is cut as by the cap, for good.
 */
import { type PlanInForce, type PlannedOrder, planUnder } from "../commission/amendment.ts";
import { cutToBudget } from "../commission/cap.ts";
import { commissionKeeping, keptOfLines } from "../commission/remaining.ts";
import { invariant } from "../kernel/invariant.ts";
import { type AmountMinor, least, minus, mulDiv, plus, sumOf, ZERO } from "../kernel/money.ts";
import type { Worth } from "../order/worth.ts";

/** How far an order's commissions may come back. Absent for an order whose budget was never asked. */
export interface Restoration {
  /** The worth of the order that its campaign's book knows of: it grows by what the book grants alone. */
  readonly worth: Worth;
  /** What each commission comes to before refunds, in the plan's sequence: less once the budget had no room. */
  readonly amounts: readonly AmountMinor[];
  /** Where the plan has each of these at another amount than the decision has: that amount. */
  readonly of?: readonly AmountMinor[];
  /** The greater worth that the book was asked for; null when no question is under way. */
  readonly asked: Worth | null;
}

/** Before any question: nothing is cut. */
export function unrestored(order: PlannedOrder, worth: Worth): Restoration {
  return { worth, amounts: wholeOf(order), asked: null };
}

/**
 * What each commission of a plan comes to before refunds, after what a budget cut for good. A plan that pays no more than the
 * one that was cut loses nothing that the budget granted. One that pays more is cut in proportion.
 */
export function restorableOf(
  order: PlannedOrder,
  known: Pick<Restoration, "amounts" | "of"> | null,
  { commissions }: PlanInForce,
): AmountMinor[] {
  return commissions.map(({ amount }, place) => {
    const [most, of] = [known?.amounts[place], (known?.of ?? wholeOf(order))[place] ?? ZERO];
    if (most === undefined || of === 0) return amount;
    return amount <= of ? least(amount, most) : mulDiv(amount, most, of, "floor");
  });
}

function wholeOf(order: PlannedOrder): readonly AmountMinor[] {
  return order.commissions.map(({ amount }) => amount);
}

/** What each commission keeps at a worth, whatever the book knows. */
function keptAt(
  order: PlannedOrder,
  known: Pick<Restoration, "amounts" | "of"> | null,
  worth: Worth,
): AmountMinor[] {
  const plan = planUnder(order, worth);
  const amounts = restorableOf(order, known, plan);
  return plan.commissions.map(({ lines }, place) =>
    keptOfLines(amounts[place] ?? ZERO, lines, plan.goods, worth),
  );
}

/** What each commission keeps now: never more than the book knows of, for what was not granted is not kept. */
export function keptNow(order: PlannedOrder, known: Restoration | null, worth: Worth): AmountMinor[] {
  const present = keptAt(order, known, worth);
  if (known === null) return present;
  const granted = keptAt(order, known, known.worth);
  return present.map((kept, place) => least(kept, granted[place] ?? ZERO));
}

/** What the campaign's book has been told that the order costs, beside a question under way. */
export function costUnder(order: PlannedOrder, known: Restoration): AmountMinor {
  return sumOf(keptAt(order, known, known.worth));
}

/** What the question under way asks for; 0 without one. */
export function wantedOf(order: PlannedOrder, known: Restoration): AmountMinor {
  return known.asked === null
    ? ZERO
    : minus(sumOf(keptAt(order, known, known.asked)), costUnder(order, known));
}

/**
 * Follows the order's worth: down at once, up by asking. While a question is under way the book is told nothing, so that
 * its answer always fits what was asked.
 */
export function followed(order: PlannedOrder, known: Restoration, worth: Worth): Restoration {
  if (known.asked !== null) return known;
  const isFree = sumOf(keptAt(order, known, worth)) <= costUnder(order, known);
  return isFree ? { ...known, worth } : { ...known, asked: worth };
}

/**
 * Takes the book's answer, then follows what has happened since.
 *
 * @param granted at most what was asked for; the rest is cut from the highest level and the last credit first.
 * @throws InvariantViolation when nothing was asked, or less than was granted.
 */
export function answered(
  order: PlannedOrder,
  known: Restoration,
  granted: AmountMinor,
  worth: Worth,
): Restoration {
  const { asked } = known;
  invariant(asked !== null && granted <= wantedOf(order, known), "a budget grants what it was asked for");
  const plan = planUnder(order, asked);
  const kept = keptWith(plan, keptAt(order, known, known.worth), keptAt(order, known, asked), granted);
  const before = restorableOf(order, known, plan);
  const amounts = plan.commissions.map(({ lines }, place) => {
    const most = before[place] ?? ZERO;
    const keeping = commissionKeeping(kept[place] ?? ZERO, lines, plan.goods, asked);
    return keeping === null ? most : least(most, keeping);
  });
  const of = plan.commissions.map(({ amount }) => amount);
  const whole = wholeOf(order);
  const isOwn = of.length === whole.length && of.every((amount, place) => amount === whole[place]);
  const settled = { worth: asked, amounts, ...(isOwn ? {} : { of }), asked: null };
  return followed(order, settled, worth);
}

/** What each commission keeps when the book grants so much: those that fall give what they lose to those that gain. */
function keptWith(
  { commissions }: PlanInForce,
  before: readonly AmountMinor[],
  asked: readonly AmountMinor[],
  granted: AmountMinor,
): AmountMinor[] {
  const gains = asked.map((kept, place) =>
    kept > (before[place] ?? 0) ? minus(kept, before[place] ?? ZERO) : ZERO,
  );
  const losses = asked.map((kept, place) =>
    kept < (before[place] ?? 0) ? minus(before[place] ?? ZERO, kept) : ZERO,
  );
  const drafts = commissions.map((one, place) => ({ ...one, amount: gains[place] ?? ZERO }));
  const parts = cutToBudget(drafts, plus(granted, sumOf(losses)));
  return asked.map((kept, place) => {
    return (losses[place] ?? ZERO) > 0 ? kept : plus(before[place] ?? ZERO, parts[place]?.amount ?? ZERO);
  });
}
