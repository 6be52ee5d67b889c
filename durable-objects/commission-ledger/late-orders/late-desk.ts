/**
 * Credits orders that nobody earned, by evidence that came late or by an operator: once, inside one
 * transaction of the order's owner. An order with credits never changes them.
 */
import { OnceMore } from "../../object/backoff.ts";
import type { ReceivedOrder } from "../../../domain/attribution/late-evidence.ts";
import type { OrderEvidence } from "../../../domain/attribution/evidence.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import type { Order } from "../../../domain/order/order.ts";
import { type LateFinding, lateRiskEvent } from "../../../domain/risk/late-risk.ts";
import { mergedRisk } from "../../../domain/risk/merged-risk.ts";
import { isWithoutRule } from "../../../domain/commission/without-rule.ts";
import { graceEndMs, isUnearned } from "../../../domain/settlement/late-credit.ts";
import { isVoided, type VoidedProposal } from "../../../domain/settlement/voided-reservation.ts";
import { stateOf } from "../../../domain/order/order-state.ts";
import { foldTermsOf } from "../../../domain/settlement/order-view.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import type { OrderStorage, DecidedOrder } from "../order-storage.ts";
import type { LateOrderStorage } from "./late-order-storage.ts";
import { foundAtFirst, type OpenOrder } from "./open-order.ts";
import type { OrderDesk } from "../order-desk.ts";
import { amendmentInForce } from "../../../domain/order/worth.ts";
import { unplannedProposal, withUnearnedPlan } from "../amended-orders.ts";
import type { PageOrders } from "../page-orders/page-orders.ts";
import type { Effects } from "../effects.ts";

/** A decision to put in the place of one that credited nobody. */
export interface CreditRequest extends ReceivedOrder {
  /** Name of the Journey object of the customer, when there is one. */
  readonly journey: string | null;
  readonly decision: Decision;
  /** Slot of the order, where the caller says it. */
  readonly slot?: number;
  /** Absent: evidence that came in time. */
  readonly manual?: { readonly reason: string };
  /** The order was earned and no rule paid for it: an operator has it planned anew. */
  readonly planned?: { readonly reason: string };
}

export type CreditResult =
  | { readonly kind: "credited"; readonly view: OrderView }
  /** Nobody earned it by this evidence either. */
  | { readonly kind: "unearned"; readonly view: OrderView }
  /** Somebody had earned it: nothing was changed. */
  | { readonly kind: "earned_before"; readonly view: OrderView }
  | { readonly kind: "unknown" }
  /** The order was amended since it was decided anew: to be decided once more. */
  | { readonly kind: "unplanned" };

export interface OrderRemainder {
  readonly isDecided: boolean;
  /** It was wholly taken back. */
  readonly isGone: boolean;
}

/** What became of a request; or its budget was given back since. */
export type CreditAnswer = CreditResult | VoidedProposal;

/** @throws OnceMore when a decision was made for what does not stand any more. */
export function requireSettled(results: readonly CreditAnswer[]): void {
  const isOpen = results.some((result) => isVoided(result) || result.kind === "unplanned");
  if (isOpen) throw new OnceMore("a budget was given back, or an order amended: to be decided anew");
}

export class LateDesk {
  readonly #storage: OrderStorage;
  readonly #late: LateOrderStorage;
  readonly #pages: PageOrders;
  readonly #orders: OrderDesk;

  constructor(storage: OrderStorage, late: LateOrderStorage, pages: PageOrders, orders: OrderDesk) {
    this.#storage = storage;
    this.#late = late;
    this.#pages = pages;
    this.#orders = orders;
  }

  /** Decided orders by their rows. */
  views(rows: readonly number[]): OrderView[] {
    return this.#orders.views(this.#orders.allDecided(rows));
  }

  /** Notes that evidence has come for an order; what is not waiting for any is left alone. */
  note(orderId: string, arrivedAtMs: number): void {
    const stored = this.#storage.find(orderId);
    if (stored?.decided !== true || stored.link !== null || !isUnearned(stored.decision)) return;
    if (arrivedAtMs <= graceEndMs(stored.decision, stored.firstReceivedAtMs)) this.#late.addLate(stored.row);
  }

  /** Takes note of what became known of an order, each code once; it may open a review, also after the release. */
  noteRisk(orderId: string, finding: LateFinding, effects: Effects, nowMs: number): void {
    const stored = this.#storage.find(orderId);
    if (stored?.decided !== true || stored.link !== null || this.#pages.isReplaced(orderId)) return;
    const { row, decision } = stored;
    const event = lateRiskEvent(
      decision.risk,
      decision.terms.fraud,
      this.#storage.events(row),
      finding,
      nowMs,
    );
    if (event === null) return;
    this.#storage.addEvent(row, "clock", event, nowMs);
    this.#orders.settle(stored, effects, nowMs);
  }

  /** An order that evidence has come for, as it is to be decided anew; undefined once somebody has earned it. */
  open(row: number): OpenOrder | undefined {
    const { order, decision, firstReceivedAtMs } = this.#orders.decided(row);
    if (!isUnearned(decision)) return undefined;
    const amending = amendmentInForce(this.#storage.events(row));
    return {
      order,
      evidence: this.#late.evidence(row),
      knownByMs: graceEndMs(decision, firstReceivedAtMs),
      ...foundAtFirst(order, decision),
      ...(amending === undefined ? {} : { amending }),
    };
  }

  /** Whether an order is decided here, and whether anything of it is left. */
  remainderOf(orderId: string): OrderRemainder {
    const stored = this.#storage.find(orderId);
    if (stored?.decided !== true) return { isDecided: false, isGone: false };
    const { order, decision, row } = stored;
    return {
      isDecided: true,
      isGone: stateOf(foldTermsOf(order, decision, stored), this.#storage.events(row)).isGone,
    };
  }

  /** What was told of an order, whoever earned it; null when it is not known. */
  received(orderId: string): { readonly view: OrderView; readonly evidence: OrderEvidence } | null {
    const stored = this.#pages.shownUnder(orderId);
    if (stored?.decided !== true || stored.link !== null) return null;
    return { view: this.#orders.view(stored), evidence: this.#late.evidence(stored.row) };
  }

  /** Replaces a decision that credited nobody, with all effects of the new one. */
  credit(request: CreditRequest, effects: Effects, nowMs: number): CreditResult {
    const { order, evidence, manual } = request;
    const stored = this.#storage.find(order.orderId);
    if (stored?.decided !== true || stored.link !== null || this.#pages.isReplaced(order.orderId))
      return { kind: "unknown" };
    if (request.planned !== undefined) return this.#plan(stored, request, request.planned, effects, nowMs);
    if (!isUnearned(stored.decision) || isOfAnother(stored.order, order)) {
      return { kind: "earned_before", view: this.#orders.view(stored) };
    }
    // One way for all that is told of an order to its customer, so that none of it overtakes another.
    const journey = stored.journey ?? request.journey;
    const reviewed = underSameReview(request.decision, stored.decision);
    const decision = isUnearned(reviewed)
      ? withUnearnedPlan(order, reviewed, this.#storage.events(stored.row))
      : reviewed;
    const isEarned = !isUnearned(decision);
    const events = this.#storage.events(stored.row);
    if (unplannedProposal(events, { decision }) !== null) return { kind: "unplanned" };
    this.#late.replaceDecision({ row: stored.row, order, journey, decision });
    this.#late.keepEvidence(stored.row, evidence);
    if (isEarned) {
      const kind = manual === undefined ? ("credited" as const) : ("manually_credited" as const);
      const event = { eventId: `late:${kind}`, kind, occurredAtMs: nowMs, ...manual };
      this.#storage.addEvent(stored.row, "clock", event, nowMs);
    }
    const decided: DecidedOrder = { ...stored, order, journey, decision };
    if (journey !== null && stored.journey === null)
      this.#orders.tellJourney(decided, "order", effects, nowMs);
    else if (journey !== null && isEarned) this.#orders.tellJourney(decided, "earned", effects, nowMs);
    this.#orders.takeOver(decided, effects, nowMs);
    const settled = this.#orders.settle(decided, effects, nowMs);
    return { kind: isEarned ? "credited" : "unearned", view: this.#orders.view(settled) };
  }

  /** Puts a plan in the place of a decision by which nobody is paid. Who earned the order stays as it is. */
  #plan(
    stored: DecidedOrder,
    { decision }: CreditRequest,
    { reason }: { readonly reason: string },
    effects: Effects,
    nowMs: number,
  ): CreditResult {
    const isSame = JSON.stringify(decision.attribution) === JSON.stringify(stored.decision.attribution);
    if (!isSame || !isWithoutRule(stored.decision)) {
      return { kind: "earned_before", view: this.#orders.view(stored) };
    }
    if (unplannedProposal(this.#storage.events(stored.row), { decision }) !== null)
      return { kind: "unplanned" };
    this.#late.replaceDecision({ ...stored, decision });
    const event = { eventId: "late:planned", kind: "planned", occurredAtMs: nowMs, reason } as const;
    this.#storage.addEvent(stored.row, "clock", event, nowMs);
    const settled = this.#orders.settle({ ...stored, decision }, effects, nowMs, { opensBudget: true });
    return { kind: "credited", view: this.#orders.view(settled) };
  }
}

/**
 * An order that was not to be paid before a person has looked stays so, whoever is credited. Where nobody is, nothing waits:
 * what is suspicious about it is judged when somebody is.
 */
function underSameReview(decision: Decision, before: Decision): Decision {
  return { ...decision, risk: isUnearned(decision) ? before.risk : mergedRisk(before.risk, decision.risk) };
}

/** Two repeats at once named different customers: the first one counts. */
function isOfAnother(stored: Order, received: Order): boolean {
  return stored.customerId !== undefined && stored.customerId !== received.customerId;
}
