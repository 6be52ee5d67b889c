/** The sequence in which orders of one call are decided: as they occurred, and of one instant by their ids. */
import type { Order } from "../../../domain/order/order.ts";

interface Placed {
  readonly order: Pick<Order, "orderId" | "occurredAtMs">;
}

/** Each with its place among those given. */
export function inTime<Entry extends Placed>(
  entries: readonly Entry[],
): (Entry & { readonly index: number })[] {
  return entries
    .map((entry, index) => ({ ...entry, index }))
    .toSorted((a, b) => {
      const [one, other] = [a.order, b.order];
      return one.occurredAtMs - other.occurredAtMs || (one.orderId < other.orderId ? -1 : 1);
    });
}
