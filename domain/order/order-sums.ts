/**
 * What an order is worth, and what was taken back of that, by its events alone. Its owner folds by it, and the desk foretells by
 * it: what a person reads before an event is told is what the event does. Methods of arrays are those of old browsers.
 */
import type { AmountMinor } from "../kernel/money.ts";
import { type Disputes, disputesOf } from "./disputes.ts";
import type { OrderEvent } from "./order-event.ts";
import { reversedOf, type Share } from "./refunds.ts";
import { amendedGoods, amendmentInForce, type Goods } from "./worth.ts";

export interface OrderSums {
  readonly amendment: OrderEvent | undefined;
  readonly goods: Goods;
  readonly share: Share;
  readonly disputes: Disputes;
  /** Refunds and lost disputes, at most what the order is worth. */
  readonly reversed: AmountMinor;
}

/** @param order as it was first received. */
export function sumsAfter(
  order: Goods & { readonly paid?: AmountMinor },
  events: readonly OrderEvent[],
): OrderSums {
  const amendment = amendmentInForce(events);
  const goods: Goods = amendment === undefined ? order : amendedGoods(order, amendment);
  const share = { worth: goods.amount, paid: amendment?.paid ?? order.paid };
  const disputes = disputesOf(events, share);
  return { amendment, goods, share, disputes, reversed: reversedOf(share, events, disputes.lost) };
}
