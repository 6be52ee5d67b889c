/** Plans an order anew for what it is worth after an event, and keeps of earlier plans what still counts. */
import type { Order } from "../order/order.ts";
import type { OrderEvent } from "../order/order-event.ts";
import { amendedGoods, amendmentInForce } from "../order/worth.ts";
import type { Amendment } from "./amendment.ts";
import type { CommissionDraft } from "./commission.ts";
import { isBudgeted } from "./campaign-budget.ts";
import type { Decision } from "./decision.ts";
import { ZERO } from "../kernel/money.ts";
import { replan } from "./replan.ts";
import type { RuleSet } from "./rule.ts";

/** What an event says that an order is worth. */
export type Amending = Pick<OrderEvent, "eventId" | "amount" | "items">;

/**
 * The commissions of an order that was amended.
 *
 * @param rules the version that the order was decided by.
 * @param hasBudget true when its campaign was made with a budget. An order that an older version decided, and of which that was
 *   told nothing, is paid nothing.
 */
export function amend(
  order: Order,
  decision: Decision,
  amending: Amending,
  rules: RuleSet,
  hasBudget: boolean,
): Amendment {
  const { items: _items, campaignId: _campaignId, ...bare } = order;
  const { attribution, campaignId, levels, terms } = decision;
  const goods = amendedGoods(order, amending);
  const planned = { ...bare, ...goods, ...(campaignId === undefined ? {} : { campaignId }) };
  const { commissions, capAmount } = replan(
    { order: planned, credits: attribution.credits, levels, terms },
    rules,
  );
  const paysNothing = decision.budget === undefined ? hasBudget : !isBudgeted(decision);
  const paid = paysNothing ? commissions.map(unpaid) : commissions;
  return { eventId: amending.eventId, ...goods, commissions: paid, capAmount };
}

function unpaid(draft: CommissionDraft): CommissionDraft {
  return { ...draft, amount: ZERO, lines: [] };
}

/** What of an order that nobody has earned is worth something else: nobody is paid, so no rule is asked. */
export function amendUnearned(order: Order, amending: Amending): Amendment {
  return { eventId: amending.eventId, ...amendedGoods(order, amending), commissions: [], capAmount: ZERO };
}

/** The amendment that counts and that a decision has no plan for; undefined when it has one, or nothing was amended. */
export function unplannedIn(decision: Decision, events: readonly OrderEvent[]): OrderEvent | undefined {
  const inForce = amendmentInForce(events);
  const isPlanned = decision.amendments?.some(({ eventId }) => eventId === inForce?.eventId) ?? false;
  return isPlanned ? undefined : inForce;
}

/**
 * The decision with one more amendment. Of earlier ones, those that nothing goes by any more keep only which commissions
 * they paid, where no other plan says so. The sequence of commissions never changes.
 *
 * @param inUse events that somebody was told of.
 */
export function withAmendment(decision: Decision, added: Amendment, inUse: ReadonlySet<string>): Decision {
  const known = new Set(decision.commissions.map(keyOf));
  const kept = (decision.amendments ?? []).flatMap((one): Amendment[] => {
    const isOnly = one.commissions.some((draft) => !known.has(keyOf(draft)));
    for (const draft of one.commissions) known.add(keyOf(draft));
    if (inUse.has(one.eventId)) return [one];
    return isOnly ? [{ ...one, commissions: one.commissions.map(unpaid) }] : [];
  });
  return { ...decision, amendments: [...kept, added] };
}

function keyOf({ credit, level }: CommissionDraft): string {
  return `${credit}/${level}`;
}
