/** An event that waits for its order, as the list of them shows it. */
import type { z } from "@hono/zod-openapi";
import type { WaitingEvent } from "../../../durable-objects/commission-ledger/late-orders/waiting-event-storage.ts";
import { idAnswer, instantAnswer, named } from "../../http/common.shapes.ts";
import { instantOf } from "../../http/instants.ts";
import { eventSchema } from "../shown/shown-event.shapes.ts";
import { presentEvent } from "../present-order.ts";

export const waitingEventSchema = named(
  "WaitingOrderEvent",
  eventSchema.extend({
    orderId: idAnswer("The order that has not come", "order-1001"),
    receivedAt: instantAnswer("When the event was received"),
  }),
  {
    orderId: "order-1001",
    eventId: "refund-1",
    type: "refunded" as const,
    amount: 3_333,
    occurredAt: "2026-11-22T08:00:00.000Z",
    receivedAt: "2026-11-22T08:00:01.000Z",
  },
);

export function presentWaitingEvent({
  orderId,
  event,
  recordedAtMs,
}: WaitingEvent): z.output<typeof waitingEventSchema> {
  return { orderId, ...presentEvent(event), receivedAt: instantOf(recordedAtMs) };
}
