/** Applies a ledger's rows to a book as one unit of work: what they concern is read once and written once. */
import type { WalletStorage } from "./wallets/wallet-storage.ts";
import { Bookkeeping } from "./wallets/bookkeeping.ts";
import type { BudgetDesk } from "./budgets/budget-desk.ts";
import type { BookRow } from "../delivery/rows.ts";
import type { UnitOfWork } from "../delivery/inbox.ts";
import { IntentDesk } from "./wallets/intent-desk.ts";
import type { UseDesk } from "./risk/use-desk.ts";
import { SalesCounting } from "./sales/sales-counting.ts";
import type { SalesStorage } from "./sales/sales-storage.ts";

/** What rows of a ledger change in a book. */
export interface BookParts {
  readonly wallets: WalletStorage;
  readonly sales: SalesStorage;
  readonly budgets: BudgetDesk;
  readonly uses: UseDesk;
}

/** Open it inside a transaction, for all the rows that will be applied. */
export function bookWork(
  { wallets, sales, budgets, uses }: BookParts,
  { sender, ledger }: { readonly sender: string; readonly ledger: string },
  rows: readonly BookRow[],
  nowMs: number,
): UnitOfWork<BookRow> {
  const books = new Bookkeeping(wallets);
  books.prepare(rows.flatMap((row) => (row.type === "intent" ? [row.promoter] : [])));
  const intents = new IntentDesk(wallets, books, sender);
  const sold = rows.filter((row) => row.type === "sales");
  const used = rows.filter((row) => row.type === "used");
  const counting = new SalesCounting(sales, sender, sold, nowMs);
  return {
    apply: (row) => {
      if (row.type === "intent") return intents.apply(row);
      if (row.type === "budget") return budgets.apply(sender, row, ledger);
      if (row.type === "used") uses.apply(row, ledger, nowMs);
      else counting.count(row);
      return null;
    },
    commit: () => {
      counting.commit();
      uses.learn(sold, used);
      return books.commit();
    },
  };
}
