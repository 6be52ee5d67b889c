/**
 * Where an order stands: a fold over its events that gives the same answer whatever the sequence of arrival.
 * Only a release depends on when it was made: what is released is never put back on hold.
 */
import { type AmountMinor, amountMinor, ZERO } from "../kernel/money.ts";
import { disputesOf } from "./disputes.ts";
import type { OrderEvent } from "./order-event.ts";
import { amendedGoods, amendmentInForce, type Goods, namedIn, type TakenBack, type Worth } from "./worth.ts";
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
  /** What the order is worth now, before what was taken back. */
  readonly amount: AmountMinor;
  /** Refunds and lost disputes, at most what the order is worth. */
  readonly reversed: AmountMinor;
  readonly worth: Worth;
  /** Nothing is left to earn from: what there was, was taken back, or an order of 0 was called off. */
  readonly isGone: boolean;
  readonly openDisputes: number;
  readonly underReview: boolean;
  readonly due: DueWork | null;
}

/** What the fold needs of the order beside its events. */
export interface FoldTerms extends Goods {
  readonly occurredAtMs: number;
  readonly settlement: SettlementPolicy;
  /** An order may be decided under review (risk). */
  readonly startsUnderReview: boolean;
}

/** Folds the events of an order, in the sequence in which they were recorded. */
export function stateOf(order: FoldTerms, events: readonly OrderEvent[]): OrderState {
  const receivedAtMs = earliest(events, "received");
  const releasedAtMs = earliest(events, "released");
  const amendment = amendmentInForce(events);
  const goods: Goods = amendment === undefined ? order : amendedGoods(order, amendment);
  const { open: openDisputes, lost, isAllLost } = disputesOf(events, goods.amount);
  const refunds = refundsOf(events);
  const reversed = reversedOf(goods.amount, events, { refunds, lost });
  const named = namedIn(goods, [...refunds, ...lost]);
  const isNothing = goods.amount === 0 && (order.amount > 0 || isAllLost || isCalledOff(events));
  const worth: Worth = {
    ...(amendment === undefined ? {} : { amendment: amendment.eventId }),
    reversed,
    ...(named === undefined ? {} : { named }),
    ...(isNothing ? { isNothing } : {}),
  };
  const underReview = reviewOf(order, events);
  const holdStartsAtMs =
    order.settlement.holdStartsAt === "paid"
      ? order.occurredAtMs
      : receivedAtMs === null
        ? null
        : Math.max(receivedAtMs, order.occurredAtMs);
  const holdEndsAtMs = holdStartsAtMs === null ? null : holdStartsAtMs + order.settlement.holdPeriodMs;
  const phase = releasedAtMs !== null ? "released" : holdStartsAtMs !== null ? "held" : "pending";
  const isGone = isNothing || (goods.amount > 0 && reversed === goods.amount);
  const due = isGone ? null : dueOf(order, phase, holdEndsAtMs, openDisputes > 0 || underReview);
  const times = { receivedAtMs, holdEndsAtMs, releasedAtMs };
  return { phase, ...times, amount: goods.amount, reversed, worth, isGone, openDisputes, underReview, due };
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

/** Refunds that were not voided and say how much each of them took back. */
function refundsOf(events: readonly OrderEvent[]): TakenBack[] {
  const voided = voidedIn(events);
  return events.filter(
    ({ kind, eventId, amount }) => kind === "refunded" && amount !== undefined && !voided.has(eventId),
  );
}

function voidedIn(events: readonly OrderEvent[]): ReadonlySet<string | undefined> {
  return new Set(events.filter((event) => event.kind === "refund_voided").map((event) => event.voids));
}

/** All of an order was taken back: by a cancellation, an operator's reversal, or a refund of what is left. */
function isCalledOff(events: readonly OrderEvent[]): boolean {
  const voided = voidedIn(events);
  return events.some(({ kind, eventId, amount, refundedTotal }) => {
    if (kind === "reversed") return true;
    const isWhole = kind === "cancelled" || (kind === "refunded" && (amount ?? refundedTotal) === undefined);
    return isWhole && !voided.has(eventId);
  });
}

/** What was taken back of what the order is worth: the parts together or the greatest total that was told, or all of it. */
function reversedOf(
  worth: AmountMinor,
  events: readonly OrderEvent[],
  { refunds, lost }: { readonly refunds: readonly TakenBack[]; readonly lost: readonly TakenBack[] },
): AmountMinor {
  if (isCalledOff(events)) return worth;
  const voided = voidedIn(events);
  let total: number = ZERO;
  for (const { kind, eventId, refundedTotal } of events) {
    if (kind !== "refunded" || voided.has(eventId)) continue;
    total = Math.max(total, refundedTotal ?? 0);
  }
  const parts = sumUpTo(worth, refunds);
  return amountMinor(Math.min(worth, Math.max(parts, total) + sumUpTo(worth, lost)));
}

/** Parts together. Many refunds of the greatest amount stay a safe integer. */
function sumUpTo(most: AmountMinor, parts: readonly TakenBack[]): number {
  return parts.reduce((sum, { amount = ZERO }) => Math.min(sum + amount, most), 0);
}

/** Reviews are opened and cleared by the owner in turn: the last one recorded holds. */
function reviewOf(order: FoldTerms, events: readonly OrderEvent[]): boolean {
  const last = events.findLast((event) => event.kind === "review_opened" || event.kind === "review_cleared");
  return last === undefined ? order.startsUnderReview : last.kind === "review_opened";
}
