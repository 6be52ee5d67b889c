/** Whether a dense group is one that lives on itself. Loyal customers of good promoters are dense, too. */
import type { DenseGroup, Purchase } from "./dense-group.ts";

const FEWEST_PROMOTERS = 2;
const FEWEST_CUSTOMERS = 3;
/** Of the group's promoters' orders, the part that its own customers make. */
const OWN_ORDERS = 0.5;
/** Of the group's promoters, the part that a customer of it buys from: of two who share no customer each has half. */
const OWN_PROMOTERS = 2 / 3;

export function livesOnItself<Promoter, Customer>(
  { promoters, customers }: DenseGroup<Promoter, Customer>,
  purchases: readonly Purchase<Promoter, Customer>[],
): boolean {
  if (promoters.size < FEWEST_PROMOTERS || customers.size < FEWEST_CUSTOMERS) return false;
  const sold = purchases.filter(({ promoter }) => promoters.has(promoter));
  const inside = sold.filter(({ customer }) => customers.has(customer));
  const ordersOf = (some: typeof sold) => some.reduce((all, { orders }) => all + orders, 0);
  const pairs = promoters.size * customers.size;
  return ordersOf(inside) >= OWN_ORDERS * ordersOf(sold) && inside.length >= OWN_PROMOTERS * pairs;
}
