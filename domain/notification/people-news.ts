/** What happens to promoters and to the bindings of customers. Who it is, by the merchant's id, is looked up when it is said. */
import { promoterIdOf, type PromoterRef } from "../kernel/ids.ts";
import type { PromoterStatus } from "../referral/promoter.ts";
import type { Notification } from "./notification.ts";

export interface PromoterNews {
  readonly change: "created" | "updated";
  readonly ref: PromoterRef;
  readonly status: PromoterStatus;
  readonly upline: PromoterRef | null;
}

/** Whom a customer was bound to, and whom it is bound to now. */
export interface BindingChange {
  readonly before: BoundTo | undefined;
  readonly after: BoundTo | undefined;
}

/** A binding by its number in the object that keeps it. */
export interface BoundTo {
  readonly row: number;
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
}

/** A customer belongs to a promoter from now on, or no more. */
export interface BindingNews {
  readonly change: "created" | "ended";
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
  /** Numbers of the binding and of the one that it gives way to, or takes the place of; 0: of none. */
  readonly rows: readonly [number, number];
}

export function sayPromoter(news: PromoterNews, memberId: string, atMs: number): Notification {
  const { change, ref, status, upline } = news;
  return {
    type: `promoter.${change}`,
    // A promoter is made once. Afterwards it may have the same status and upline again, at another time.
    key: change === "created" ? [ref] : [ref, status, upline ?? 0, atMs],
    occurredAtMs: atMs,
    promoter: ref,
    person: memberId,
    data: {
      promoterId: promoterIdOf(ref),
      status,
      uplineId: upline === null ? null : promoterIdOf(upline),
    },
  };
}

export function bindingNewsOf({ before, after }: BindingChange): BindingNews[] {
  if (before?.promoter === after?.promoter) return [];
  const of = (change: BindingNews["change"], binding: BoundTo | undefined, other: BoundTo | undefined) => {
    if (binding === undefined) return [];
    const { row, promoter, effectiveAtMs } = binding;
    return [{ change, promoter, effectiveAtMs, rows: [row, other?.row ?? 0] } satisfies BindingNews];
  };
  return [...of("ended", before, after), ...of("created", after, before)];
}

/** @param tag stands for the customer in the key, so that an id leads to nobody. */
export function sayBinding(
  { change, promoter, effectiveAtMs, rows }: BindingNews,
  { customerId, tag }: { readonly customerId: string; readonly tag: string },
  atMs: number,
): Notification {
  return {
    type: `binding.${change}`,
    key: [tag, promoter, effectiveAtMs, ...rows],
    occurredAtMs: atMs,
    // Whose customer it is by the merchant's id is no promoter's to know.
    promoter: null,
    person: customerId,
    data: { promoterId: promoterIdOf(promoter) },
  };
}
