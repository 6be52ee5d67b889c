/** What an order's owner is told, and what it answers. */
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import type { OrderRecord, OrderView } from "../../domain/settlement/order-view.ts";
import type { VoidedProposal } from "../../domain/settlement/voided-reservation.ts";
import type { UnplannedOrder } from "./amended-orders.ts";
import type { OpenOrder } from "./late/open-order.ts";

/** What the owner answers. Of an accepted proposal it sends back what the Worker does not have. */
export type Acceptance = AcceptedOrder | RepeatedOrder | VoidedProposal | UnplannedOrder;

export type AcceptedOrder = { readonly status: "accepted" } & Pick<
  OrderRecord,
  "row" | "events" | "firstReceivedAtMs"
>;

export interface RepeatedOrder {
  readonly status: "duplicate" | "conflict";
  readonly view: OrderView;
  /** A duplicate that brings what may earn an order which nobody earned: to be decided anew. */
  readonly open?: OpenOrder;
}

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
