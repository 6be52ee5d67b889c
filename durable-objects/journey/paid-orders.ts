/** The first orders of a customer that were of more than nothing: while one of them stands, the customer is not new. */
import { LIMITS } from "../../domain/kernel/limits.ts";

export interface PaidOrder {
  readonly orderId: string;
  readonly occurredAtMs: number;
}

/**
 * What is stored of a customer. An older version noted the time of the first order alone: that one stands for ever.
 *
 * @param stored JSON; null from an older version.
 */
export function paidOrdersOf(firstOrderAtMs: number | null, stored: string | null): readonly PaidOrder[] {
  if (stored !== null) return JSON.parse(stored) as PaidOrder[];
  return firstOrderAtMs === null ? [] : [{ orderId: "", occurredAtMs: firstOrderAtMs }];
}

/** With one more, each once; beyond the bound the later ones are forgotten. */
export function withPaidOrder(known: readonly PaidOrder[], paid: PaidOrder): readonly PaidOrder[] {
  if (known.some(({ orderId }) => orderId === paid.orderId)) return known;
  const all = [...known, paid].toSorted((a, b) => a.occurredAtMs - b.occurredAtMs);
  if (all.length <= LIMITS.paidOrdersPerCustomer) return all;
  return all.at(-1) === paid ? known : all.slice(0, LIMITS.paidOrdersPerCustomer);
}

/** How long an order that is being decided keeps others of its customer from being the first as well. */
const DECIDING_MS = 60_000;

/** What is known of a customer's orders. */
interface KnownOrders {
  readonly firstOrderAtMs: number | null;
  readonly paidOrders: string | null;
}

/**
 * Which of a new customer's orders is the first, where several are decided at once: who asks first. Kept in memory, since it
 * is only needed until the order's owner has told the Journey of it.
 */
export class FirstOrders {
  readonly #deciding = new Map<string, PaidOrder & { readonly untilMs: number }>();

  /** The customer's first orders. Where there is none, another one that is being decided counts as one. */
  of(
    customerId: string,
    known: KnownOrders | undefined,
    asking: { readonly orderId: string | undefined; readonly atMs: number },
  ): readonly PaidOrder[] {
    const paid = known === undefined ? [] : paidOrdersOf(known.firstOrderAtMs, known.paidOrders);
    if (asking.orderId === undefined || paid.length > 0) return paid;
    const nowMs = Date.now();
    this.#forgetOlder(nowMs);
    const first = this.#deciding.get(customerId);
    if (first !== undefined && first.orderId !== asking.orderId) {
      return [{ orderId: first.orderId, occurredAtMs: first.occurredAtMs }];
    }
    const order = { orderId: asking.orderId, occurredAtMs: asking.atMs, untilMs: nowMs + DECIDING_MS };
    this.#deciding.delete(customerId);
    this.#deciding.set(customerId, order);
    return [];
  }

  /** Nothing of a customer is left here. */
  forget(customerId: string): void {
    this.#deciding.delete(customerId);
  }

  #forgetOlder(nowMs: number): void {
    for (const [customerId, { untilMs }] of this.#deciding) {
      if (untilMs > nowMs) return;
      this.#deciding.delete(customerId);
    }
  }
}
