/** What an order sold, line by line: no line is below zero, and together they are the order's amount. */
import { type AmountMinor, amountMinor, ZERO } from "../kernel/money.ts";
import { splitByLargestRemainder } from "../kernel/split.ts";
import type { Order, OrderItem } from "./order.ts";

/** An item, or the whole order as one unit. */
export interface SoldLine {
  readonly productId?: string;
  readonly categoryId?: string;
  readonly quantity: number;
  readonly amount: AmountMinor;
}

/** The lines of an order. One without items is one unit of itself. */
export function soldLines({ amount, items = [] }: Pick<Order, "amount" | "items">): readonly SoldLine[] {
  return items.length > 0 ? linesOf(items) : [{ amount, quantity: 1 }];
}

/**
 * Items with every discount spread over the others by their amounts, by largest remainder. A discount has no line of its
 * own. The lines sum to what the items do.
 *
 * @param items that sum to 0 or more.
 */
export function linesOf(items: readonly OrderItem[]): readonly SoldLine[] {
  const total = items.reduce((sum, { amount }) => sum + amount, 0);
  const lines = items.flatMap((item): SoldLine[] =>
    item.amount < 0 ? [] : [{ ...item, amount: amountMinor(item.amount) }],
  );
  return lines.length === items.length ? lines : linesWorth(lines, amountMinor(total));
}

/** Lines that together are worth `total`, each its part by its amount. With no amount among them, they are worth nothing. */
export function linesWorth<Line extends SoldLine>(
  lines: readonly Line[],
  total: AmountMinor,
): readonly Line[] {
  if (total === 0 || lines.every(({ amount }) => amount === 0)) {
    return lines.map((line) => ({ ...line, amount: ZERO }));
  }
  const parts = splitByLargestRemainder(
    total,
    lines.map(({ amount }) => BigInt(amount)),
  );
  return lines.map((line, place) => ({ ...line, amount: parts[place] ?? ZERO }));
}
