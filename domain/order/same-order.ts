/** Whether an order that is told again is the one that was decided. */
import type { Order } from "./order.ts";
import { canonicalJson, type Json } from "../kernel/canonical-json.ts";

/**
 * Amount, currency, customer and items decide; what either side left out is not compared. An erased customer is left out:
 * nothing is kept by which a name could be tried.
 */
export function isSameOrder(stored: Order, received: Order): boolean {
  return (
    stored.amount === received.amount &&
    stored.currency === received.currency &&
    (stored.customerIsErased === true || sameIfBoth(stored.customerId, received.customerId)) &&
    sameIfBoth(stored.items as Json, received.items as Json)
  );
}

function sameIfBoth(a: Json, b: Json): boolean {
  return a === undefined || b === undefined || canonicalJson(a) === canonicalJson(b);
}
