/** Whether a dense group is one that lives on itself. Loyal customers of good promoters are dense, too. */
import type { DenseGroup, Purchase } from "./dense-group.ts";

const FEWEST_PROMOTERS = 2;
const FEWEST_CUSTOMERS = 3;
/** Of the group's promoters' orders, the part that its own customers make. */
const OWN_ORDERS = 0.5;
/** Of the group's promoters, the part that a customer of it buys from: of two who share no customer each has half. */
const OWN_PROMOTERS = 2 / 3;

/** Purchases that are looked at between two turns of others. */
const STRIDE = 10_000;

/** Stops now and then, for others to be let in. */
export function* livesOnItself<Promoter, Customer>(
  { promoters, customers }: DenseGroup<Promoter, Customer>,
  purchases: readonly Purchase<Promoter, Customer>[],
): Generator<void, boolean> {
  if (promoters.size < FEWEST_PROMOTERS || customers.size < FEWEST_CUSTOMERS) return false;
  let sold = 0;
  const inside = { pairs: 0, orders: 0 };
  for (const [place, { promoter, customer, orders }] of purchases.entries()) {
    if (place % STRIDE === STRIDE - 1) yield;
    if (!promoters.has(promoter)) continue;
    sold += orders;
    if (!customers.has(customer)) continue;
    inside.pairs += 1;
    inside.orders += orders;
  }
  const pairs = promoters.size * customers.size;
  return inside.orders >= OWN_ORDERS * sold && inside.pairs >= OWN_PROMOTERS * pairs;
}
