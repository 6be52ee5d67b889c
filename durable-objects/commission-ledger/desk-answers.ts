/** What the owner of an order is told of its events, and what it answers. */
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import type { LinkedOrder } from "./links/order-link.ts";
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

/** No order stands under the id: what is told of it belongs to another one. Nothing was written. */
export interface LinkedAnswer extends LinkedOrder {
  readonly kind: "linked";
}

/** An event that amends an order needs a plan for the decision that stands: nothing was written. */
export type RecordAnswer =
  | RecordResult
  | LinkedAnswer
  | { readonly kind: "unplanned"; readonly order: Order; readonly decision: Decision };
