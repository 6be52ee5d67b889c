/** Orders by slot: each decided once, its events folded into commissions, its effects delivered exactly once. */
import { DurableObject } from "cloudflare:workers";
import type { Decision } from "../domain/commission/decision.ts";
import type { Order } from "../domain/commission/order.ts";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import type { OrderEvent } from "../domain/ledger/order-event.ts";
import type { OrderView } from "../domain/ledger/order-view.ts";

export interface Claim {
  readonly order: Order;
  /** Slot of the order, part of its commissions' ids. */
  readonly slot: number;
  /** Name of the Journey object of the customer, when there is one. */
  readonly journey: string | null;
  readonly decision: Decision;
}

export interface ClaimOutcome {
  readonly status: "accepted" | "duplicate" | "conflict";
  readonly view: OrderView;
}

export type RecordResult =
  | { readonly kind: "recorded"; readonly repeated: boolean; readonly view: OrderView }
  | { readonly kind: "parked"; readonly repeated: boolean }
  | { readonly kind: "refused"; readonly reason: "idempotency_conflict" | "too_many_events" };

/** An operator's move; each is an event of the order. */
export type OperatorMove = "release" | "review" | "clear" | "reverse";

export interface KnownHead {
  readonly entries: number;
  readonly head: string;
}

export class CommissionLedger extends DurableObject<Env> {
  claim(_claims: readonly Claim[]): ClaimOutcome[] {
    throw new Error("unbuilt");
  }

  /** Records an event of an order, also of one that has not come yet (`parked`). `occurredAtMs` absent: now. */
  record(
    _orderId: string,
    _event: Omit<OrderEvent, "occurredAtMs"> & { occurredAtMs?: number },
  ): RecordResult {
    throw new Error("unbuilt");
  }

  move(
    _orderId: string,
    _eventId: string,
    _move: OperatorMove,
    _reason: string,
  ): RecordResult | { kind: "unknown" } {
    throw new Error("unbuilt");
  }

  order(_orderId: string): OrderView | null {
    throw new Error("unbuilt");
  }

  /** The greatest journal head that this ledger's deliveries were acknowledged with. */
  knownHead(_promoter: PromoterRef): KnownHead | null {
    throw new Error("unbuilt");
  }
}
