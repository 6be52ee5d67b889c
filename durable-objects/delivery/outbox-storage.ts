/** The sending end: messages numbered without a gap for each receiver, kept as the log of what was posted. */
import type { RefusalCode } from "../../domain/ledger/refusal.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import type { SchemaStep } from "../object/schema-storage.ts";
import { type Columns, pack, unpack } from "./codec.ts";
import { type Message, type Numbered, RECEIVER_OF, type ReceiverClass } from "./messages.ts";

export const OUTBOX_SCHEMA: SchemaStep = [
  `CREATE TABLE pairs (
     pair INTEGER PRIMARY KEY,
     receiver_class TEXT NOT NULL,
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
     kind TEXT NOT NULL,
     order_row INTEGER,
     credit INTEGER,
     level INTEGER,
     phase TEXT,
     amount INTEGER,
     promoter INTEGER,
     at_ms INTEGER NOT NULL,
     reopens INTEGER NOT NULL DEFAULT 0,
     about TEXT,
     PRIMARY KEY (pair, seq)
   ) STRICT, WITHOUT ROWID`,
  // What receivers refused. One that was sent again, under another number, says when.
  `CREATE TABLE refused_rows (
     pair INTEGER NOT NULL,
     seq INTEGER NOT NULL,
     code TEXT NOT NULL,
     -- What a budget granted and the order's owner could not take.
     granted INTEGER CHECK (granted >= 0),
     replayed_at_ms INTEGER,
     PRIMARY KEY (pair, seq)
   ) STRICT, WITHOUT ROWID`,
];

export interface Pair {
  readonly pair: number;
  readonly receiverClass: ReceiverClass;
  readonly receiver: string;
  readonly lastSeq: number;
  readonly ackedSeq: number;
  readonly failures: number;
  readonly retryAtMs: number;
}

const PAIR_COLUMNS = `pair, receiver_class AS receiverClass, receiver, last_seq AS lastSeq, acked_seq AS ackedSeq,
  failures, retry_at_ms AS retryAtMs`;

/** Columns of a message, under the names of {@link Columns}. */
export const MESSAGE_COLUMNS = `o.kind, o.order_row AS orderRow, o.credit, o.level, o.phase, o.amount, o.promoter,
  o.at_ms AS atMs, o.reopens, o.about`;

/** Messages of one statement: they are one bound text, and a statement for each took half as long again. */
const MESSAGES_PER_STATEMENT = 1_000;
const INSERT_MESSAGES = `
  INSERT INTO outbox (pair, seq, kind, order_row, credit, level, phase, amount, promoter, at_ms, reopens, about)
  SELECT ?1, CAST(?2 AS INTEGER) + key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4,
    value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9
  FROM jsonb_each(?3)`;

function listed(message: Message): readonly (string | number | null)[] {
  const { kind, orderRow, credit, level, phase, amount, promoter, atMs, reopens, about } = pack(message);
  return [kind, orderRow, credit, level, phase, amount, promoter, atMs, reopens, about];
}

type Stored<Row> = Row & Record<string, SqlStorageValue>;

export class OutboxStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Appends messages of one class for one receiver under its next numbers. */
  append(receiver: string, messages: readonly Message[]): void {
    const [first] = messages;
    if (first === undefined) return;
    const { pair, lastSeq } = this.#sql
      .exec<{ pair: number; lastSeq: number }>(
        `INSERT INTO pairs (receiver_class, receiver, last_seq) VALUES (?, ?, ?)
         ON CONFLICT (receiver_class, receiver) DO UPDATE SET last_seq = last_seq + excluded.last_seq
         RETURNING pair, last_seq AS lastSeq`,
        RECEIVER_OF[first.type],
        receiver,
        messages.length,
      )
      .one();
    const firstSeq = lastSeq - messages.length + 1;
    for (let at = 0; at < messages.length; at += MESSAGES_PER_STATEMENT) {
      const part = messages.slice(at, at + MESSAGES_PER_STATEMENT).map(listed);
      this.#sql.exec(INSERT_MESSAGES, pair, firstSeq + at, JSON.stringify(part));
    }
  }

  pairs(): Pair[] {
    return this.#sql.exec<Stored<Pair>>(`SELECT ${PAIR_COLUMNS} FROM pairs ORDER BY pair`).toArray();
  }

  /** Pairs with messages that were not acknowledged. */
  openPairs(): Pair[] {
    return this.#sql
      .exec<Stored<Pair>>(`SELECT ${PAIR_COLUMNS} FROM pairs WHERE acked_seq < last_seq ORDER BY pair`)
      .toArray();
  }

  pair(pair: number): Pair {
    return this.#sql.exec<Stored<Pair>>(`SELECT ${PAIR_COLUMNS} FROM pairs WHERE pair = ?`, pair).one();
  }

  messagesAfter(pair: number, seq: number, limit: number): Numbered[] {
    const rows = this.#sql.exec<Stored<Columns & { readonly seq: number }>>(
      `SELECT o.seq, ${MESSAGE_COLUMNS} FROM outbox o WHERE o.pair = ? AND o.seq > ? ORDER BY o.seq LIMIT ?`,
      pair,
      seq,
      limit,
    );
    return [...rows].map((row) => ({ seq: row.seq, message: unpack(row) }));
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

  /** @param granted in minor units: what the answer granted and nobody could take. */
  markRefused(pair: number, seq: number, code: RefusalCode, granted: AmountMinor | null = null): void {
    this.#sql.exec(
      `INSERT INTO refused_rows (pair, seq, code, granted) VALUES (?, ?, ?, ?)
       ON CONFLICT (pair, seq) DO UPDATE SET code = excluded.code, granted = excluded.granted`,
      pair,
      seq,
      code,
      granted,
    );
  }
}
