/** The moves that an operator makes with an order by hand, each with the event of the order that it is. */
import type { OwnerEventKind } from "./order-event.ts";

export const OPERATOR_MOVES = {
  release: "released",
  review: "review_opened",
  clear: "review_cleared",
  reverse: "reversed",
  restore: "reversal_voided",
} as const satisfies Readonly<Record<string, OwnerEventKind>>;

export type OperatorMove = keyof typeof OPERATOR_MOVES;

/** The event that a move is. */
export function ownerMove({
  move,
  endsAtMs,
  ...event
}: {
  readonly eventId: string;
  readonly move: OperatorMove;
  readonly reason: string;
  readonly endsAtMs: number | undefined;
}) {
  return { ...event, kind: OPERATOR_MOVES[move], ...(endsAtMs === undefined ? {} : { endsAtMs }) };
}
