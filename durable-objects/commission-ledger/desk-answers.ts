/** What the owner of an order is told of its events, and what it answers. */
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import type { OrderView } from "../../domain/settlement/order-view.ts";

/** An event as told; without a time it happened when it was first recorded. */
export type ReceivedEvent = Omit<OrderEvent, "occurredAtMs"> & { readonly occurredAtMs?: number };

export type RecordRefusal =
  | "idempotency_conflict"
  | "too_many_events"
  | "invalid_transition"
  | "unknown_order";

export type RecordResult =
  | { readonly kind: "recorded"; readonly repeated: boolean; readonly view: OrderView }
  | { readonly kind: "waiting"; readonly repeated: boolean }
  | { readonly kind: "refused"; readonly reason: RecordRefusal };

/** An event that amends an order needs a plan for the decision that stands: nothing was written. */
export type RecordAnswer =
  | RecordResult
  | { readonly kind: "unplanned"; readonly order: Order; readonly decision: Decision };
