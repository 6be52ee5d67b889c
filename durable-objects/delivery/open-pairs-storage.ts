/**
 * Which pairs have messages that wait. Asked at every call, while an object has a pair for each other one, up to 256 of
 * each class. A life notes those that it may have opened, and reads all of them once and at each alarm.
 */
import type { Pair } from "./pair.ts";

/** Columns of a pair, under the names of {@link Pair}. */
export const PAIR_COLUMNS = `pair, receiver_class AS receiverClass, receiver, last_seq AS lastSeq, acked_seq AS ackedSeq,
  failures, retry_at_ms AS retryAtMs`;

const WAITING = `SELECT ${PAIR_COLUMNS} FROM pairs WHERE acked_seq < last_seq`;

type Stored<Row> = Row & Record<string, SqlStorageValue>;

export class OpenPairs {
  readonly #sql: SqlStorage;
  /** Never fewer than are open; null before they were read. */
  #candidates: Set<number> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Something was written to a pair, whatever becomes of the transaction. */
  note(pair: number): void {
    this.#candidates?.add(pair);
  }

  /** Reads all anew. Not within a transaction, which may be undone. */
  refresh(): void {
    const open = this.#sql.exec<Stored<Pair>>(WAITING).toArray();
    this.#candidates = new Set(open.map(({ pair }) => pair));
  }

  all(): Pair[] {
    if (this.#candidates === null) this.refresh();
    return this.#sql
      .exec<Stored<Pair>>(
        `${WAITING} AND pair IN (SELECT value FROM json_each(?)) ORDER BY pair`,
        JSON.stringify([...(this.#candidates ?? [])]),
      )
      .toArray();
  }
}
