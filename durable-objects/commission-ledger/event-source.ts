/**
 * Who an event came from: the ids of the merchant, of operators (`owner`) and of the order's owner itself (`clock`) never
 * meet. Callers choose ids of the first two, so whatever the owner makes of itself is a `clock`'s.
 */
import { LIMITS } from "../../domain/kernel/limits.ts";

export type EventSource = "merchant" | "owner" | "clock";

/** How many events of a source an order takes. No flood of a merchant's events keeps an operator from reversing it. */
export function roomFor(source: EventSource): number {
  return source === "owner" ? LIMITS.operatorMovesPerOrder : LIMITS.eventsPerOrder;
}
