/** Bindings of the customers of one Journey: bids judged and recorded inside the object's transaction. */
import { invariant } from "../../domain/kernel/invariant.ts";
import { bindingAt, boundSinceMs, judgeBid, newestInForce } from "../../domain/referral/binding-rule.ts";
import type { BindingView } from "../../domain/referral/binding.ts";
import type { CustomerStorage, NewBinding, StoredBinding } from "./customer-storage.ts";

export class CustomerBindings {
  readonly #storage: CustomerStorage;

  constructor(storage: CustomerStorage) {
    this.#storage = storage;
  }

  /** Records a bid unless it loses. The span is the one that was made, or that it stands or falls by. */
  bid(
    customerRow: number,
    bid: NewBinding,
    nowMs: number,
  ): { readonly outcome: "binds" | "stands" | "refused"; readonly span: StoredBinding | undefined } {
    const timeline = this.#storage.timeline(customerRow);
    const judged = judgeBid(timeline, bid, bid.policy);
    if (judged.kind === "off") return { outcome: "refused", span: undefined };
    if ("inForce" in judged) {
      const isKept = bid.policy.mode === "protected" && bid.orderId !== null;
      if (isKept) this.#storage.add(customerRow, bid, timeline.length, nowMs);
      return { outcome: judged.kind, span: judged.inForce };
    }
    const before = newestInForce(timeline)?.promoter;
    const row = this.#storage.add(
      customerRow,
      { ...bid, effectiveAtMs: judged.effectiveAtMs },
      timeline.length,
      nowMs,
    );
    const after = this.#storage.timeline(customerRow);
    this.#storage.recount(before, newestInForce(after)?.promoter);
    const span = after.find((candidate) => candidate.row === row);
    return { outcome: judged.kind === "binds" ? "binds" : "stands", span };
  }

  /** Ends the bindings that are concerned and stand. What they had replaced is in force again. */
  end(customerRow: number, atMs: number, concerns: (binding: StoredBinding) => boolean): void {
    const timeline = this.#storage.timeline(customerRow);
    for (const span of timeline) {
      if (span.endedAtMs === null && concerns(span)) this.#storage.end(span.row, atMs);
    }
    const after = newestInForce(this.#storage.timeline(customerRow))?.promoter;
    this.#storage.recount(newestInForce(timeline)?.promoter, after);
  }

  /** The binding in force at a time. */
  at(customerId: string, customerRow: number, atMs: number): BindingView | null {
    const timeline = this.#storage.timeline(customerRow);
    const span = bindingAt(timeline, atMs);
    return span === undefined ? null : viewOf(customerId, timeline, span);
  }

  view(customerId: string, customerRow: number, span: StoredBinding | undefined): BindingView {
    invariant(span !== undefined, "a bid leaves a binding behind");
    return viewOf(customerId, this.#storage.timeline(customerRow), span);
  }

  /** True when the binding in force at a time was recorded at `recordedFromMs` or later. */
  recordedSince(customerRow: number, atMs: number, recordedFromMs: number): boolean {
    const span = bindingAt(this.#storage.timeline(customerRow), atMs);
    return span !== undefined && span.recordedAtMs >= recordedFromMs;
  }
}

function viewOf(customerId: string, timeline: readonly StoredBinding[], span: StoredBinding): BindingView {
  const { promoter, protectedForMs } = span;
  const boundAtMs = boundSinceMs(timeline, span);
  const expiresAtMs = protectedForMs === null ? null : boundAtMs + protectedForMs;
  return { customerId, promoter, boundAtMs, expiresAtMs };
}
