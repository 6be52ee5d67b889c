/** Bindings of the customers of one Journey: bids judged and recorded inside the object's transaction. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { BindingPolicy } from "../../domain/referral/binding-policy.ts";
import { bindingAt, boundSinceMs, judgeBid, newestInForce } from "../../domain/referral/binding-rule.ts";
import type { BindingView } from "../../domain/referral/binding.ts";
import type { BindingChange } from "../../domain/notification/people-news.ts";
import type { CustomerStorage, StoredBinding } from "./customer-storage.ts";

export interface NewBinding {
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
  /** The order that makes it; null when it is made by a call. */
  readonly orderId: string | null;
  readonly policy: BindingPolicy;
}

export interface JudgedBid {
  readonly outcome: "binds" | "stands" | "refused";
  /** The binding that was made, or that the bid stands or falls by. */
  readonly span: StoredBinding | undefined;
  /** The customer's bindings as they are now. */
  readonly timeline: StoredBinding[];
}

/** A customer's binding in force before and after a change. */
export interface CustomerChange extends BindingChange {
  readonly customerRow: number;
}

export class CustomerBindings {
  readonly #storage: CustomerStorage;
  readonly #changed: (changes: readonly CustomerChange[], nowMs: number) => void;

  /** @param changed hears of bindings in force that others take the place of, within the transaction. */
  constructor(
    storage: CustomerStorage,
    changed: (changes: readonly CustomerChange[], nowMs: number) => void,
  ) {
    this.#storage = storage;
    this.#changed = changed;
  }

  /** As {@link bidAll} for one. */
  bid(customerRow: number, bid: NewBinding, nowMs: number): JudgedBid {
    const [judged] = this.bidAll([{ customerRow, bid }], nowMs);
    invariant(judged !== undefined, "every bid is judged");
    return judged;
  }

  /** Records bids in sequence, unless they lose. Of a customer's bindings those of the earliest times beyond the limit are forgotten. */
  bidAll(
    bids: readonly { readonly customerRow: number; readonly bid: NewBinding }[],
    nowMs: number,
  ): JudgedBid[] {
    const timelines = this.#storage.timelines(bids.map(({ customerRow }) => customerRow));
    const recorded = new Recorded(this.#storage.lastBinding(), nowMs);
    const judged = bids.map(({ customerRow, bid }) => {
      const timeline = timelines.get(customerRow) ?? [];
      const result = recorded.judge(timeline, customerRow, bid);
      timelines.set(customerRow, result.timeline);
      return result;
    });
    this.#storage.addAll(recorded.added);
    this.#storage.forget(recorded.forgotten);
    this.#recount(recorded.changes, nowMs);
    return judged;
  }

  /** Ends the bindings that are concerned and stand. What they had replaced is in force again. */
  end(customerRow: number, atMs: number, concerns: (binding: StoredBinding) => boolean, nowMs: number): void {
    const timeline = this.#storage.timeline(customerRow);
    for (const span of timeline) {
      if (span.endedAtMs === null && concerns(span)) this.#storage.end(span.row, atMs);
    }
    const after = newestInForce(this.#storage.timeline(customerRow));
    this.#recount([{ customerRow, before: newestInForce(timeline), after }], nowMs);
  }

  #recount(changes: readonly CustomerChange[], nowMs: number): void {
    const moved = changes.filter(({ before, after }) => before?.promoter !== after?.promoter);
    if (moved.length === 0) return;
    this.#storage.recountAll(
      moved.map(({ before, after }) => ({ before: before?.promoter, after: after?.promoter })),
    );
    this.#changed(moved, nowMs);
  }

  /** The binding in force at a time. */
  at(customerId: string, customerRow: number, atMs: number): BindingView | null {
    const timeline = this.#storage.timeline(customerRow);
    const span = bindingAt(timeline, atMs);
    return span === undefined ? null : bindingView(customerId, timeline, span);
  }

  /** True when the binding in force at a time was recorded at `recordedFromMs` or later. */
  recordedSince(customerRow: number, atMs: number, recordedFromMs: number): boolean {
    const span = bindingAt(this.#storage.timeline(customerRow), atMs);
    return span !== undefined && span.recordedAtMs >= recordedFromMs;
  }
}

/** What a batch of bids changes. */
class Recorded {
  readonly added: (StoredBinding & { readonly customerRow: number })[] = [];
  readonly forgotten: number[] = [];
  readonly changes: CustomerChange[] = [];
  readonly #nowMs: number;
  #row: number;

  constructor(lastRow: number, nowMs: number) {
    this.#row = lastRow;
    this.#nowMs = nowMs;
  }

  judge(timeline: StoredBinding[], customerRow: number, bid: NewBinding): JudgedBid {
    const judged = judgeBid(timeline, bid, bid.policy);
    if (judged.kind === "off") return { outcome: "refused", span: undefined, timeline };
    if ("inForce" in judged) {
      const isKept = bid.policy.mode === "protected" && bid.orderId !== null;
      const after = isKept ? this.#add(timeline, customerRow, bid).timeline : timeline;
      return { outcome: judged.kind, span: judged.inForce, timeline: after };
    }
    const added = this.#add(timeline, customerRow, { ...bid, effectiveAtMs: judged.effectiveAtMs });
    return { outcome: judged.kind === "binds" ? "binds" : "stands", ...added };
  }

  #add(timeline: StoredBinding[], customerRow: number, { policy, ...bid }: NewBinding) {
    this.#row += 1;
    const span: StoredBinding = {
      row: this.#row,
      promoter: bid.promoter,
      effectiveAtMs: bid.effectiveAtMs,
      recordedAtMs: this.#nowMs,
      protectedForMs: policy.mode === "protected" ? policy.protectionMs : null,
      orderId: bid.orderId,
      endedAtMs: null,
    };
    this.added.push({ ...span, customerRow });
    const [forgotten, after] = withinLimit([...timeline, span]);
    this.forgotten.push(...forgotten.map(({ row }) => row));
    this.changes.push({ customerRow, before: newestInForce(timeline), after: newestInForce(after) });
    return { span, timeline: after };
  }
}

/** Those of the earliest times beyond the limit, and the others in the sequence in which they were recorded. */
function withinLimit(timeline: StoredBinding[]): [StoredBinding[], StoredBinding[]] {
  const beyond = timeline.length - LIMITS.bindingsPerCustomer;
  if (beyond <= 0) return [[], timeline];
  const byTime = timeline.toSorted((a, b) => a.effectiveAtMs - b.effectiveAtMs || a.row - b.row);
  const forgotten = new Set(byTime.slice(0, beyond));
  return [[...forgotten], timeline.filter((span) => !forgotten.has(span))];
}

export function bindingView(
  customerId: string,
  timeline: readonly StoredBinding[],
  span: StoredBinding,
): BindingView {
  const { promoter, protectedForMs } = span;
  const boundAtMs = boundSinceMs(timeline, span);
  const expiresAtMs = protectedForMs === null ? null : boundAtMs + protectedForMs;
  return { customerId, promoter, boundAtMs, expiresAtMs };
}
