/**
 * Plans of amended orders as a merchant's Worker could have made them: what each commission came to, in proportion. The same
 * event and decision have the same plan, whoever makes it.
 */
import { withAmendment } from "../../../domain/commission/amend.ts";
import type { Amendment } from "../../../domain/commission/amendment.ts";
import type { CommissionDraft } from "../../../domain/commission/commission.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import { type AmountMinor, amountMinor, ZERO } from "../../../domain/kernel/money.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import { amendedGoods, type Goods } from "../../../domain/order/worth.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";

type Amending = Pick<OrderEvent, "eventId" | "amount" | "items">;

export function drawnPlan(order: Order, decision: Decision, amending: Amending): Amendment {
  const goods = amendedGoods(order, amending);
  const commissions = decision.commissions.map((draft): CommissionDraft => {
    const amount = inProportion(draft.amount, goods.amount, order.amount);
    return { ...draft, amount, lines: linesOver(goods, amount) };
  });
  return { eventId: amending.eventId, ...goods, commissions, capAmount: goods.amount };
}

/** A proposal with its plan for what happened before it. */
export function plannedFor(proposal: ProposedOrder, amending: Amending): ProposedOrder {
  const { order, decision } = proposal;
  if (decision.attribution.credits.length === 0) return proposal;
  const plan = drawnPlan(order, decision, amending);
  return { ...proposal, decision: withAmendment(decision, plan, new Set()) };
}

/** What a commission came to once its order was worth another amount: the oracle asks as well. */
export function inProportion(amount: number, worth: number, before: number): AmountMinor {
  return before === 0 ? ZERO : amountMinor(Number((BigInt(amount) * BigInt(worth)) / BigInt(before)));
}

/** Lines of a commission over the items of its order, in proportion; what is left by rounding is the first one's. */
export function linesOver({ amount, items = [] }: Goods, commission: AmountMinor): CommissionDraft["lines"] {
  const parts = items.map((item) => inProportion(commission, item.amount, amount));
  const rest = commission - parts.reduce((sum, part) => sum + part, 0);
  return items.map(({ productId, amount: base }, place) => ({
    productId,
    ruleId: "drawn",
    ruleVersion: 1,
    base: amountMinor(base),
    amount: amountMinor((parts[place] ?? 0) + (place === 0 ? rest : 0)),
  }));
}
