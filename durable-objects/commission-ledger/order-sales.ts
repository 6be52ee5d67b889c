/**
 * What an order counts for, beside commissions: its promoters' sales. Told as differences to what was told before, so
 * that a repeat or a late event never counts twice.
 */
import type { Decision } from "../../domain/commission/decision.ts";
import { basesOf } from "../../domain/commission/credit-split.ts";
import type { Credit } from "../../domain/attribution/attribution.ts";
import { planUnder } from "../../domain/commission/amendment.ts";
import { keptOf } from "../../domain/commission/remaining.ts";
import { type Goods, isSameWorth, type Worth } from "../../domain/order/worth.ts";
import { plannedOrderOf } from "../../domain/settlement/order-view.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { Month } from "../../domain/program/month.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import { isPageOrderId } from "../../domain/order/page-order.ts";
import type { DecidedOrder } from "./order-storage.ts";
import { type Effects } from "./effects.ts";
import { bookNameOf, type Books } from "../object/books.ts";

/**
 * Adds the rows that lead from what was told to the present.
 *
 * @param worth of the order now, whatever the campaign's budget has room for.
 * @returns the worth that was told, for the next time. An order that nobody earned has told nothing: it may be credited
 * later. What a page told is no sale: a tier that rose by it would outlast the order. A blocked order counts as no sale,
 * but has told its campaign's budget, so it is as far as others.
 */
export function tellSales(
  effects: Effects,
  books: Books,
  { row, order, decision, tallied }: DecidedOrder,
  worth: Worth,
  nowMs: number,
): Worth | null {
  const { credits } = decision.attribution;
  if (isPageOrderId(order.orderId)) return tallied;
  if (credits.length === 0 || (tallied !== null && isSameWorth(tallied, worth))) return tallied;
  if (decision.risk.verdict === "block") return worth;
  const planned = plannedOrderOf(order, decision);
  const [before, after] = [tallied, worth].map((one) =>
    one === null ? [] : salesUnder(planUnder(planned, one).goods, one, credits),
  );
  credits.forEach(({ promoter }, credit) => {
    const change = (after?.[credit] ?? 0) - (before?.[credit] ?? 0);
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
  return worth;
}

/** What books were told of an order's sales, by whichever ledgers had it. */
export function soldOf({ order, decision, tallied }: DecidedOrder): {
  readonly promoter: PromoterRef;
  readonly month: Month;
  readonly sales: number;
}[] {
  const { credits } = decision.attribution;
  if (tallied === null || decision.risk.verdict === "block" || isPageOrderId(order.orderId)) return [];
  const { goods } = planUnder(plannedOrderOf(order, decision), tallied);
  const sales = salesUnder(goods, tallied, credits);
  const { month } = decision.terms;
  return credits.map(({ promoter }, credit) => ({ promoter, month, sales: sales[credit] ?? 0 }));
}

/** Books that orders are sales of. */
export function creditedBooks(
  orders: readonly { readonly decision: Pick<Decision, "attribution"> }[],
  books: Books,
): Set<string> {
  const credits = orders.flatMap(({ decision }) => decision.attribution.credits);
  return new Set(credits.map(({ promoter }) => bookNameOf(books, promoter)));
}

/** What each credit sold, without what was taken back of the whole. */
function salesUnder(goods: Goods, { reversed }: Worth, credits: readonly Credit[]): AmountMinor[] {
  return basesOf(goods, credits).map((base) => keptOf(base, goods.amount, reversed));
}
