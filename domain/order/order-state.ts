/**
 * Where an order stands: a fold over its events that gives the same answer whatever the sequence of arrival.
 * Only a release depends on when it was made: what is released is never put back on hold.
 */
import { type AmountMinor, amountMinor, least, sumOf } from "../kernel/money.ts";
import { disputesOf } from "./disputes.ts";
import type { OrderEvent } from "./order-event.ts";
import type { SettlementPolicy } from "./settlement-policy.ts";

const PHASES = ["pending", "held", "released"] as const;
export type Phase = (typeof PHASES)[number];

export function isPhase(word: unknown): word is Phase {
  return PHASES.some((phase) => phase === word);
}

/** What the clock of the order's owner has to do next. */
export interface DueWork {
  readonly kind: "auto_receive" | "release";
  readonly atMs: number;
}

export interface OrderState {
  readonly phase: Phase;
  readonly receivedAtMs: number | null;
  readonly holdEndsAtMs: number | null;
  readonly releasedAtMs: number | null;
  /** Refunds and lost disputes, at most the order's amount. */
  readonly reversed: AmountMinor;
  readonly openDisputes: number;
  readonly underReview: boolean;
  readonly due: DueWork | null;
}

/** What the fold needs of the order beside its events. */
export interface FoldTerms {
  readonly amount: AmountMinor;
  readonly occurredAtMs: number;
  readonly settlement: SettlementPolicy;
  /** An order may be decided under review (risk). */
  readonly startsUnderReview: boolean;
}

/** Folds the events of an order, in the sequence in which they were recorded. */
export function stateOf(order: FoldTerms, events: readonly OrderEvent[]): OrderState {
  const receivedAtMs = earliest(events, "received");
  const releasedAtMs = earliest(events, "released");
  const { open: openDisputes, lost } = disputesOf(events, order.amount);
  const reversed = least(order.amount, sumOf([refundsOf(order, events), lost]));
  const underReview = reviewOf(order, events);
  const holdStartsAtMs =
    order.settlement.holdStartsAt === "paid"
      ? order.occurredAtMs
      : receivedAtMs === null
        ? null
        : Math.max(receivedAtMs, order.occurredAtMs);
  const holdEndsAtMs = holdStartsAtMs === null ? null : holdStartsAtMs + order.settlement.holdPeriodMs;
  const phase = releasedAtMs !== null ? "released" : holdStartsAtMs !== null ? "held" : "pending";
  const nothingLeft = isFullyReversed(order.amount, reversed);
  const due = nothingLeft ? null : dueOf(order, phase, holdEndsAtMs, openDisputes > 0 || underReview);
  return { phase, receivedAtMs, holdEndsAtMs, releasedAtMs, reversed, openDisputes, underReview, due };
}

/** Nothing of an order is left to earn from. An order over 0 has nothing to take back. */
export function isFullyReversed(amount: AmountMinor, reversed: AmountMinor): boolean {
  return amount > 0 && reversed === amount;
}

function dueOf(
  order: FoldTerms,
  phase: Phase,
  holdEndsAtMs: number | null,
  blocked: boolean,
): DueWork | null {
  if (phase === "pending" && order.settlement.autoReceiveAfterMs !== null) {
    return { kind: "auto_receive", atMs: order.occurredAtMs + order.settlement.autoReceiveAfterMs };
  }
  if (phase === "held" && holdEndsAtMs !== null && !blocked) return { kind: "release", atMs: holdEndsAtMs };
  return null;
}

function earliest(events: readonly OrderEvent[], kind: OrderEvent["kind"]): number | null {
  const times = events.filter((event) => event.kind === kind).map((event) => event.occurredAtMs);
  return times.length === 0 ? null : Math.min(...times);
}

/** Refunds, cancellations and an operator's reversal that were not voided. A refund without amount is the whole. */
function refundsOf(order: FoldTerms, events: readonly OrderEvent[]): AmountMinor {
  const voided = new Set(
    events.filter((event) => event.kind === "refund_voided").map((event) => event.voids),
  );
  let total = 0;
  for (const event of events) {
    if (event.kind === "reversed") total += order.amount;
    if (event.kind !== "refunded" && event.kind !== "cancelled") continue;
    if (voided.has(event.eventId)) continue;
    total += event.kind === "cancelled" ? order.amount : (event.amount ?? order.amount);
  }
  return amountMinor(Math.min(total, order.amount));
}

/** Reviews are opened and cleared by the owner in turn: the last one recorded holds. */
function reviewOf(order: FoldTerms, events: readonly OrderEvent[]): boolean {
  const last = events.findLast((event) => event.kind === "review_opened" || event.kind === "review_cleared");
  return last === undefined ? order.startsUnderReview : last.kind === "review_opened";
}
