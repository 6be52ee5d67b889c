/**
 * What an order costs its campaign, as its book is told: first all of it, then what refunds give back; what a voided
 * refund would bring back is asked for and waits for the answer.
 */
import { isBudgeted } from "../../domain/commission/campaign-budget.ts";
import { type AmountMinor, plus, ZERO } from "../../domain/kernel/money.ts";
import {
  answered,
  costUnder,
  followed,
  type Restoration,
  unrestored,
  wantedOf,
} from "../../domain/settlement/restoration.ts";
import type { DecidedOrder } from "./order-storage.ts";
import type { BudgetMessage } from "../delivery/messages.ts";
import { type Effects } from "./effects.ts";
import { bookNameOfSlot, type Books } from "../object/books.ts";

/**
 * Adds the rows that lead from what the campaign's book was told to the present.
 *
 * @param reversed the order's reversed amount now.
 * @param granted the book's answer to the question under way, in minor units; null without an answer.
 * @returns how far the commissions may come back; null while the book was never asked.
 */
export function tellBudget(
  effects: Effects,
  books: Books,
  stored: DecidedOrder,
  reversed: AmountMinor,
  granted: AmountMinor | null,
  nowMs: number,
): Restoration | null {
  const { decision, talliedReversed: tallied } = stored;
  const { budget, commissions } = decision;
  if (budget === undefined || !isBudgeted(decision)) return null;
  const tell = (kind: BudgetMessage["kind"], amount: AmountMinor) => {
    const book = bookNameOfSlot(books, budget.slot);
    effects.tell(book, { type: "budget", orderRow: stored.row, kind, amount, atMs: nowMs });
  };
  const order = { amount: stored.order.amount, commissions };
  const before = stored.restoration ?? unrestored(order, tallied ?? ZERO);
  const after =
    granted === null ? followed(order, before, reversed) : answered(order, before, granted, reversed);
  const [known, cost] = [plus(costUnder(order, before), granted ?? ZERO), costUnder(order, after)];
  if (tallied === null || known !== cost) tell("cost", cost);
  const wanted = wantedOf(order, after);
  if (wanted > 0 && (before.asked === null || granted !== null)) tell("respend", wanted);
  return stored.restoration === null && after.asked === null ? null : after;
}

/** What the campaign's book has been told that an order costs, beside a question under way, in minor units. */
export function budgetCostOf({ order, decision, talliedReversed, restoration }: DecidedOrder): AmountMinor {
  if (talliedReversed === null || decision.budget === undefined || !isBudgeted(decision)) return ZERO;
  const restored = { amount: order.amount, commissions: decision.commissions };
  return costUnder(restored, restoration ?? unrestored(restored, talliedReversed));
}
