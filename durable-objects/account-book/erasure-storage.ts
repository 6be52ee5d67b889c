/**
 * Takes a promoter as a person out of a book: payees, networks, and texts that people wrote. Journal, wallet and payouts stay by the
 * promoter's number, so every chain verifies as before.
 */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { ERASED } from "../../domain/order/without-customer.ts";
import type { CollectedPayout } from "../../domain/payout/payout.ts";

export class BookErasureStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Runs in a transaction. A repeat changes nothing. */
  erase(promoter: PromoterRef): void {
    this.#sql.exec("DELETE FROM payees WHERE promoter = ?", promoter);
    this.#sql.exec("DELETE FROM payee_changes WHERE promoter = ?", promoter);
    this.#sql.exec("DELETE FROM payee_proposals WHERE promoter = ?", promoter);
    this.#sql.exec("DELETE FROM payee_tags WHERE promoter = ?", promoter);
    this.#sql.exec("DELETE FROM promoter_networks WHERE promoter = ?", promoter);
    this.#sql.exec("UPDATE payouts SET payee = NULL, approved_payee = NULL WHERE promoter = ?", promoter);
    this.#sql.exec("UPDATE payout_transfers SET package = NULL WHERE promoter = ?", promoter);
    for (const table of ["payouts", "adjustments"]) {
      this.#sql.exec(
        `UPDATE ${table} SET reason = ? WHERE promoter = ? AND reason IS NOT NULL`,
        ERASED,
        promoter,
      );
    }
    this.#eraseCollected(promoter);
  }

  /** A book keeps what a batch of its own has collected of any book. */
  #eraseCollected(promoter: PromoterRef): void {
    const parts = this.#sql
      .exec<{ batch: number; book: string; collected: string }>(
        "SELECT batch, book, collected FROM payout_batch_books WHERE instr(collected, ?) > 0",
        `"promoter":${promoter},`,
      )
      .toArray();
    for (const { batch, book, collected } of parts) {
      const rows = (JSON.parse(collected) as CollectedPayout[]).map((row) =>
        row.promoter === promoter
          ? { ...row, reason: row.reason === null ? null : ERASED, sealedPayee: null }
          : row,
      );
      this.#sql.exec(
        "UPDATE payout_batch_books SET collected = ? WHERE batch = ? AND book = ?",
        JSON.stringify(rows),
        batch,
        book,
      );
    }
  }
}
