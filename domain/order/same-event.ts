/** Whether an event that is told again is the one that was recorded. */
import { DEFAULT_DISPUTE } from "./disputes.ts";
import type { OrderEvent } from "./order-event.ts";

/** What an event says, beside its id; its time and items are left out, since a sender may fill them in anew. */
export type ReceivedEvent = Pick<OrderEvent, "kind" | "amount" | "refundedTotal" | "disputeId" | "voids">;

export function isSameEvent(stored: ReceivedEvent, received: ReceivedEvent): boolean {
  return (
    stored.kind === received.kind &&
    stored.amount === received.amount &&
    stored.refundedTotal === received.refundedTotal &&
    (stored.disputeId ?? DEFAULT_DISPUTE) === (received.disputeId ?? DEFAULT_DISPUTE) &&
    stored.voids === received.voids
  );
}
