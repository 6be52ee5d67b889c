/**
 * The sequence in which orders of one call are decided and recorded: as they occurred, and of one instant by their ids. Of an
 * id that comes twice the first counts as sent, and the others stand behind all.
 */
import type { Order } from "../../../domain/order/order.ts";

interface Placed {
  readonly order: Pick<Order, "orderId" | "occurredAtMs">;
}

/** Each with its place among those given. */
export function inTime<Entry extends Placed>(
  entries: readonly Entry[],
): (Entry & { readonly index: number })[] {
  const known = new Set<string>();
  const firsts: (Entry & { index: number })[] = [];
  const repeats: (Entry & { index: number })[] = [];
  entries.forEach((entry, index) => {
    const { orderId } = entry.order;
    (known.has(orderId) ? repeats : firsts).push({ ...entry, index });
    known.add(orderId);
  });
  const sorted = firsts.toSorted(({ order: one }, { order: other }) => {
    return one.occurredAtMs - other.occurredAtMs || (one.orderId < other.orderId ? -1 : 1);
  });
  return [...sorted, ...repeats];
}
