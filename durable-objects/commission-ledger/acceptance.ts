/** What the owner of orders answers to proposals. */
import type { OrderRecord, OrderView } from "../../domain/settlement/order-view.ts";
import type { VoidedProposal } from "../../domain/settlement/voided-reservation.ts";
import type { UnplannedOrder } from "./amended-orders.ts";
import type { LinkedOrder } from "./links/order-link.ts";
import type { OpenOrder } from "./late-orders/open-order.ts";

/** What the owner answers. Of an accepted proposal it sends back what the Worker does not have. */
export type Acceptance =
  | AcceptedOrder
  | RepeatedOrder
  | VoidedProposal
  | LimitedOrder
  | UnplannedOrder
  | LinkedProposal;

/** No order stands under the id: what is told of it belongs to another one. Nothing was written. */
export interface LinkedProposal extends LinkedOrder {
  readonly status: "linked";
}

/** Pages have told too many orders with its token, or from its network: nothing was written. */
export interface LimitedOrder {
  readonly status: "limited";
}

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
