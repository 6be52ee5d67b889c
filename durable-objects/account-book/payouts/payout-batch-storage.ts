/** Tables of the payout batches that one AccountBook owns. A sealed batch never changes. */
import { type AmountMinor, amountMinor } from "../../../domain/kernel/money.ts";
import type { CollectedPayout, PayoutView } from "../../../domain/payout/payout.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const PAYOUT_BATCH_SCHEMA: SchemaStep = [
  `CREATE TABLE payout_batches (
     number INTEGER PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     created_at_ms INTEGER NOT NULL,
     sealed_at_ms INTEGER
   ) STRICT`,
  // The books a batch asks; each answers once with what it collected.
  `CREATE TABLE payout_batch_books (
     batch INTEGER NOT NULL,
     book TEXT NOT NULL,
     collected TEXT CHECK (collected IS NULL OR json_valid(collected)),
     PRIMARY KEY (batch, book)
   ) STRICT, WITHOUT ROWID`,
];

export interface StoredBatch {
  readonly number: number;
  readonly createdAtMs: number;
  readonly sealedAtMs: number | null;
  /** Of a sealed batch; null before, and of one that was sealed before they were kept. */
  readonly payouts: number | null;
  readonly net: AmountMinor | null;
  /** Whose money pays payees in WeChat; null: the file pays all. */
  readonly merchantId: string | null;
}

const COLUMNS =
  "number, created_at_ms AS createdAtMs, sealed_at_ms AS sealedAtMs, payouts, net, merchant_id AS merchantId";

export class PayoutBatchStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A batch per key; a repeat answers the one that stands. */
  open(
    key: string,
    books: readonly string[],
    { merchantId, nowMs }: { readonly merchantId: string | null; readonly nowMs: number },
  ): { created: boolean; number: number } | "conflict" {
    const [known] = this.#sql
      .exec<{ number: number; isPaid: number }>(
        "SELECT number, merchant_id IS NOT NULL AS isPaid FROM payout_batches WHERE key = ?",
        key,
      )
      .toArray();
    if (known !== undefined) {
      return known.isPaid === Number(merchantId !== null)
        ? { created: false, number: known.number }
        : "conflict";
    }
    const { number } = this.#sql
      .exec<{ number: number }>(
        "INSERT INTO payout_batches (key, created_at_ms, merchant_id) VALUES (?, ?, ?) RETURNING number",
        key,
        nowMs,
        merchantId,
      )
      .one();
    for (const book of books) {
      this.#sql.exec("INSERT INTO payout_batch_books (batch, book) VALUES (?, ?)", number, book);
    }
    return { created: true, number };
  }

  /** The batch that a key has opened. */
  under(key: string): number | null {
    const [known] = this.#sql
      .exec<{ number: number }>("SELECT number FROM payout_batches WHERE key = ?", key)
      .toArray();
    return known?.number ?? null;
  }

  find(number: number): StoredBatch | null {
    const [batch] = this.#sql
      .exec<StoredBatch & Record<string, SqlStorageValue>>(
        `SELECT ${COLUMNS} FROM payout_batches WHERE number = ?`,
        number,
      )
      .toArray();
    return batch ?? null;
  }

  /**
   * Batches with a number below `before`, newest first.
   *
   * @param isSealed null: all. Those that are not are few: each is sealed as soon as every book has answered.
   */
  newestFirst(before: number, limit: number, isSealed: boolean | null): StoredBatch[] {
    return this.#sql
      .exec<StoredBatch & Record<string, SqlStorageValue>>(
        `SELECT ${COLUMNS} FROM payout_batches
         WHERE number < ?1 AND (?3 IS NULL OR (sealed_at_ms IS NOT NULL) = ?3) ORDER BY number DESC LIMIT ?2`,
        before,
        limit,
        isSealed === null ? null : Number(isSealed),
      )
      .toArray();
  }

  unsealed(): number[] {
    return this.#sql
      .exec<{ number: number }>(
        "SELECT number FROM payout_batches WHERE sealed_at_ms IS NULL ORDER BY number",
      )
      .toArray()
      .map((batch) => batch.number);
  }

  /** Books that have not answered yet. */
  silentBooks(number: number): string[] {
    return this.#sql
      .exec<{ book: string }>(
        "SELECT book FROM payout_batch_books WHERE batch = ? AND collected IS NULL ORDER BY book",
        number,
      )
      .toArray()
      .map((row) => row.book);
  }

  /** Keeps a book's answer; another answer of the same book changes nothing. */
  answered(number: number, book: string, collected: readonly CollectedPayout[]): void {
    this.#sql.exec(
      "UPDATE payout_batch_books SET collected = ? WHERE batch = ? AND book = ? AND collected IS NULL",
      JSON.stringify(collected),
      number,
      book,
    );
  }

  seal(number: number, nowMs: number): void {
    const rows = this.rows(number);
    this.#sql.exec(
      "UPDATE payout_batches SET sealed_at_ms = ?, payouts = ?, net = ? WHERE number = ? AND sealed_at_ms IS NULL",
      nowMs,
      rows.length,
      PayoutBatchStorage.netOf(rows),
      number,
    );
  }

  /** What the books have collected, as it was then, in a fixed sequence. */
  rows(number: number): CollectedPayout[] {
    return this.#sql
      .exec<{ collected: string }>(
        "SELECT collected FROM payout_batch_books WHERE batch = ? AND collected IS NOT NULL ORDER BY book",
        number,
      )
      .toArray()
      .flatMap((row) => JSON.parse(row.collected) as CollectedPayout[]);
  }

  /** Sum of the net amounts of the collected payouts, in minor units. */
  static netOf(rows: readonly PayoutView[]): AmountMinor {
    return amountMinor(rows.reduce((sum, row) => sum + row.net, 0));
  }
}
