/**
 * Orders that pages told: each stands under an id of its own, and under the merchant's id only while nothing signed does.
 * One token and one network tell few of them.
 */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import { counterpartOf, isPageOrderId, pageOrderIdOf } from "../../../domain/order/page-order.ts";
import { NetworkCounts } from "./network-counts.ts";
import type { OrderStorage, ProposedOrder, StoredOrder } from "../order-storage.ts";
import { PageOrderStorage, type PageReport } from "./page-order-storage.ts";

/** The event that closes a page's order, once something signed stands under its id. */
export const REPLACED = {
  eventId: "clock:replaced",
  kind: "reversed",
  reason: "a signed source told this order",
} as const;

export class PageOrders {
  readonly #orders: OrderStorage;
  readonly #storage: PageOrderStorage;
  readonly #networks = new NetworkCounts(LIMITS.pageOrdersPerNetwork);

  constructor(orders: OrderStorage, sql: SqlStorage) {
    this.#orders = orders;
    this.#storage = new PageOrderStorage(sql);
  }

  /** The ids to be read before orders are decided: their own, and those of their counterparts where there may be any. */
  idsAbout(proposals: readonly ProposedOrder[]): string[] {
    const hasAny = this.#storage.hasAny();
    return proposals.flatMap(({ order: { orderId } }) =>
      hasAny || isPageOrderId(orderId) ? [orderId, counterpartOf(orderId)] : [orderId],
    );
  }

  /** The order that stands under an id: the signed one, else what a page told, else what waits for either. */
  shownUnder(orderId: string): StoredOrder | null {
    const own = this.#orders.find(orderId);
    if (own?.decided === true || (own !== null && own.link !== null) || isPageOrderId(orderId)) return own;
    return this.#orders.find(pageOrderIdOf(orderId)) ?? own;
  }

  /** Whether something signed stands in the place of a page's order. */
  isReplaced(orderId: string): boolean {
    return isPageOrderId(orderId) && this.#orders.find(counterpartOf(orderId))?.decided === true;
  }

  /** An operator's move of a page's order: repeated after a signed order came, the move is no other one. */
  earlierMove(orderId: string, eventId: string): OrderEvent | null {
    const known = this.#orders.find(pageOrderIdOf(orderId));
    return known === null ? null : this.#orders.event(known.row, "owner", eventId);
  }

  /** Counts an order that a page tells; false when its token or its network has told too many. */
  admit({ token, network }: PageReport, nowMs: number): boolean {
    if (this.#storage.countedWith(token) >= LIMITS.pageOrdersPerToken) return false;
    if (!this.#networks.admit(network, nowMs)) return false;
    this.#storage.count(token);
    return true;
  }

  /**
   * Gives an order that is new the events that merchants told of its id.
   *
   * @param other what stands or waits under the other id.
   * @returns the row that has them; null when there are none.
   */
  takeEvents(
    { order: { orderId }, slot }: ProposedOrder,
    other: StoredOrder | undefined,
    nowMs: number,
  ): number | null {
    if (other === undefined) return null;
    if (!other.decided) {
      this.#storage.rename(other.row, orderId);
      return other.row;
    }
    if (!this.#storage.hasMerchantEvents(other.row)) return null;
    const row = this.#orders.reserve(orderId, slot, nowMs);
    this.#storage.copyMerchantEvents(other.row, row);
    return row;
  }
}
