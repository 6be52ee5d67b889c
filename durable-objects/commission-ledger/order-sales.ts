/**
 * What an order counts for, beside commissions: its promoters' sales. Told as differences to what was told before, so
 * that a repeat or a late event never counts twice.
 */
import { basesOf } from "../../domain/commission/credit-split.ts";
import { keptOf } from "../../domain/commission/remaining.ts";
import { type AmountMinor, ZERO } from "../../domain/kernel/money.ts";
import { isPageOrderId } from "../../domain/order/page-order.ts";
import type { DecidedOrder } from "./order-storage.ts";
import { type Effects } from "./effects.ts";
import { bookNameOf, type Books } from "../object/books.ts";

/**
 * Adds the rows that lead from what was told to the present.
 *
 * @param reversed refunds and lost disputes now, whatever the campaign's budget has room for.
 * @returns the reversed amount that was told, for the next time. An order that nobody earned has told nothing: it may
 * be credited later. What a page told is no sale: a tier that rose by it would outlast the order. A blocked order counts
 * as no sale, but has told its campaign's budget, so it is as far as others.
 */
export function tellSales(
  effects: Effects,
  books: Books,
  { row, order, decision, talliedReversed: tallied }: DecidedOrder,
  reversed: AmountMinor,
  nowMs: number,
): AmountMinor | null {
  const { credits } = decision.attribution;
  if (credits.length === 0 || tallied === reversed || isPageOrderId(order.orderId)) return tallied;
  if (decision.risk.verdict === "block") return reversed;
  const bases = basesOf(order, credits);
  credits.forEach(({ promoter }, credit) => {
    const base = bases[credit] ?? ZERO;
    const before = tallied === null ? 0 : keptOf(base, order.amount, tallied);
    const change = keptOf(base, order.amount, reversed) - before;
    if (change === 0) return;
    const { month } = decision.terms;
    effects.tell(bookNameOf(books, promoter), {
      type: "sales",
      orderRow: row,
      promoter,
      month,
      change,
      atMs: nowMs,
    });
  });
  return reversed;
}
