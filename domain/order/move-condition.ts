/** Whether a move that an operator wants is still one: an order may have gone on since it was looked at. */
import type { OrderEvent } from "./order-event.ts";
import { OPERATOR_MOVES } from "./operator-moves.ts";
import type { OrderState } from "./order-state.ts";

/** What must still be so for a move that was decided by an earlier look at the order. */
export interface MoveCondition {
  /** The order is under review, and something of it is left. */
  readonly atStake?: true;
  /** The event by which the order is reversed, and no other one. */
  readonly reversedBy?: string;
  /** No person has moved the order after this time. */
  readonly unmovedSinceMs?: number;
}

const MOVES: ReadonlySet<string> = new Set(Object.values(OPERATOR_MOVES));

export function holds(
  { atStake, reversedBy, unmovedSinceMs }: MoveCondition,
  { underReview, isGone }: Pick<OrderState, "underReview" | "isGone">,
  events: readonly OrderEvent[],
): boolean {
  if (atStake === true && (!underReview || isGone)) return false;
  if (unmovedSinceMs !== undefined && events.some((event) => isByPersonAfter(event, unmovedSinceMs)))
    return false;
  if (reversedBy === undefined) return true;
  const last = events.findLast(({ kind }) => kind === "reversed" || kind === "reversal_voided");
  return last?.kind === "reversed" && last.eventId === reversedBy;
}

/** What a person does has a reason; what the clock does, and what signs do, has none. */
function isByPersonAfter({ kind, reason, occurredAtMs }: OrderEvent, sinceMs: number): boolean {
  return MOVES.has(kind) && reason !== undefined && occurredAtMs > sinceMs;
}

/** Whether nothing stops a release by hand. */
export function mayBeReleased({ phase, openDisputes, underReview, isGone }: OrderState): boolean {
  return phase !== "released" && openDisputes === 0 && !underReview && !isGone;
}
