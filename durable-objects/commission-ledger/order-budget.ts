/**
 * What an order costs its campaign, as its book is told: first all of it, then what refunds give back. What a voided
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
import { plannedOrderOf } from "../../domain/settlement/order-view.ts";
import type { Worth } from "../../domain/order/worth.ts";
import type { DecidedOrder } from "./order-storage.ts";
import type { BudgetMessage } from "../delivery/messages.ts";
import { type Effects } from "./effects.ts";
import { bookNameOfSlot, type Books } from "../object/books.ts";

/** The worth of an order that nothing has happened to. */
const UNTOUCHED: Worth = { reversed: ZERO };

/** What an order's fold is to know of its campaign's budget. */
export interface BudgetNews {
  /** The book's answer to the question under way, in minor units; null without an answer. */
  readonly granted?: AmountMinor | null;
  /** The order costs its campaign something since now: the book has heard nothing of it. */
  readonly opensBudget?: boolean;
}

/**
 * Adds the rows that lead from what the campaign's book was told to the present.
 *
 * @param worth of the order now.
 * @returns how far the commissions may come back; null while the book was never asked.
 */
export function tellBudget(
  effects: Effects,
  books: Books,
  stored: DecidedOrder,
  worth: Worth,
  { granted = null, opensBudget = false }: BudgetNews,
  nowMs: number,
): Restoration | null {
  const { decision, tallied } = stored;
  const { budget } = decision;
  if (budget === undefined || !isBudgeted(decision)) return null;
  const tell = (kind: BudgetMessage["kind"], amount: AmountMinor) => {
    const book = bookNameOfSlot(books, budget.slot);
    effects.tell(book, { type: "budget", orderRow: stored.row, kind, amount, atMs: nowMs });
  };
  const order = plannedOrderOf(stored.order, decision);
  const before = stored.restoration ?? unrestored(order, tallied ?? UNTOUCHED);
  const after = granted === null ? followed(order, before, worth) : answered(order, before, granted, worth);
  const [known, cost] = [plus(costUnder(order, before), granted ?? ZERO), costUnder(order, after)];
  // A book that was not asked hears of the order with the first unit that it costs.
  const opens = (tallied === null || opensBudget) && (budget.reservation > 0 || cost > 0);
  if (opens || known !== cost) tell("cost", cost);
  const wanted = wantedOf(order, after);
  if (wanted > 0 && (before.asked === null || granted !== null)) tell("respend", wanted);
  return stored.restoration === null && after.asked === null ? null : after;
}

/** Says what an order costs its campaign: nothing, where that had no room for it. */
export function tellOwnBudget(
  effects: Pick<Effects, "tell">,
  books: Books,
  stored: DecidedOrder,
  atMs: number,
): void {
  const { decision, tallied } = stored;
  if (decision.budget === undefined || tallied === null) return;
  tellBudgetAnew(effects, bookNameOfSlot(books, decision.budget.slot), stored, atMs);
}

/** Says again what an order costs its campaign, and asks again where a question was under way. */
export function tellBudgetAnew(
  effects: Pick<Effects, "tell">,
  book: string,
  stored: DecidedOrder,
  atMs: number,
): void {
  const { row: orderRow, order, decision, restoration } = stored;
  effects.tell(book, { type: "budget", orderRow, kind: "cost", amount: budgetCostOf(stored), atMs });
  if (restoration === null || restoration.asked === null) return;
  const amount = wantedOf(plannedOrderOf(order, decision), restoration);
  effects.tell(book, { type: "budget", orderRow, kind: "respend", amount, atMs });
}

/** What the campaign's book has been told that an order costs, beside a question under way, in minor units. */
export function budgetCostOf({ order, decision, tallied, restoration }: DecidedOrder): AmountMinor {
  if (tallied === null || decision.budget === undefined || !isBudgeted(decision)) return ZERO;
  const planned = plannedOrderOf(order, decision);
  return costUnder(planned, restoration ?? unrestored(planned, tallied));
}
