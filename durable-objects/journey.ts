/** Customers by slot: who each is bound to, over time. Several promoters bidding at once end in one binding. */
import { DurableObject } from "cloudflare:workers";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import type { BindingPolicy } from "../domain/program/settings.ts";
import { bindingAt, judgeBid } from "../domain/referral/binding-rule.ts";
import type { BindingView } from "../domain/referral/binding.ts";
import type { BindingRow, Delivery, DeliveryAnswer } from "./delivery.ts";
import { takeDelivery } from "./inbox.ts";
import { InboxStorage } from "./inbox-storage.ts";
import { JOURNEY_SCHEMA, JourneyStorage, type NewBinding, type StoredBinding } from "./journey-storage.ts";
import { applySchema } from "./schema-storage.ts";

export interface BindRequest {
  readonly customerId: string;
  readonly promoter: PromoterRef;
  readonly policy: BindingPolicy;
}

export type BindResult =
  | { readonly kind: "bound"; readonly created: boolean; readonly binding: BindingView }
  | { readonly kind: "refused"; readonly reason: "already_bound"; readonly binding: BindingView }
  /** The program binds nobody: its mode is `none`. */
  | { readonly kind: "refused"; readonly reason: "binding_off" };

export class Journey extends DurableObject<Env> {
  readonly #storage: JourneyStorage;
  readonly #inbox: InboxStorage;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#storage = new JourneyStorage(ctx.storage.sql);
    this.#inbox = new InboxStorage(ctx.storage.sql);
    void ctx.blockConcurrencyWhile(async () => {
      applySchema(ctx.storage, JOURNEY_SCHEMA);
    });
  }

  /** Binds a customer now. Of several at once, one wins. */
  bind({ customerId, promoter, policy }: BindRequest): BindResult {
    const nowMs = Date.now();
    return this.ctx.storage.transactionSync((): BindResult => {
      if (policy.mode === "none") return { kind: "refused", reason: "binding_off" };
      const row = this.#storage.ensureCustomer(customerId);
      const outcome = this.#bid(row, { promoter, effectiveAtMs: nowMs, orderId: null, policy }, nowMs);
      const current = bindingAt(this.#storage.timeline(row), nowMs);
      if (current === undefined) throw new Error("a bid leaves a binding in force");
      const binding = viewOf(customerId, current as StoredBinding);
      if (outcome === "refused") return { kind: "refused", reason: "already_bound", binding };
      return { kind: "bound", created: outcome === "binds", binding };
    });
  }

  /** The binding of each customer in force at a time. */
  bindingsAt(queries: readonly { customerId: string; atMs: number }[]): (BindingView | null)[] {
    return queries.map(({ customerId, atMs }) => {
      const row = this.#storage.customerRow(customerId);
      const span = row === null ? undefined : bindingAt(this.#storage.timeline(row), atMs);
      return span === undefined ? null : viewOf(customerId, span as StoredBinding);
    });
  }

  /** Ends the binding of a customer who became a promoter. */
  endForPromoter(customerId: string): void {
    const nowMs = Date.now();
    this.ctx.storage.transactionSync(() => {
      const row = this.#storage.customerRow(customerId);
      if (row !== null) this.#end(row, nowMs, () => true);
    });
  }

  /** Customers bound to a promoter now. */
  boundCustomers(promoter: PromoterRef): number {
    return this.#storage.boundCustomers(promoter);
  }

  /** Takes numbered bindings of a ledger, each once and in turn. A bid that loses is no fault. */
  deliver(delivery: Delivery<BindingRow>): DeliveryAnswer {
    const nowMs = Date.now();
    const apply = (row: BindingRow): null => {
      const customer = this.#storage.ensureCustomer(row.customerId);
      if (row.type === "bind") this.#bid(customer, row, nowMs);
      else this.#end(customer, row.effectiveAtMs, (binding) => binding.orderId === row.orderId);
      return null;
    };
    return this.ctx.storage.transactionSync(() => takeDelivery(this.#inbox, delivery, apply, () => []));
  }

  #bid(customerRow: number, bid: NewBinding, nowMs: number): ReturnType<typeof judgeBid> {
    const timeline = this.#storage.timeline(customerRow);
    const current = timeline.findLast((span) => span.endedAtMs === null);
    const outcome = judgeBid(current, bid, bid.policy);
    if (outcome !== "binds") return outcome;
    const before = bindingAt(timeline, nowMs)?.promoter;
    this.#storage.add(customerRow, bid, nowMs);
    this.#storage.recount(before, bindingAt(this.#storage.timeline(customerRow), nowMs)?.promoter);
    return outcome;
  }

  #end(customerRow: number, atMs: number, concerns: (binding: StoredBinding) => boolean): void {
    const timeline = this.#storage.timeline(customerRow);
    const before = timeline.findLast((span) => span.endedAtMs === null)?.promoter;
    for (const span of timeline)
      if (span.endedAtMs === null && concerns(span)) this.#storage.end(span.row, atMs);
    const after = this.#storage.timeline(customerRow).findLast((span) => span.endedAtMs === null)?.promoter;
    this.#storage.recount(before, after);
  }
}

function viewOf(customerId: string, span: StoredBinding): BindingView {
  const { promoter, effectiveAtMs, protectedForMs } = span;
  const expiresAtMs = protectedForMs === null ? null : effectiveAtMs + protectedForMs;
  return { customerId, promoter, boundAtMs: effectiveAtMs, expiresAtMs };
}
