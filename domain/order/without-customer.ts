/** An order whose customer was erased: sums and commissions are what they were, and nothing names the person. */
import type { Order } from "./order.ts";

/** Stands where a text was that people wrote. */
export const ERASED = "erased";

/** @param pseudonym the same for all orders of the customer. */
export function withoutCustomer(order: Order, pseudonym: string): Order {
  const { metadata: _metadata, hashes: _hashes, ...sold } = order;
  return { ...sold, customerId: pseudonym, customerIsErased: true };
}
