/** Shares an amount among the credits of an order, without losing or inventing a unit. */
import type { Credit } from "../attribution/attribution.ts";
import type { AmountMinor } from "../kernel/money.ts";
import { sumOf, ZERO } from "../kernel/money.ts";
import { splitByLargestRemainder } from "../kernel/split.ts";
import type { Order } from "../order/order.ts";
import { soldLines } from "../order/sold-lines.ts";

/** The part of `whole` that belongs to the credit at this place. The parts of all credits sum to `whole`. */
export type CreditSplit = (whole: AmountMinor, credit: number) => AmountMinor;

/** Splits by the credits' basis points, largest remainder, ties to the earlier credit. Each amount is split once. */
export function creditSplit(credits: readonly Credit[]): CreditSplit {
  const weights = credits.map((credit) => BigInt(credit.weightBps));
  const known = new Map<AmountMinor, readonly AmountMinor[]>();
  return (whole, credit) => {
    const parts = known.get(whole) ?? splitByLargestRemainder(whole, weights);
    known.set(whole, parts);
    return parts[credit] ?? ZERO;
  };
}

/** The base of each credit: its parts of all items, or of an order without items. The bases sum to the amount. */
export function basesOf(order: Pick<Order, "amount" | "items">, credits: readonly Credit[]): AmountMinor[] {
  const split = creditSplit(credits);
  const lines = soldLines(order);
  return credits.map((_, credit) => sumOf(lines.map(({ amount }) => split(amount, credit))));
}
