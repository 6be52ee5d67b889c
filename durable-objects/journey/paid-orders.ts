/** The first orders of a customer that were of more than nothing: while one of them stands, the customer is not new. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { MOMENT_MS, withinAMoment } from "../object/within-a-moment.ts";

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

interface DecidedNow extends PaidOrder {
  readonly sinceMs: number;
  readonly heard: PromiseWithResolvers<void>;
}

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
  readonly #deciding = new Map<string, DecidedNow>();

  /** Resolves when the orders that customers' next ones have to go by were told here; after a moment in any case. */
  async whenHeard(
    asking: readonly { readonly customerId: string; readonly deciding?: string }[],
  ): Promise<void> {
    // Those of one call wait for no other: none of them is told before all are decided.
    const own = new Set(asking.map(({ deciding }) => deciding));
    // One that was not told within a moment had its call cut off.
    const fromMs = Date.now() - MOMENT_MS;
    const unheard = asking.flatMap(({ customerId, deciding }) => {
      const first = deciding === undefined ? undefined : this.#deciding.get(customerId);
      return first === undefined || own.has(first.orderId) || first.sinceMs < fromMs
        ? []
        : [first.heard.promise];
    });
    if (unheard.length === 0) return;
    await withinAMoment(Promise.all(unheard));
  }

  /** Takes note of what owners of orders tell. */
  hear(
    rows: readonly { readonly type: string; readonly customerId?: string; readonly orderId?: string }[],
  ): void {
    for (const { type, customerId, orderId } of rows) {
      const first = customerId === undefined ? undefined : this.#deciding.get(customerId);
      if (type === "order" && first !== undefined && first.orderId === orderId) first.heard.resolve();
    }
  }

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
    const heard = Promise.withResolvers<void>();
    const order = { orderId: asking.orderId, occurredAtMs: asking.atMs, sinceMs: nowMs, heard };
    this.#deciding.delete(customerId);
    this.#deciding.set(customerId, order);
    return [];
  }

  /** Nothing of a customer is left here. */
  forget(customerId: string): void {
    this.#deciding.delete(customerId);
  }

  #forgetOlder(nowMs: number): void {
    for (const [customerId, { sinceMs }] of this.#deciding) {
      if (sinceMs + DECIDING_MS > nowMs) return;
      this.#deciding.delete(customerId);
    }
  }
}
