/** What all wallets of a book come to, and the adjustments among them. */
import type { BookSums } from "../../../domain/ledger/trial-balance.ts";
import type { WalletAccount } from "../../../domain/ledger/wallet.ts";

const ACCOUNTS = ["pending", "held", "available", "reserved", "paid", "withheld", "debt"] as const;
const SUMS = ACCOUNTS.map((account) => `coalesce(sum(${account}), 0) AS ${account}`).join(", ");

/** Reads a row for each promoter, and one for each adjustment. */
export function bookSums(sql: SqlStorage): BookSums {
  const { promoters, ...wallets } = sql
    .exec<Record<WalletAccount | "promoters", number>>(`SELECT count(*) AS promoters, ${SUMS} FROM wallets`)
    .one();
  const { adjustments } = sql
    .exec<{ adjustments: number }>(
      `SELECT coalesce(sum(CASE kind WHEN 'bonus' THEN amount ELSE -amount END), 0) AS adjustments
       FROM adjustments`,
    )
    .one();
  return { promoters, wallets, adjustments };
}
