/**
 * What a book has of a ledger, read back after one of them was put to an earlier moment. The sums of its journal beside
 * those of the ledger's own log, by commission. What the log lacks and the book has; and commissions of lost orders.
 */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { PostedSums, ReadBackCommission } from "../../../domain/ledger/read-back.ts";
import type { Phase } from "../../../domain/order/order-state.ts";
import type { Month } from "../../../domain/program/month.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const READ_BACK_SCHEMA: SchemaStep = [
  // Filled while a pair is read back, and emptied when it goes on.
  `CREATE TABLE read_back (
     commission_id TEXT NOT NULL,
     promoter INTEGER NOT NULL,
     pending INTEGER NOT NULL DEFAULT 0,
     held INTEGER NOT NULL DEFAULT 0,
     released INTEGER NOT NULL DEFAULT 0,
     furthest INTEGER NOT NULL DEFAULT -1,
     own_pending INTEGER NOT NULL DEFAULT 0,
     own_held INTEGER NOT NULL DEFAULT 0,
     own_released INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (commission_id, promoter)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE read_back_sales (
     promoter INTEGER NOT NULL,
     month TEXT NOT NULL,
     sales INTEGER NOT NULL,
     PRIMARY KEY (promoter, month)
   ) STRICT, WITHOUT ROWID`,
  // What the book has by rows that left this log, as differences: with them the log says what the book says.
  `CREATE TABLE adopted (
     pair INTEGER NOT NULL,
     seq INTEGER NOT NULL,
     commission_id TEXT NOT NULL,
     promoter INTEGER NOT NULL,
     pending INTEGER NOT NULL,
     held INTEGER NOT NULL,
     released INTEGER NOT NULL,
     PRIMARY KEY (pair, seq, commission_id, promoter)
   ) STRICT, WITHOUT ROWID`,
  // Posted for orders that this ledger does not know: they wait for the order to be told again.
  `CREATE TABLE orphans (
     order_id TEXT NOT NULL,
     credit INTEGER NOT NULL,
     level INTEGER NOT NULL,
     promoter INTEGER NOT NULL,
     pair INTEGER NOT NULL,
     commission_id TEXT NOT NULL,
     pending INTEGER NOT NULL,
     held INTEGER NOT NULL,
     released INTEGER NOT NULL,
     furthest INTEGER NOT NULL,
     PRIMARY KEY (order_id, credit, level, promoter)
   ) STRICT, WITHOUT ROWID`,
];

// Types, not interfaces: rows of a query must be assignable to a record.
export type ComparedCommission = ReadBackCommission & {
  readonly ownPending: number;
  readonly ownHeld: number;
  readonly ownReleased: number;
};

export type MonthSum = { readonly promoter: PromoterRef; readonly month: Month; readonly sales: number };

const SUMS = "promoter, pending, held, released, furthest";

export class ReadBackStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Begins anew. */
  clear(): void {
    this.#sql.exec("DELETE FROM read_back");
    this.#sql.exec("DELETE FROM read_back_sales");
  }

  /** Adds what the book posted. */
  addBooked(commissions: readonly ReadBackCommission[]): void {
    this.#sql.exec(
      `INSERT INTO read_back (commission_id, ${SUMS})
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM jsonb_each(?) WHERE true
       ON CONFLICT (commission_id, promoter) DO UPDATE SET pending = pending + excluded.pending,
         held = held + excluded.held, released = released + excluded.released,
         furthest = max(furthest, excluded.furthest)`,
      JSON.stringify(
        commissions.map(({ commissionId, promoter, pending, held, released, furthest }) => [
          commissionId,
          promoter,
          pending,
          held,
          released,
          furthest,
        ]),
      ),
    );
  }

  /** Adds what the own log says. */
  addOwn(sums: readonly (PostedSums & { readonly commissionId: string })[]): void {
    this.#sql.exec(
      `INSERT INTO read_back (commission_id, promoter, own_pending, own_held, own_released)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM jsonb_each(?) WHERE true
       ON CONFLICT (commission_id, promoter) DO UPDATE SET own_pending = own_pending + excluded.own_pending,
         own_held = own_held + excluded.own_held, own_released = own_released + excluded.own_released`,
      JSON.stringify(
        sums.map(({ commissionId, promoter, pending, held, released }) => [
          commissionId,
          promoter,
          pending,
          held,
          released,
        ]),
      ),
    );
  }

  /** Adds sales, those of the own log above 0 and those of the book below. */
  addSales(sums: readonly MonthSum[]): void {
    this.#sql.exec(
      `INSERT INTO read_back_sales (promoter, month, sales)
       SELECT value ->> 0, value ->> 1, value ->> 2 FROM jsonb_each(?) WHERE true
       ON CONFLICT (promoter, month) DO UPDATE SET sales = sales + excluded.sales`,
      JSON.stringify(sums.map(({ promoter, month, sales }) => [promoter, month, sales])),
    );
  }

  /** Sales that the book must still be told to have what the log says. */
  missingSales(): MonthSum[] {
    return this.#sql
      .exec<MonthSum & Record<string, SqlStorageValue>>(
        "SELECT promoter, month, sales FROM read_back_sales WHERE sales <> 0 ORDER BY promoter, month",
      )
      .toArray();
  }

  /** Commissions of which book and log say different things. */
  differing(): ComparedCommission[] {
    return this.#compared("pending <> own_pending OR held <> own_held OR released <> own_released");
  }

  find(commissionId: string, promoter: PromoterRef): ComparedCommission | null {
    return this.#compared("commission_id = ? AND promoter = ?", commissionId, promoter)[0] ?? null;
  }

  /** A commission leaves a place: the book will say that nothing of it is there. */
  empty(commissionId: string, promoter: PromoterRef, phase: Phase): void {
    this.#sql.exec(
      `UPDATE read_back SET ${phase} = 0 WHERE commission_id = ? AND promoter = ?`,
      commissionId,
      promoter,
    );
  }

  adopt(pair: number, seq: number, { commissionId, promoter, pending, held, released }: Adopted): void {
    this.#sql.exec(
      `INSERT INTO adopted (pair, seq, commission_id, promoter, pending, held, released)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET pending = pending + excluded.pending,
         held = held + excluded.held, released = released + excluded.released`,
      pair,
      seq,
      commissionId,
      promoter,
      pending,
      held,
      released,
    );
  }

  /**
   * The book was put back to before what was adopted: it has that no more.
   *
   * @returns the commissions of which it was.
   */
  dropAdopted(pair: number, afterSeq: number): Pick<Adopted, "commissionId" | "promoter">[] {
    return this.#sql
      .exec<Pick<Adopted, "commissionId" | "promoter"> & Record<string, SqlStorageValue>>(
        "DELETE FROM adopted WHERE pair = ? AND seq > ? RETURNING commission_id AS commissionId, promoter",
        pair,
        afterSeq,
      )
      .toArray();
  }

  #compared(where: string, ...bindings: SqlStorageValue[]): ComparedCommission[] {
    return this.#sql
      .exec<ComparedCommission & Record<string, SqlStorageValue>>(
        `SELECT commission_id AS commissionId, ${SUMS}, own_pending AS ownPending, own_held AS ownHeld,
           own_released AS ownReleased FROM read_back WHERE ${where} ORDER BY commission_id, promoter`,
        ...bindings,
      )
      .toArray();
  }
}

type Adopted = Pick<ReadBackCommission, "commissionId" | "promoter" | "pending" | "held" | "released">;
