/**
 * How far the commissions of arrived orders were brought by the ledger that they came from, by book. With these sums this
 * ledger's log says what the book says. They have no number of a pair, so that no book that is put back takes them away.
 */
import type { CommissionSums } from "../../../domain/ledger/commission-digest.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const ARRIVED_SCHEMA: SchemaStep = [
  `CREATE TABLE arrived_sums (
     pair INTEGER NOT NULL,
     commission_id TEXT NOT NULL,
     promoter INTEGER NOT NULL,
     pending INTEGER NOT NULL,
     held INTEGER NOT NULL,
     released INTEGER NOT NULL,
     PRIMARY KEY (pair, commission_id, promoter)
   ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX arrived_sums_by_commission ON arrived_sums (commission_id)",
];

export class ArrivedSumsStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  put(pair: number, { commissionId, promoter, pending, held, released }: CommissionSums): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO arrived_sums (pair, commission_id, promoter, pending, held, released)
       VALUES (?, ?, ?, ?, ?, ?)`,
      pair,
      commissionId,
      promoter,
      pending,
      held,
      released,
    );
  }
}
