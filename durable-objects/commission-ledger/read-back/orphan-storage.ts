/** What books posted for orders that this ledger lost, until the order is received again or an operator gives it up. */
import type { ReadBackCommission } from "../../../domain/ledger/read-back.ts";

// A type, not an interface: rows of a query must be assignable to a record.
export type Orphan = ReadBackCommission & {
  readonly orderId: string;
  readonly credit: number;
  readonly level: number;
  readonly pair: number;
};

const COLUMNS = `order_id AS orderId, credit, level, pair, commission_id AS commissionId, promoter, pending, held, released,
  furthest`;

export class OrphanStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  put(orphan: Orphan): void {
    const { orderId, credit, level, promoter, pair, commissionId, pending, held, released, furthest } =
      orphan;
    this.#sql.exec(
      `INSERT OR REPLACE INTO orphans (order_id, credit, level, promoter, pair, commission_id, pending, held, released,
         furthest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      orderId,
      credit,
      level,
      promoter,
      pair,
      commissionId,
      pending,
      held,
      released,
      furthest,
    );
  }

  /** A book is read back as a whole: those that it has are found anew. */
  dropIn(pair: number): void {
    this.#sql.exec("DELETE FROM orphans WHERE pair = ?", pair);
  }

  hasAny(): boolean {
    return this.#sql.exec("SELECT 1 FROM orphans LIMIT 1").toArray().length > 0;
  }

  /** Takes those of an order that is received again. */
  takeOf(orderId: string): Orphan[] {
    return this.#rows(`DELETE FROM orphans WHERE order_id = ? RETURNING ${COLUMNS}`, orderId);
  }

  /** Takes those that the book of a pair has. */
  takeIn(pair: number): Orphan[] {
    return this.#rows(`DELETE FROM orphans WHERE pair = ? RETURNING ${COLUMNS}`, pair);
  }

  /** Those that wait, after an order. */
  page(afterOrderId: string, limit: number): Orphan[] {
    const after = `SELECT ${COLUMNS} FROM orphans WHERE order_id > ? ORDER BY order_id LIMIT ?`;
    return this.#rows(after, afterOrderId, limit);
  }

  #rows(query: string, ...bindings: SqlStorageValue[]): Orphan[] {
    return this.#sql.exec<Orphan & Record<string, SqlStorageValue>>(query, ...bindings).toArray();
  }
}
