/**
 * What an order counts for, beside commissions: its promoters' sales and its campaign's spending. Told as
 * differences to what was told before, so that a repeat or a late event never counts twice.
 */
import { costOf } from "../domain/commission/campaign.ts";
import { basesOf } from "../domain/commission/credit-split.ts";
import { keptOf } from "../domain/commission/kept.ts";
import { type AmountMinor, sumOf, ZERO } from "../domain/kernel/money.ts";
import type { DecidedOrder } from "./commission-ledger-storage.ts";
import { bookNameOf, bookNameOfSlot, type Books, type Effects } from "./effects.ts";
import type { OutboxRow } from "./outbox-storage.ts";

/**
 * Adds the rows that lead from what was told to the present.
 *
 * @param told the reversed amount of the order when it was last told; null when nothing was told.
 * @returns the same for the next time. An order that nobody earned has told nothing: it may be credited later.
 */
export function tellTallies(
  effects: Effects,
  books: Books,
  stored: DecidedOrder,
  reversed: AmountMinor,
  nowMs: number,
): AmountMinor | null {
  const { decision, talliedReversed: told } = stored;
  if (decision.risk.verdict === "block" || decision.attribution.credits.length === 0) return told;
  if (told === reversed) return told;
  const blank = { orderRow: stored.row, credit: 0, level: 0, promoter: 0, unparks: 0, atMs: nowMs };
  tellSales(effects, books, stored, reversed, blank);
  tellBudget(effects, books, stored, reversed, blank);
  return reversed;
}

type Blank = Omit<OutboxRow, "kind" | "phase" | "amount">;

function tellSales(
  effects: Effects,
  books: Books,
  { order, decision, talliedReversed: told }: DecidedOrder,
  reversed: AmountMinor,
  blank: Blank,
): void {
  const { credits } = decision.attribution;
  const bases = basesOf(order, credits);
  credits.forEach(({ promoter }, credit) => {
    const base = bases[credit] ?? ZERO;
    const before = told === null ? 0 : keptOf(base, order.amount, told);
    const change = keptOf(base, order.amount, reversed) - before;
    if (change === 0) return;
    effects.add("book", bookNameOf(books, promoter), {
      ...blank,
      credit,
      promoter,
      kind: "sales",
      // Where it is counted.
      about: decision.terms.month,
      phase: change > 0 ? "added" : "taken",
      amount: Math.abs(change),
    });
  });
}

/** The campaign spends what the commissions keep: first all of it, then what refunds took back. */
function tellBudget(
  effects: Effects,
  books: Books,
  { order, decision, talliedReversed: told }: DecidedOrder,
  reversed: AmountMinor,
  blank: Blank,
): void {
  const { budget, commissions } = decision;
  if (budget === undefined || budget.reservation === 0) return;
  const book = bookNameOfSlot(books, budget.slot);
  const keptAt = (taken: AmountMinor) =>
    sumOf(commissions.map((one) => keptOf(one.amount, order.amount, taken)));
  const tell = (kind: "spend" | "unspend" | "respend", amount: number) => {
    effects.add("book", book, { ...blank, kind, phase: "pending", amount });
  };
  if (told === null) tell("spend", costOf(decision));
  const change = keptAt(reversed) - keptAt(told ?? ZERO);
  if (change !== 0) tell(change > 0 ? "respend" : "unspend", Math.abs(change));
}
