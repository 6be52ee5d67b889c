/**
 * Events of an order that were lost and that a book's journal proves: its commissions were brought further than its events
 * say. What is released is never put back.
 */
import type { Posted } from "./intent.ts";
import type { OrderEvent } from "../order/order-event.ts";
import type { Phase } from "../order/order-state.ts";

/** @param phase of the order by its events. @param posted how far its commissions were brought. */
export function witnessedBy(phase: Phase, posted: readonly Posted[], nowMs: number): OrderEvent[] {
  const reached = posted.filter(({ earned }) => earned).map((one) => one.phase);
  const isReleased = reached.includes("released") && phase !== "released";
  const isReceived = phase === "pending" && reached.some((one) => one !== "pending");
  const event = (kind: "received" | "released"): OrderEvent => {
    return { eventId: `clock:${kind}`, kind, occurredAtMs: nowMs };
  };
  return [...(isReceived ? [event("received")] : []), ...(isReleased ? [event("released")] : [])];
}
