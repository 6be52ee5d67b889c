/** What a book says of itself when it is reconciled: numbers received, and wallets that do not fold. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";

/** Promoters folded in one call. */
const WALLETS_PER_CALL = 100;

export interface BookProgress {
  /** Later rows of the journal are not part of what is compared. */
  readonly lastRow: number;
  /** The last number received from each ledger. */
  readonly received: readonly { readonly sender: string; readonly lastSeq: number }[];
}

export class BookAuditStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  lastRow(): number {
    return this.#sql.exec<{ row: number }>("SELECT coalesce(max(row), 0) AS row FROM journal").one().row;
  }

  /** Those who have a wallet, by number after one. */
  promoters(after: PromoterRef | 0, limit: number): PromoterRef[] {
    return this.#sql
      .exec<{ promoter: PromoterRef }>(
        "SELECT promoter FROM wallets WHERE promoter > ? ORDER BY promoter LIMIT ?",
        after,
        limit,
      )
      .toArray()
      .map(({ promoter }) => promoter);
  }

  /** Promoters of a page whose wallet is not what their journal adds up to. */
  brokenWallets(after: PromoterRef | 0): {
    readonly broken: PromoterRef[];
    readonly next: PromoterRef | null;
  } {
    const promoters = this.promoters(after, WALLETS_PER_CALL);
    const broken = promoters.filter((promoter) => !this.#folds(promoter));
    return { broken, next: promoters.length < WALLETS_PER_CALL ? null : (promoters.at(-1) ?? null) };
  }

  #folds(promoter: PromoterRef): boolean {
    return (
      this.#sql
        .exec<{ holds: number }>(
          `WITH RECURSIVE chain AS (
             SELECT j.prior_row, j.debit, j.credit, j.amount
             FROM wallets w JOIN journal j ON j.row = w.last_row WHERE w.promoter = ?1
             UNION ALL
             SELECT j.prior_row, j.debit, j.credit, j.amount FROM chain c JOIN journal j ON j.row = c.prior_row
           ), moves AS (
             SELECT credit AS account, amount FROM chain UNION ALL SELECT debit, -amount FROM chain
           ), folded AS (
             SELECT sum((account = 'pending') * amount) AS pending, sum((account = 'held') * amount) AS held,
               sum((account = 'available') * amount) AS available, sum((account = 'reserved') * amount) AS reserved,
               sum((account = 'paid') * amount) AS paid, sum((account = 'withheld') * amount) AS withheld,
               -sum((account = 'debt') * amount) AS debt FROM moves
           )
           SELECT w.entries = (SELECT count(*) FROM chain) AND w.pending = f.pending AND w.held = f.held
             AND w.available = f.available AND w.reserved = f.reserved AND w.paid = f.paid
             AND w.withheld = f.withheld AND w.debt = f.debt AS holds
           FROM wallets w, folded f WHERE w.promoter = ?1`,
          promoter,
        )
        .one().holds === 1
    );
  }
}
