/**
 * Payouts of all promoters of a book by state and time, so that a page of them reads what it shows. Triggers keep the list:
 * there is no way to change a payout's state and not its place.
 */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { PayoutState, PayoutView } from "../../../domain/payout/payout.ts";
import type { Backfill } from "../../object/backfill-storage.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";
import { PAYOUT_COLUMNS, type PayoutRow, payoutView } from "./payout-storage.ts";

export const PAYOUT_LIST_SCHEMA: SchemaStep = [
  `CREATE TABLE payouts_by_state (
     state TEXT NOT NULL,
     requested_at_ms INTEGER NOT NULL,
     promoter INTEGER NOT NULL,
     number INTEGER NOT NULL,
     PRIMARY KEY (state, requested_at_ms, promoter, number)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TRIGGER payouts_listed AFTER INSERT ON payouts BEGIN
     INSERT OR IGNORE INTO payouts_by_state (state, requested_at_ms, promoter, number)
     VALUES (new.state, new.requested_at_ms, new.promoter, new.number); END`,
  `CREATE TRIGGER payouts_moved AFTER UPDATE OF state ON payouts BEGIN
     DELETE FROM payouts_by_state WHERE state = old.state AND requested_at_ms = old.requested_at_ms
       AND promoter = old.promoter AND number = old.number; INSERT OR IGNORE INTO payouts_by_state (state, requested_at_ms, promoter, number)
     VALUES (new.state, new.requested_at_ms, new.promoter, new.number); END`,
  // Whom a promoter would like to be paid, encrypted by the caller, until somebody of the merchant accepts or refuses.
  `CREATE TABLE payee_proposals (
     promoter INTEGER PRIMARY KEY,
     sealed TEXT NOT NULL,
     proposed_by TEXT NOT NULL,
     proposed_at_ms INTEGER NOT NULL
   ) STRICT`,
  // Of a sealed batch, so that a list of batches reads none of their payouts.
  "ALTER TABLE payout_batches ADD COLUMN payouts INTEGER",
  "ALTER TABLE payout_batches ADD COLUMN net INTEGER",
];

const PART = 500;

/** Lists the payouts that were there before the list. */
export const LIST_PAYOUTS: Backfill = {
  name: "payouts_by_state",
  part(sql, after) {
    const [{ last } = { last: null }] = sql
      .exec<{ last: number | null }>(
        "SELECT max(rowid) AS last FROM (SELECT rowid FROM payouts WHERE rowid > ? ORDER BY rowid LIMIT ?)",
        after,
        PART,
      )
      .toArray();
    if (last === null) return null;
    sql.exec(
      `INSERT OR IGNORE INTO payouts_by_state (state, requested_at_ms, promoter, number)
       SELECT state, requested_at_ms, promoter, number FROM payouts WHERE rowid > ? AND rowid <= ?`,
      after,
      last,
    );
    return last;
  },
};

/** The last payout of a page, over all books. */
export interface PayoutPlace {
  readonly requestedAtMs: number;
  readonly promoter: PromoterRef;
  readonly number: number;
}

export class PayoutListStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Payouts in one state that were requested before the last of a page (null: all), newest first. */
  newestFirst(state: PayoutState, before: PayoutPlace | null, limit: number): PayoutView[] {
    return this.#sql
      .exec<PayoutRow>(
        `SELECT ${PAYOUT_COLUMNS} FROM (
           SELECT promoter AS listed, number AS place FROM payouts_by_state
           WHERE state = ? AND (requested_at_ms, promoter, number) < (?, ?, ?)
           ORDER BY requested_at_ms DESC, promoter DESC, number DESC LIMIT ?)
         CROSS JOIN payouts ON promoter = listed AND number = place`,
        state,
        before?.requestedAtMs ?? Number.MAX_SAFE_INTEGER,
        before?.promoter ?? 0,
        before?.number ?? 0,
        limit,
      )
      .toArray()
      .map(payoutView);
  }
}
