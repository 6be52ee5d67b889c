/**
 * The trial balance of a program: what stands on each account of all wallets together, each on its side. What promoters are
 * owed stands against what orders and adjustments brought them, which other tables tell.
 */
import type { Account, Wallet, WalletAccount } from "./wallet.ts";

/** Sums over wallets and their adjustments, in minor units. */
export interface BookSums {
  readonly promoters: number;
  readonly wallets: Readonly<Record<WalletAccount, number>>;
  /** Bonuses less penalties; below zero where penalties are more. */
  readonly adjustments: number;
}

export interface BalanceLine {
  readonly account: Account;
  readonly debit: number;
  readonly credit: number;
}

export interface TrialBalance {
  readonly promoters: number;
  readonly lines: readonly BalanceLine[];
  readonly debit: number;
  readonly credit: number;
  /** What is left where one side is taken off the other; 0 where they agree. */
  readonly difference: number;
  /** What promoters still get, less what they owe. */
  readonly owed: number;
}

/** Balances that promoters have; a debt is theirs to pay, and stands on the other side. */
const OF_PROMOTERS = ["pending", "held", "available", "reserved", "paid", "withheld"] as const;
const STILL_OWED = ["pending", "held", "available", "reserved"] as const satisfies (keyof Wallet)[];

export function addBooks(books: readonly BookSums[]): BookSums {
  const names = [...OF_PROMOTERS, "debt"] as const;
  const total = (of: (book: BookSums) => number) => books.reduce((sum, book) => sum + of(book), 0);
  const wallets = names.map((name) => [name, total((book) => book.wallets[name])] as const);
  return {
    promoters: total(({ promoters }) => promoters),
    wallets: Object.fromEntries(wallets) as BookSums["wallets"],
    adjustments: total(({ adjustments }) => adjustments),
  };
}

/** @param commissions what orders keep of all commissions, as another than the books tells it. */
export function trialBalance(
  { promoters, wallets, adjustments }: BookSums,
  commissions: number,
): TrialBalance {
  const lines = [
    debitOf("commissions", commissions),
    debitOf("adjustments", adjustments),
    debitOf("debt", wallets.debt),
    ...OF_PROMOTERS.map((account) => ({ account, debit: 0, credit: wallets[account] })),
  ];
  const debit = lines.reduce((sum, line) => sum + line.debit, 0);
  const credit = lines.reduce((sum, line) => sum + line.credit, 0);
  const owed = STILL_OWED.reduce((sum, account) => sum + wallets[account], 0) - wallets.debt;
  return { promoters, lines, debit, credit, difference: debit - credit, owed };
}

/** A balance of the debit side; below zero it stands on the other one. */
function debitOf(account: Account, amount: number): BalanceLine {
  return { account, debit: Math.max(0, amount), credit: Math.max(0, -amount) };
}
