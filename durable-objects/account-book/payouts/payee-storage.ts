/** Who receives payouts, encrypted by the caller: as it stands, every one that stood before, and who set each. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";

/** A payee that was set, encrypted. */
export interface PayeeChange {
  readonly number: number;
  readonly sealed: string;
  readonly changedBy: string | null;
  readonly changedAtMs: number;
}

export class PayeeStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  payee(promoter: PromoterRef): string | null {
    return this.#present(promoter)?.sealed ?? null;
  }

  /** Whether this credential changed the payee, and nobody else has approved a payout to it since. */
  isUnconfirmedOf(promoter: PromoterRef, credential: string | null): boolean {
    return credential !== null && this.#present(promoter)?.unconfirmedBy === credential;
  }

  /** Somebody else has approved a payout to the payee that stands. */
  confirm(promoter: PromoterRef): void {
    this.#sql.exec("UPDATE payees SET unconfirmed_by = NULL WHERE promoter = ?", promoter);
  }

  /**
   * Sets the payee and keeps the one before. The first payee changes nobody's, unless a payout waits
   * for an approval or for its batch.
   *
   * @param by the credential; null where it is not known.
   */
  set(promoter: PromoterRef, sealed: string, by: string | null, nowMs: number): void {
    const before = this.#present(promoter);
    if (before !== null && this.#newest(promoter) === 0)
      this.#note(promoter, before.sealed, null, before.atMs);
    this.#sql.exec(
      "INSERT OR REPLACE INTO payees (promoter, sealed, updated_at_ms, unconfirmed_by) VALUES (?, ?, ?, ?)",
      promoter,
      sealed,
      nowMs,
      before === null && !this.#isPayoutUnderWay(promoter) ? null : by,
    );
    // It was given to another payee.
    this.#sql.exec(
      "UPDATE payouts SET first_approved_by = NULL, first_approved_at_ms = NULL WHERE promoter = ? AND state = 'requested'",
      promoter,
    );
    this.#note(promoter, sealed, by, nowMs);
  }

  /** Payees with a number below `before`, newest first. */
  changes(promoter: PromoterRef, before: number, limit: number): PayeeChange[] {
    return this.#sql
      .exec<PayeeChange & Record<string, SqlStorageValue>>(
        `SELECT number, sealed, changed_by AS changedBy, changed_at_ms AS changedAtMs FROM payee_changes
         WHERE promoter = ? AND number < ? ORDER BY number DESC LIMIT ?`,
        promoter,
        before,
        limit,
      )
      .toArray();
  }

  /** Whether there are payees that others replaced before a time. */
  hasReplaced(beforeMs: number): boolean {
    const { sql, bindings } = replacedBefore(beforeMs);
    return (
      this.#sql.exec(`SELECT 1 FROM payee_changes WHERE ${sql} LIMIT 1`, ...bindings).toArray().length > 0
    );
  }

  /**
   * Forgets those. The one that stands is kept, and with it who changed it, so that whoever may not approve is refused
   * however long a payout waits.
   */
  forgetReplaced(beforeMs: number): void {
    const { sql, bindings } = replacedBefore(beforeMs);
    this.#sql.exec(`DELETE FROM payee_changes WHERE ${sql}`, ...bindings);
  }

  #present(promoter: PromoterRef): { sealed: string; unconfirmedBy: string | null; atMs: number } | null {
    const [row] = this.#sql
      .exec<{ sealed: string; unconfirmedBy: string | null; atMs: number }>(
        "SELECT sealed, unconfirmed_by AS unconfirmedBy, updated_at_ms AS atMs FROM payees WHERE promoter = ?",
        promoter,
      )
      .toArray();
    return row ?? null;
  }

  #isPayoutUnderWay(promoter: PromoterRef): boolean {
    return (
      this.#sql
        .exec(
          "SELECT 1 FROM payouts WHERE promoter = ? AND is_open = 1 AND state IN ('requested', 'approved')",
          promoter,
        )
        .toArray().length > 0
    );
  }

  #newest(promoter: PromoterRef): number {
    return this.#sql
      .exec<{ newest: number }>(
        "SELECT coalesce(max(number), 0) AS newest FROM payee_changes WHERE promoter = ?",
        promoter,
      )
      .one().newest;
  }

  #note(promoter: PromoterRef, sealed: string, by: string | null, atMs: number): void {
    this.#sql.exec(
      "INSERT INTO payee_changes (promoter, number, sealed, changed_by, changed_at_ms) VALUES (?, ?, ?, ?, ?)",
      promoter,
      this.#newest(promoter) + 1,
      sealed,
      by,
      atMs,
    );
  }
}

function replacedBefore(beforeMs: number): { readonly sql: string; readonly bindings: readonly number[] } {
  const sql = `EXISTS (SELECT 1 FROM payee_changes AS newer WHERE newer.promoter = payee_changes.promoter
    AND newer.number > payee_changes.number AND newer.changed_at_ms < ?)`;
  return { sql, bindings: [beforeMs] };
}
