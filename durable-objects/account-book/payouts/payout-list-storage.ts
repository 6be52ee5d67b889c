/**
 * Payouts of all promoters of a book by state and time, so that a page of them reads what it shows. Triggers keep the list:
 * there is no way to change a payout's state and not its place.
 */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { PayoutState, PayoutView } from "../../../domain/payout/payout.ts";
import { fillFrom } from "../../object/backfill-storage.ts";
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

/** Lists the payouts that were there before the list. */
export const LIST_PAYOUTS = fillFrom(
  "payouts_by_state",
  { table: "payouts", key: "rowid" },
  `INSERT OR IGNORE INTO payouts_by_state (state, requested_at_ms, promoter, number)
   SELECT state, requested_at_ms, promoter, number FROM payouts WHERE rowid > ? AND rowid <= ?`,
);

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

  /** What was paid out, net, in a span of time, by promoter or by the quarter hour in which it was. */
  paidOut(fromMs: number, toMs: number, by: PaidBy, to: number | null): PaidSum[] {
    return this.#sql
      .exec<PaidSum & Record<string, SqlStorageValue>>(
        `SELECT ${PAID_KEYS[by]} AS key, sum(gross - withheld) AS net FROM (
           SELECT promoter AS listed, number AS place FROM payouts_by_state
           WHERE state = 'paid' AND requested_at_ms < ?2 AND (?3 IS NULL OR promoter = ?3))
         CROSS JOIN payouts ON promoter = listed AND number = place
         WHERE updated_at_ms >= ?1 AND updated_at_ms < ?2 GROUP BY 1 ORDER BY 1`,
        fromMs,
        toMs,
        to,
      )
      .toArray();
  }
}

export type PaidBy = "promoter" | "quarter";

const PAID_KEYS: Readonly<Record<PaidBy, string>> = {
  promoter: "promoter",
  quarter: "updated_at_ms - updated_at_ms % 900000",
};

/** What was paid out to a promoter, or in the quarter hour that begins then. */
export interface PaidSum {
  readonly key: number;
  /** In minor units. */
  readonly net: number;
}
