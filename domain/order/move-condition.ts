/** Whether a move that an operator wants is still one: an order may have gone on since it was looked at. */
import type { OrderEvent } from "./order-event.ts";
import type { OrderState } from "./order-state.ts";

/** What must still be so for a move that was decided by an earlier look at the order. */
export interface MoveCondition {
  /** The order is under review, and something of it is left. */
  readonly atStake?: true;
  /** The event by which the order is reversed, and no other one. */
  readonly reversedBy?: string;
}

export function holds(
  { atStake, reversedBy }: MoveCondition,
  { underReview, isGone }: Pick<OrderState, "underReview" | "isGone">,
  events: readonly OrderEvent[],
): boolean {
  if (atStake === true && (!underReview || isGone)) return false;
  if (reversedBy === undefined) return true;
  const last = events.findLast(({ kind }) => kind === "reversed" || kind === "reversal_voided");
  return last?.kind === "reversed" && last.eventId === reversedBy;
}

/** Whether nothing stops a release by hand. */
export function mayBeReleased({ phase, openDisputes, underReview, isGone }: OrderState): boolean {
  return phase !== "released" && openDisputes === 0 && !underReview && !isGone;
}
