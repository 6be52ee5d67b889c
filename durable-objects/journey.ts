/** Customers by slot: who each is bound to, over time. */
import { DurableObject } from "cloudflare:workers";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import type { BindingPolicy } from "../domain/program/settings.ts";
import type { BindingView } from "../domain/referral/binding.ts";

export interface BindRequest {
  readonly customerId: string;
  readonly promoter: PromoterRef;
  readonly policy: BindingPolicy;
}

export type BindResult =
  | { readonly kind: "bound"; readonly created: boolean; readonly binding: BindingView }
  | { readonly kind: "refused"; readonly reason: "already_bound"; readonly binding: BindingView };

export class Journey extends DurableObject<Env> {
  /** Binds a customer now. Of several at once, one wins. */
  bind(_request: BindRequest): BindResult {
    throw new Error("unbuilt");
  }

  /** The binding of each customer in force at a time. */
  bindingsAt(_queries: readonly { customerId: string; atMs: number }[]): (BindingView | null)[] {
    throw new Error("unbuilt");
  }

  /** Ends the binding of a customer who became a promoter. */
  endForPromoter(_customerId: string): void {
    throw new Error("unbuilt");
  }

  /** Customers bound to a promoter now. */
  boundCustomers(_promoter: PromoterRef): number {
    throw new Error("unbuilt");
  }
}
