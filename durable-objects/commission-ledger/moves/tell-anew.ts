/**
 * An order that came from a ledger which was put back since: what that one had told of it may be lost with its log. Whoever
 * has the order tells it anew. Sales are made up to what the order sold, from what the logs of all ledgers say.
 */
import { notifierName, notifyMessage } from "../../delivery/notify.ts";
import { bookNameOf, type Books } from "../../object/books.ts";
import type { Effects } from "../effects.ts";
import { tellOwnBudget } from "../order-budget.ts";
import { soldOf } from "../order-sales.ts";
import { recordedOf } from "../order-settlement.ts";
import type { DecidedOrder } from "../order-storage.ts";
import { tellUses } from "../uses/order-use.ts";
import type { OrderSale } from "./sold-storage.ts";

/** @param sold what the logs say of the order's sales. */
export function tellAnew(
  effects: Effects,
  books: Books,
  stored: DecidedOrder,
  sold: readonly OrderSale[],
  nowMs: number,
): void {
  const { row, journey, decision, binding, tallied } = stored;
  const news = { events: 0, recorded: recordedOf(stored), steps: [] };
  effects.tell(notifierName(books.home), notifyMessage({ order: news }, nowMs, row));
  for (const { promoter, month, sales } of lessOf(soldOf(stored), sold)) {
    const sale = { type: "sales", orderRow: row, promoter, month, change: sales, atMs: nowMs } as const;
    effects.tell(bookNameOf(books, promoter), sale);
  }
  if (tallied !== null) tellUses(effects, books, stored, nowMs);
  tellOwnBudget(effects, books, stored, nowMs);
  if (journey === null) return;
  effects.tell(journey, { type: "order", orderRow: row, atMs: nowMs });
  const bid = decision.binding;
  if (binding !== "made" || bid === undefined) return;
  const bound = { type: "bind", orderRow: row, promoter: bid.promoter, atMs: bid.effectiveAtMs } as const;
  effects.tell(journey, bound);
}

/** What is left of sales when others are taken off; nothing of those that are equal. */
function lessOf(all: readonly OrderSale[], less: readonly OrderSale[]): OrderSale[] {
  const sums = new Map<string, OrderSale>();
  const add = ({ promoter, month }: OrderSale, by: number) => {
    const key = `${promoter} ${month}`;
    sums.set(key, { promoter, month, sales: (sums.get(key)?.sales ?? 0) + by });
  };
  for (const one of all) add(one, one.sales);
  for (const one of less) add(one, 0 - one.sales);
  return [...sums.values()].filter(({ sales }) => sales !== 0);
}
