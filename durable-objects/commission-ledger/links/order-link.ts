/**
 * Links between ids of one order: what is told of one id belongs to the order of another. A payment has an id of its own, and
 * so has the invoice that it pays; a checkout tells now the one, now the other.
 */
import type { OrderEvidence } from "../../../domain/attribution/evidence.ts";
import type { Order } from "../../../domain/order/order.ts";

/** Where what is told of a linked id belongs: another id, its slot, and the ledger that the slot was dealt to. */
export interface LinkTarget {
  readonly to: string;
  readonly slot: number;
  readonly ledger: string;
  /** As the vendor says it, and not only because an order stands under the other id. */
  readonly isGiven: boolean;
}

/** An order stands nowhere under this id: what is told of it belongs to the other one. */
export interface LinkedOrder {
  readonly linkedTo: string;
}

export interface LinkRequest {
  readonly orderId: string;
  readonly slot: number;
  readonly target: LinkTarget;
  /** When the other id's order was first received; null where the caller knows of none. */
  readonly toReceivedAtMs: number | null;
}

/** An order that was closed, since one of another id tells the same payment. */
export interface ClosedOrder {
  readonly order: Order;
  readonly evidence: OrderEvidence;
}

export type LinkAnswer =
  /** What is told of the id belongs there. With the order that stood under it, where it was closed for that. */
  | { readonly kind: "linked"; readonly to: string; readonly isGiven: boolean; readonly closed?: ClosedOrder }
  /** An order stands under the id, and not later than the other one. */
  | { readonly kind: "stands"; readonly order: Order; readonly receivedAtMs: number };

interface Received {
  readonly orderId: string;
  readonly receivedAtMs: number;
}

/**
 * Which of two orders of one payment stays: the one that was received first, since the other was decided after it. Both
 * facts never change, so that every caller names the same one, and orders never lead to each other in a ring.
 */
export function staysBefore(a: Received, b: Received): boolean {
  return a.receivedAtMs === b.receivedAtMs ? a.orderId < b.orderId : a.receivedAtMs < b.receivedAtMs;
}

/** The event that closes an order whose payment stands under another id. */
export const CLOSED_BY_LINK = {
  eventId: "clock:linked",
  kind: "reversed",
  reason: "the same payment stands under another id",
} as const;
