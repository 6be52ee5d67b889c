/** The receiving end of numbered rows: each sender's last number, so that a row takes effect once and in turn. */
import { LOG_START, type LogMark } from "./lives.ts";
import type { RefusalCode } from "../../domain/ledger/refusal.ts";
import type { SchemaStep } from "../object/schema-storage.ts";
import type { RowRefusal } from "./rows.ts";

export const INBOX_SCHEMA: SchemaStep = [
  `CREATE TABLE senders (
     sender TEXT PRIMARY KEY,
     last_seq INTEGER NOT NULL CHECK (last_seq > 0),
     -- The life of the sender that issued it.
     life TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,
  // A refusal is kept, so that a sender which lost the answer hears the same again.
  `CREATE TABLE refusals (
     sender TEXT NOT NULL,
     seq INTEGER NOT NULL,
     code TEXT NOT NULL,
     PRIMARY KEY (sender, seq)
   ) STRICT, WITHOUT ROWID`,
];

export class InboxStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  last(sender: string): LogMark {
    const [row] = this.#sql
      .exec<{ seq: number; life: string }>(
        "SELECT last_seq AS seq, life FROM senders WHERE sender = ?",
        sender,
      )
      .toArray();
    return row ?? LOG_START;
  }

  setLast(sender: string, { seq, life }: LogMark): void {
    this.#sql.exec(
      `INSERT INTO senders (sender, last_seq, life) VALUES (?, ?, ?)
       ON CONFLICT (sender) DO UPDATE SET last_seq = excluded.last_seq, life = excluded.life`,
      sender,
      seq,
      life,
    );
  }

  refuse(sender: string, refused: RowRefusal): void {
    this.#sql.exec(
      "INSERT INTO refusals (sender, seq, code) VALUES (?, ?, ?)",
      sender,
      refused.seq,
      refused.code,
    );
  }

  refusalsBetween(sender: string, first: number, last: number): RowRefusal[] {
    return this.#sql
      .exec<{ seq: number; code: RefusalCode }>(
        "SELECT seq, code FROM refusals WHERE sender = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        sender,
        first,
        last,
      )
      .toArray();
  }

  senders(): { sender: string; lastSeq: number }[] {
    return this.#sql
      .exec<{ sender: string; lastSeq: number }>(
        "SELECT sender, last_seq AS lastSeq FROM senders ORDER BY sender",
      )
      .toArray();
  }
}
