/** Orders that are worth something else than they were: their plans, as the Worker made them, and when one is missing. */
import type { Credit } from "../../domain/attribution/attribution.ts";
import { type Amending, amendUnearned, unplannedIn, withAmendment } from "../../domain/commission/amend.ts";
import type { Amendment } from "../../domain/commission/amendment.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import { amendmentInForce } from "../../domain/order/worth.ts";
import { isUnearned } from "../../domain/settlement/late-credit.ts";
import type { DecidedOrder, ProposedOrder } from "./order-storage.ts";
import type { MoveCondition } from "../../domain/order/move-condition.ts";

/** A plan for an event, as it was made for credits. */
export interface AmendmentPlan {
  readonly amendment: Amendment;
  readonly credits: readonly Credit[];
}

/** What comes with an event, beside it. */
export interface PlacedEvent {
  /** Of its order. */
  readonly slot?: number | null | undefined;
  /** Of one that amends its order. */
  readonly plan?: AmendmentPlan | undefined;
  /** Of a move: what must still be so. */
  readonly when?: MoveCondition | undefined;
}

/** The order was amended before it came, and its proposal has no plan for that: nothing was written. */
export interface UnplannedOrder {
  readonly status: "unplanned";
  readonly amending: OrderEvent;
}

/** The order with a plan for an event that amends it; undefined when the plan is not of the decision that stands. */
export function amendedOrder(
  { order, decision, ...stored }: DecidedOrder,
  events: readonly OrderEvent[],
  amending: Amending,
  plan?: AmendmentPlan,
): DecidedOrder | undefined {
  const { credits } = decision.attribution;
  const isPlanned =
    plan?.amendment.eventId === amending.eventId && JSON.stringify(plan.credits) === JSON.stringify(credits);
  if (!isPlanned && credits.length > 0) return undefined;
  const amendment = isPlanned ? plan.amendment : amendUnearned(order, amending);
  const followed = [stored.restoration?.worth, stored.restoration?.asked, stored.tallied];
  const inUse = [...followed.map((worth) => worth?.amendment), amendmentInForce(events)?.eventId];
  const kept = new Set(inUse.filter((eventId) => eventId !== undefined));
  return { ...stored, order, decision: withAmendment(decision, amendment, kept) };
}

/** The answer to a proposal of an order that was amended before it came, when it has no plan for that. */
export function unplannedProposal(
  events: readonly OrderEvent[],
  { decision }: Pick<ProposedOrder, "decision">,
): UnplannedOrder | null {
  const amending = unplannedIn(decision, events);
  return amending === undefined || isUnearned(decision) ? null : { status: "unplanned", amending };
}

/** The decision of an order that nobody earned, with what the order is worth: no rule is asked for that. */
export function withUnearnedPlan(order: Order, decision: Decision, events: readonly OrderEvent[]): Decision {
  const amending = unplannedIn(decision, events);
  return amending === undefined
    ? decision
    : withAmendment(decision, amendUnearned(order, amending), new Set());
}
