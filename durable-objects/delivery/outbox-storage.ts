/** The sending end: rows numbered without a gap for each receiver, kept as the posting log. */
import type { SchemaStep } from "../object/schema-storage.ts";

export const OUTBOX_SCHEMA: SchemaStep = [
  `CREATE TABLE pairs (
     pair INTEGER PRIMARY KEY,
     receiver_class TEXT NOT NULL CHECK (receiver_class IN ('book', 'journey', 'ledger', 'tree')),
     receiver TEXT NOT NULL,
     last_seq INTEGER NOT NULL DEFAULT 0,
     acked_seq INTEGER NOT NULL DEFAULT 0 CHECK (acked_seq <= last_seq),
     failures INTEGER NOT NULL DEFAULT 0,
     retry_at_ms INTEGER NOT NULL DEFAULT 0,
     UNIQUE (receiver_class, receiver)
   ) STRICT`,
  `CREATE TABLE outbox (
     pair INTEGER NOT NULL,
     seq INTEGER NOT NULL CHECK (seq > 0),
     order_row INTEGER NOT NULL,
     credit INTEGER NOT NULL,
     level INTEGER NOT NULL,
     kind TEXT NOT NULL,
     phase TEXT NOT NULL,
     amount INTEGER NOT NULL CHECK (amount >= 0),
     promoter INTEGER NOT NULL,
     at_ms INTEGER NOT NULL,
     reopens INTEGER NOT NULL DEFAULT 0,
     refused TEXT,
     PRIMARY KEY (pair, seq)
   ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX outbox_refused ON outbox (pair, seq) WHERE refused IS NOT NULL",
];

/** The second step of an outbox: rows that are about something with an id of its own. */
export const OUTBOX_ABOUT: SchemaStep = ["ALTER TABLE outbox ADD COLUMN about TEXT"];

export type ReceiverClass = "book" | "journey" | "ledger" | "tree";

export interface Pair {
  readonly pair: number;
  readonly receiverClass: ReceiverClass;
  readonly receiver: string;
  readonly lastSeq: number;
  readonly ackedSeq: number;
  readonly failures: number;
  readonly retryAtMs: number;
}

/** A row as it is written; commission rows carry credit and level, binding rows 0 and 0. */
export interface OutboxRow {
  readonly orderRow: number;
  readonly credit: number;
  readonly level: number;
  readonly kind: string;
  readonly phase: string;
  readonly amount: number;
  readonly promoter: number;
  readonly atMs: number;
  readonly reopens: number;
  /** What the row is about where `orderRow` does not say it: the id of an order, the month of a sale. */
  readonly about?: string | null;
}

export type NumberedRow = OutboxRow & { readonly seq: number };

const PAIR_COLUMNS = `pair, receiver_class AS receiverClass, receiver, last_seq AS lastSeq, acked_seq AS ackedSeq,
  failures, retry_at_ms AS retryAtMs`;
const ROW_COLUMNS =
  "seq, order_row AS orderRow, credit, level, kind, phase, amount, promoter, at_ms AS atMs, reopens, about";

/** Rows of one statement: they are one bound text, and a statement for each took half as long again. */
const ROWS_PER_STATEMENT = 1_000;
const INSERT_ROWS = `
  INSERT INTO outbox (pair, seq, order_row, credit, level, kind, phase, amount, promoter, at_ms, reopens, about)
  SELECT ?1, CAST(?2 AS INTEGER) + key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4,
    value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9
  FROM jsonb_each(?3)`;

function columnsOf(row: OutboxRow): readonly (string | number | null)[] {
  const { orderRow, credit, level, kind, phase, amount, promoter, atMs, reopens, about } = row;
  return [orderRow, credit, level, kind, phase, amount, promoter, atMs, reopens, about ?? null];
}

export class OutboxStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Appends rows for one receiver under its next numbers. */
  append(receiverClass: ReceiverClass, receiver: string, rows: readonly OutboxRow[]): void {
    const { pair, lastSeq } = this.#sql
      .exec<{ pair: number; lastSeq: number }>(
        `INSERT INTO pairs (receiver_class, receiver, last_seq) VALUES (?, ?, ?)
         ON CONFLICT (receiver_class, receiver) DO UPDATE SET last_seq = last_seq + excluded.last_seq
         RETURNING pair, last_seq AS lastSeq`,
        receiverClass,
        receiver,
        rows.length,
      )
      .one();
    const first = lastSeq - rows.length + 1;
    for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
      const part = rows.slice(at, at + ROWS_PER_STATEMENT).map(columnsOf);
      this.#sql.exec(INSERT_ROWS, pair, first + at, JSON.stringify(part));
    }
  }

  pairs(): Pair[] {
    return this.#sql
      .exec<Pair & Record<string, SqlStorageValue>>(`SELECT ${PAIR_COLUMNS} FROM pairs ORDER BY pair`)
      .toArray();
  }

  /** Pairs with rows that were not acknowledged. */
  openPairs(): Pair[] {
    return this.#sql
      .exec<Pair & Record<string, SqlStorageValue>>(
        `SELECT ${PAIR_COLUMNS} FROM pairs WHERE acked_seq < last_seq ORDER BY pair`,
      )
      .toArray();
  }

  pair(pair: number): Pair {
    return this.#sql
      .exec<Pair & Record<string, SqlStorageValue>>(`SELECT ${PAIR_COLUMNS} FROM pairs WHERE pair = ?`, pair)
      .one();
  }

  rowsAfter(pair: number, seq: number, limit: number): NumberedRow[] {
    return this.#sql
      .exec<NumberedRow & Record<string, SqlStorageValue>>(
        `SELECT ${ROW_COLUMNS} FROM outbox WHERE pair = ? AND seq > ? ORDER BY seq LIMIT ?`,
        pair,
        seq,
        limit,
      )
      .toArray();
  }

  /** The receiver has everything up to `seq`: normally more than before, less when it was restored. */
  acknowledge(pair: number, seq: number): void {
    this.#sql.exec("UPDATE pairs SET acked_seq = ?, failures = 0, retry_at_ms = 0 WHERE pair = ?", seq, pair);
  }

  postpone(pair: number, retryAtMs: number): void {
    this.#sql.exec(
      "UPDATE pairs SET failures = failures + 1, retry_at_ms = ? WHERE pair = ?",
      retryAtMs,
      pair,
    );
  }

  markRefused(pair: number, seq: number, reason: string): void {
    this.#sql.exec("UPDATE outbox SET refused = ? WHERE pair = ? AND seq = ?", reason, pair, seq);
  }
}
