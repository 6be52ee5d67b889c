/** What travels from an outbox to a receiver: numbered rows, in sequence, and the receiver's answer. */
import type { PromoterRef } from "../domain/kernel/ids.ts";
import type { AmountMinor } from "../domain/kernel/money.ts";
import type { IntentKind } from "../domain/ledger/intent.ts";
import type { Phase } from "../domain/ledger/order-standing.ts";
import type { BindingPolicy } from "../domain/program/settings.ts";

/** An intent for a promoter's wallet. */
export interface IntentRow {
  readonly type: "intent";
  readonly seq: number;
  readonly intent: IntentKind;
  readonly phase: Phase;
  readonly amount: AmountMinor;
  readonly promoter: PromoterRef;
  readonly commissionId: string;
  readonly orderId: string;
  readonly atMs: number;
  /** An operator replays a parked commission: this row opens it again. */
  readonly unparks: boolean;
}

/** The binding that an order makes, or ends. */
export interface BindingRow {
  readonly type: "bind" | "unbind";
  readonly seq: number;
  readonly customerId: string;
  readonly promoter: PromoterRef;
  readonly orderId: string;
  readonly effectiveAtMs: number;
  readonly policy: BindingPolicy;
}

export interface Delivery<Row extends { readonly seq: number }> {
  /** Name of the sending object. */
  readonly sender: string;
  readonly rows: readonly Row[];
}

export interface RefusedRow {
  readonly seq: number;
  readonly reason: string;
}

export interface JournalHead {
  readonly promoter: PromoterRef;
  readonly entries: number;
  readonly head: string;
}

export type DeliveryAnswer =
  | {
      readonly kind: "taken";
      /** The last number this receiver has. */
      readonly last: number;
      readonly refused: readonly RefusedRow[];
      readonly heads: readonly JournalHead[];
    }
  /** A number is missing: the sender goes back to after `last`. */
  | { readonly kind: "gap"; readonly last: number };
