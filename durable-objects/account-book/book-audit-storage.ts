/** What a book says of itself when it is reconciled: numbers received, and who has a wallet. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";

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
}
