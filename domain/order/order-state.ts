/**
 * Where an order stands: a fold over its events that gives the same answer whatever the sequence of arrival.
 * Only a release depends on when it was made: what is released is never put back on hold.
 */
import type { AmountMinor } from "../kernel/money.ts";
import { creditsLate, type OrderEvent } from "./order-event.ts";
import { sumsAfter } from "./order-sums.ts";
import { type ReviewState, reviewOf, type ReviewTerms } from "./review.ts";
import { isAllGivenBack, namedRefunds } from "./refunds.ts";
import type { SettlementPolicy } from "./settlement-policy.ts";
import { type Goods, namedIn, type Worth } from "./worth.ts";

const PHASES = ["pending", "held", "released"] as const;
export type Phase = (typeof PHASES)[number];

export function isPhase(word: unknown): word is Phase {
  return PHASES.some((phase) => phase === word);
}

/** What the clock of the order's owner has to do next. */
export interface DueWork {
  readonly kind: "auto_receive" | "release" | "end_review";
  readonly atMs: number;
  /** There was a release before, which does not count. */
  readonly isAgain?: true;
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
  /** It is under review, or once was. */
  readonly wasReviewed: boolean;
  readonly due: DueWork | null;
}

/** What the fold needs of the order beside its events. */
export interface FoldTerms extends Goods, ReviewTerms {
  /** What was paid in all, where that is known. */
  readonly paid?: AmountMinor;
  readonly occurredAtMs: number;
  readonly settlement: SettlementPolicy;
}

/** Folds the events of an order, in the sequence in which they were recorded. */
export function stateOf(order: FoldTerms, events: readonly OrderEvent[]): OrderState {
  const receivedAtMs = earliest(events, "received");
  const counted = releasesThatCount(order, events);
  const releasedAtMs = earliest(counted, "released");
  const { amendment, goods, share, disputes, reversed } = sumsAfter(order, events);
  const { open: openDisputes, lost, isAllLost } = disputes;
  const named = namedIn(goods, [...namedRefunds(events), ...lost]);
  const isNothing = goods.amount === 0 && (order.amount > 0 || isAllLost || isAllGivenBack(share, events));
  const worth: Worth = {
    ...(amendment === undefined ? {} : { amendment: amendment.eventId }),
    reversed,
    ...(named === undefined ? {} : { named }),
    ...(isNothing ? { isNothing } : {}),
  };
  const review = reviewOf(order, events);
  const { underReview, wasReviewed } = review;
  const holdStartsAtMs =
    order.settlement.holdStartsAt === "paid"
      ? order.occurredAtMs
      : receivedAtMs === null
        ? null
        : Math.max(receivedAtMs, order.occurredAtMs);
  const holdEndsAtMs = holdStartsAtMs === null ? null : holdStartsAtMs + order.settlement.holdPeriodMs;
  const phase = releasedAtMs !== null ? "released" : holdStartsAtMs !== null ? "held" : "pending";
  const isGone = isNothing || (goods.amount > 0 && reversed === goods.amount);
  const step = isGone ? null : dueOf(order, phase, holdEndsAtMs, openDisputes > 0, review);
  const isAgain = step?.kind === "release" && counted.length < events.length;
  const due = isAgain ? ({ ...step, isAgain } as const) : step;
  const times = { receivedAtMs, holdEndsAtMs, releasedAtMs };
  const { amount } = goods;
  return { phase, ...times, amount, reversed, worth, isGone, openDisputes, underReview, wasReviewed, due };
}

/**
 * Events without the releases of an order that nobody had earned, where it was credited afterwards and was under review then,
 * or is by that. Nothing was released, and nothing is before the review has ended.
 */
function releasesThatCount(order: FoldTerms, events: readonly OrderEvent[]): readonly OrderEvent[] {
  const creditedAt = events.findIndex(({ kind }) => creditsLate(kind));
  if (!order.startsUnderReview && !reviewOf(order, events.slice(0, creditedAt + 1)).underReview)
    return events;
  return events.filter(({ kind }, at) => kind !== "released" || at > creditedAt);
}

function dueOf(
  order: FoldTerms,
  phase: Phase,
  holdEndsAtMs: number | null,
  isDisputed: boolean,
  { underReview, endsAtMs }: ReviewState,
): DueWork | null {
  const step = stepOf(order, phase, holdEndsAtMs, isDisputed || underReview);
  if (endsAtMs === null || (step !== null && step.atMs <= endsAtMs)) return step;
  return { kind: "end_review", atMs: endsAtMs };
}

/** The next step toward the release. */
function stepOf(
  order: FoldTerms,
  phase: Phase,
  holdEndsAtMs: number | null,
  isStopped: boolean,
): DueWork | null {
  if (phase === "pending" && order.settlement.autoReceiveAfterMs !== null) {
    return { kind: "auto_receive", atMs: order.occurredAtMs + order.settlement.autoReceiveAfterMs };
  }
  if (phase === "held" && holdEndsAtMs !== null && !isStopped) return { kind: "release", atMs: holdEndsAtMs };
  return null;
}

function earliest(events: readonly OrderEvent[], kind: OrderEvent["kind"]): number | null {
  const times = events.filter((event) => event.kind === kind).map((event) => event.occurredAtMs);
  return times.length === 0 ? null : Math.min(...times);
}
