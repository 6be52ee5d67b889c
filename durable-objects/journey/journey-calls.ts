/** What callers ask of a Journey, and what it answers. */
import type { Touch } from "../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { BindingPolicy } from "../../domain/referral/binding-policy.ts";
import type { BindingSpan } from "../../domain/referral/binding-rule.ts";
import type { BindingView } from "../../domain/referral/binding.ts";
import type { PaidOrder } from "./paid-orders.ts";
import type { Joining } from "../delivery/rows.ts";

export interface BindRequest {
  readonly customerId: string;
  readonly promoter: PromoterRef;
  readonly policy: BindingPolicy;
  /** Being bound makes the customer a promoter, under the promoter of the binding that is answered. */
  readonly joins?: Joining;
}

export type BindResult =
  | { readonly kind: "bound"; readonly created: boolean; readonly binding: BindingView }
  | { readonly kind: "refused"; readonly reason: "already_bound"; readonly binding: BindingView }
  /** The program binds nobody: its mode is `none`. */
  | { readonly kind: "refused"; readonly reason: "binding_off" };

/** A customer proved by the merchant, with the visitor and the touches of the proving browser. */
export interface IdentifyRequest {
  readonly customerId: string;
  /** Alias of the visitor within the program; null when the browser has none. */
  readonly visitor: string | null;
  readonly touches: readonly Touch[];
}

export interface IdentifyResult {
  readonly kind: "kept";
  /** Touches that were not known before. */
  readonly added: number;
  /** Orders that nobody earned and whose owners are told of the new touches. */
  readonly unearned: readonly string[];
}

export interface EvidenceQuery {
  readonly customerId: string;
  /** The order's time. */
  readonly atMs: number;
  /** Only touches learned until then. */
  readonly knownByMs: number;
  /** The order of more than nothing that is decided: where it is the customer's first, others that are decided now are not. */
  readonly deciding?: string;
  /** The browser that the order came from. */
  readonly device?: string;
}

/** What speaks for promoters in an order of this customer. */
export interface CustomerEvidence {
  readonly binding: BindingView | null;
  readonly touches: readonly Touch[];
  /** The earliest order known of the customer; null when there is none. */
  readonly firstOrderAtMs: number | null;
  /** The first orders of more than nothing, one that is being decided among them. Absent from an older Journey. */
  readonly paidOrders?: readonly PaidOrder[];
  /** Browsers that the customer ordered from of late, the asked one among them; absent where none is asked. */
  readonly devices?: number;
}

/** All that is stored of a customer. */
export interface StoredCustomer {
  readonly firstOrderAtMs: number | null;
  readonly bindings: readonly BindingSpan[];
  readonly visitors: readonly string[];
  readonly touches: readonly Touch[];
}
