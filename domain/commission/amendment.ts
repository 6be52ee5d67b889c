/**
 * Amendments: what the commissions of an order come to when it is worth something else. Credits, rules, uplines, tiers and
 * sales stay those of the order. What its campaign's budget had no room for at first stays cut in proportion.
 */
import { type AmountMinor, minus, mulDiv, plus, ZERO } from "../kernel/money.ts";
import type { Goods, Worth } from "../order/worth.ts";
import type { BudgetTerms } from "./campaign-budget.ts";
import { cutToCap } from "./cap.ts";
import type { CommissionDraft } from "./commission.ts";

/** What an order sold after an event that amended it, and its commissions before any budget. */
export interface Amendment extends Goods {
  readonly eventId: string;
  readonly commissions: readonly CommissionDraft[];
  readonly capAmount: AmountMinor;
}

/** What of an order and its decision concerns its commissions. */
export interface PlannedOrder extends Goods {
  readonly commissions: readonly CommissionDraft[];
  readonly amendments?: readonly Amendment[];
  readonly capAmount?: AmountMinor;
  readonly budget?: BudgetTerms;
}

/** The commissions that a worth goes by, and what they are for. */
export interface PlanInForce {
  readonly goods: Goods;
  /**
   * Each credit and level that any plan of the order pays, in a sequence that only grows: first those of the decision.
   * What this plan does not pay is 0.
   */
  readonly commissions: readonly CommissionDraft[];
  /** The most that they may be together; 0 where the order does not say so. */
  readonly capAmount: AmountMinor;
}

/** The plan that counts under a worth. */
export function planUnder(order: PlannedOrder, { amendment }: Worth): PlanInForce {
  const { amendments = [] } = order;
  if (amendments.length === 0)
    return { goods: order, commissions: order.commissions, capAmount: order.capAmount ?? ZERO };
  const inForce = amendments.find(({ eventId }) => eventId === amendment);
  const granted = grantedShares(order);
  const planned = inForce?.commissions.map((draft) => withinShare(draft, granted.get(keyOf(draft))));
  const paid = new Map((planned ?? order.commissions).map((draft) => [keyOf(draft), draft]));
  const every = new Map<string, CommissionDraft>();
  for (const draft of [order, ...amendments].flatMap(({ commissions }) => commissions)) {
    const key = keyOf(draft);
    if (!every.has(key)) every.set(key, paid.get(key) ?? { ...draft, amount: ZERO, cut: ZERO, lines: [] });
  }
  const capAmount = (inForce ?? order).capAmount ?? ZERO;
  return { goods: inForce ?? order, commissions: [...every.values()], capAmount };
}

function keyOf({ credit, level }: CommissionDraft): string {
  return `${credit}/${level}`;
}

interface Share {
  readonly granted: AmountMinor;
  readonly wanted: AmountMinor;
}

/** What the budget granted of each commission at the decision; none where it granted all. */
function grantedShares({ commissions, budget, capAmount }: PlannedOrder): ReadonlyMap<string, Share> {
  if (budget === undefined || capAmount === undefined || budget.granted >= budget.wanted) return new Map();
  const whole = commissions.map((draft) => ({ ...draft, amount: sumOfTwo(draft), cut: ZERO }));
  const wanted = cutToCap(whole, capAmount);
  return new Map(
    commissions.map((draft, place) => [
      keyOf(draft),
      { granted: draft.amount, wanted: wanted[place]?.amount ?? ZERO },
    ]),
  );
}

function sumOfTwo({ amount, cut }: CommissionDraft): AmountMinor {
  return plus(amount, cut);
}

function withinShare(draft: CommissionDraft, share: Share | undefined): CommissionDraft {
  if (share === undefined || share.wanted === 0) return draft;
  const amount = mulDiv(draft.amount, share.granted, share.wanted, "floor");
  return { ...draft, amount, cut: plus(draft.cut, minus(draft.amount, amount)) };
}
