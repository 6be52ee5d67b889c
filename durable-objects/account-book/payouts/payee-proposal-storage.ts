/** Whom promoters propose to be paid: one proposal each, encrypted by the caller. It pays nobody until it is accepted. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";

// A type, not an interface: rows of a query must be assignable to a record.
export type PayeeProposal = {
  promoter: PromoterRef;
  sealed: string;
  /** The promoter's token. */
  proposedBy: string;
  proposedAtMs: number;
};

const COLUMNS = "promoter, sealed, proposed_by AS proposedBy, proposed_at_ms AS proposedAtMs";

export class PayeeProposalStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  put(promoter: PromoterRef, sealed: string, by: string, nowMs: number): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO payee_proposals (promoter, sealed, proposed_by, proposed_at_ms) VALUES (?, ?, ?, ?)",
      promoter,
      sealed,
      by,
      nowMs,
    );
  }

  of(promoter: PromoterRef): PayeeProposal | null {
    const [row] = this.#sql
      .exec<PayeeProposal>(`SELECT ${COLUMNS} FROM payee_proposals WHERE promoter = ?`, promoter)
      .toArray();
    return row ?? null;
  }

  /** Of promoters with a greater number, by number. */
  after(promoter: number, limit: number): PayeeProposal[] {
    return this.#sql
      .exec<PayeeProposal>(
        `SELECT ${COLUMNS} FROM payee_proposals WHERE promoter > ? ORDER BY promoter LIMIT ?`,
        promoter,
        limit,
      )
      .toArray();
  }

  drop(promoter: PromoterRef): void {
    this.#sql.exec("DELETE FROM payee_proposals WHERE promoter = ?", promoter);
  }
}
