/** Whether an order that is told again is the one that was decided. */
import type { Order, OrderItem } from "./order.ts";

/**
 * Amount, currency, customer and items decide; what either side left out is not compared. Items are compared as sums, not as
 * a sequence. An erased customer is left out: nothing is kept by which a name could be tried.
 */
export function isSameOrder(stored: Order, received: Order): boolean {
  return (
    stored.amount === received.amount &&
    stored.currency === received.currency &&
    (stored.customerIsErased === true || sameIfBoth(stored.customerId, received.customerId)) &&
    hasSameItems(stored.items, received.items)
  );
}

function sameIfBoth(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/** Sums of amounts and quantities by product and category; by product alone where one side tells no category. */
function hasSameItems(a: readonly OrderItem[] = [], b: readonly OrderItem[] = []): boolean {
  if (a.length === 0 || b.length === 0) return true;
  const byCategory = [a, b].every((items) => items.some(({ categoryId }) => categoryId !== undefined));
  const [sums, others] = [sumsOf(a, byCategory), sumsOf(b, byCategory)];
  return (
    sums.size === others.size &&
    [...sums].every(([key, { amount, thousandths }]) => {
      const other = others.get(key);
      return other?.amount === amount && other.thousandths === thousandths;
    })
  );
}

function sumsOf(items: readonly OrderItem[], byCategory: boolean) {
  const sums = new Map<string, { amount: number; thousandths: number }>();
  for (const { productId, categoryId = "", quantity, amount } of items) {
    const key = JSON.stringify(byCategory ? [productId, categoryId] : [productId]);
    const sum = sums.get(key) ?? { amount: 0, thousandths: 0 };
    sums.set(key, sum);
    sum.amount += amount;
    sum.thousandths += thousandthsOf(quantity);
  }
  return sums;
}

/** A quantity has up to three decimals: in thousandths it is an integer. */
function thousandthsOf(quantity: number): number {
  return Math.round(quantity * 1_000);
}
