/** What a person can do with an order by hand, as it stands, and what each of these moves does with its commissions. */
import { isReversedByHand, type Order } from "./foretold.ts";

type Held = Pick<Order, "state" | "underReview" | "openDisputes" | "events">;

export type Move = "review" | "clear" | "release" | "reverse" | "restore";

/** Moves that do something with the order. The service has the last word. */
export function movesOf(order: Held): readonly Move[] {
  // What a refund or a cancellation took back comes again only where that is voided.
  if (order.state === "reversed") return isReversedByHand(order) ? ["restore"] : [];
  if (order.underReview) return ["clear", "reverse"];
  const isReleasable = order.state === "held" && order.openDisputes === 0;
  return isReleasable ? ["review", "release", "reverse"] : ["review", "reverse"];
}

/** What is said of a move before it is made. What was released once is not held again: a review of it stops no payout. */
export function effectOf(move: Move, { state, commissions }: Pick<Order, "state" | "commissions">) {
  const isReleased = state === "available" && commissions.some(({ kept }) => kept > 0);
  return move === "review" && isReleased
    ? "order-move-review-late-effect"
    : (`order-move-${move}-effect` as const);
}
