/** The sending end: messages numbered without a gap for each receiver, kept as the log of what was posted. */
import type { Pair } from "./pair.ts";
import { OpenPairs, PAIR_COLUMNS } from "./open-pairs-storage.ts";
import { type Columns, isKind, unpack } from "./codec.ts";
import {
  INSERT_MESSAGES,
  listed,
  MESSAGE_COLUMNS,
  MESSAGES_PER_STATEMENT,
} from "./message-columns-storage.ts";
import { type LifeSpan, type LogMark, nameLife } from "./lives.ts";
import { type Message, type Numbered, RECEIVER_OF, type ReceiverClass } from "./messages.ts";
import { RefusedRowsStorage } from "./refused-rows-storage.ts";

type Stored<Row> = Row & Record<string, SqlStorageValue>;

export class OutboxStorage {
  readonly #sql: SqlStorage;
  readonly #open: OpenPairs;
  /** Those of its rows that receivers refused. */
  readonly refused: RefusedRowsStorage;
  #life: string;

  /** @param life the name by which this object numbers rows until a pair has to go on elsewhere. */
  constructor(sql: SqlStorage, life: string) {
    this.#sql = sql;
    this.#open = new OpenPairs(sql);
    this.refused = new RefusedRowsStorage(sql);
    this.#life = life;
  }

  /** Appends messages of one class for one receiver under its next numbers. */
  append(receiver: string, messages: readonly Message[]): void {
    const [first] = messages;
    if (first === undefined) return;
    const { pair, lastSeq } = this.#extend(RECEIVER_OF[first.type], receiver, messages.length);
    for (let at = 0; at < messages.length; at += MESSAGES_PER_STATEMENT) {
      const part = messages.slice(at, at + MESSAGES_PER_STATEMENT).map(listed);
      this.#sql.exec(INSERT_MESSAGES, pair, lastSeq + 1 + at, JSON.stringify(part));
    }
  }

  /** Begins pairs that are not known, with nothing told: their receivers can be asked what they have. */
  open(receiverClass: ReceiverClass, receivers: readonly string[]): void {
    this.#sql.exec(
      `INSERT OR IGNORE INTO pairs (receiver_class, receiver, last_seq, life)
       SELECT ?, value, 0, '' FROM json_each(?)`,
      receiverClass,
      JSON.stringify(receivers),
    );
  }

  /** The number of a pair, which is begun where it is not known. */
  pairWith(receiverClass: ReceiverClass, receiver: string): number {
    this.open(receiverClass, [receiver]);
    return this.#sql
      .exec<{ pair: number }>(
        "SELECT pair FROM pairs WHERE receiver_class = ? AND receiver = ?",
        receiverClass,
        receiver,
      )
      .one().pair;
  }

  /** Takes the next numbers of a pair for the present life. @returns the last number before them. */
  #extend(
    receiverClass: ReceiverClass,
    receiver: string,
    count: number,
  ): { readonly pair: number; readonly lastSeq: number } {
    const [known] = this.#sql
      .exec<{ pair: number; lastSeq: number; life: string }>(
        "SELECT pair, last_seq AS lastSeq, life FROM pairs WHERE receiver_class = ? AND receiver = ?",
        receiverClass,
        receiver,
      )
      .toArray();
    if (known === undefined) {
      const { pair } = this.#sql
        .exec<{ pair: number }>(
          "INSERT INTO pairs (receiver_class, receiver, last_seq, life) VALUES (?, ?, ?, ?) RETURNING pair",
          receiverClass,
          receiver,
          count,
          this.#life,
        )
        .one();
      this.#open.note(pair);
      this.#begin(pair, { fromSeq: 1, life: this.#life });
      return { pair, lastSeq: 0 };
    }
    const { pair, lastSeq, life } = known;
    this.#open.note(pair);
    this.#sql.exec(
      "UPDATE pairs SET last_seq = ?, life = ? WHERE pair = ?",
      lastSeq + count,
      this.#life,
      pair,
    );
    if (life !== this.#life) this.#begin(pair, { fromSeq: lastSeq + 1, life: this.#life });
    return known;
  }

  #begin(pair: number, { fromSeq, life }: LifeSpan): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO lives (pair, from_seq, life) VALUES (?, ?, ?)",
      pair,
      fromSeq,
      life,
    );
  }

  /** Where the log of a pair stands at a number. */
  markAt(pair: number, seq: number): LogMark {
    const [span] = this.#sql
      .exec<{ life: string }>(
        "SELECT life FROM lives WHERE pair = ? AND from_seq <= ? ORDER BY from_seq DESC LIMIT 1",
        pair,
        seq,
      )
      .toArray();
    return { seq, life: span?.life ?? null };
  }

  /** Which lives numbered the rows after a number and up to another. */
  livesBetween(pair: number, afterSeq: number, upToSeq: number): LifeSpan[] {
    const before = this.markAt(pair, afterSeq + 1);
    const spans = this.#sql.exec<Stored<LifeSpan>>(
      `SELECT from_seq AS fromSeq, life FROM lives WHERE pair = ? AND from_seq > ? AND from_seq <= ?
       ORDER BY from_seq`,
      pair,
      afterSeq + 1,
      upToSeq,
    );
    return before.life === null ? [...spans] : [{ fromSeq: afterSeq + 1, life: before.life }, ...spans];
  }

  /**
   * Goes on behind what the receiver has, whoever told it. What was numbered differently here leaves the log, and the next
   * number follows on the receiver's last. A new life numbers it: rows that left the log may still be under way, and their
   * numbers are given again.
   *
   * @returns the messages that left, in sequence: nothing says whether the receiver has them. Those that were refused and
   * told again are not among them.
   */
  rejoin(pair: number, last: LogMark): Message[] {
    this.#life = nameLife();
    const { ackedSeq } = this.pair(pair);
    const common = Math.min(ackedSeq, last.seq);
    const retold = new Set(this.refused.retoldBetween(pair, common + 1, Number.MAX_SAFE_INTEGER));
    const left = this.messagesAfter(pair, common, Number.MAX_SAFE_INTEGER).flatMap(({ seq, message }) =>
      retold.has(seq) ? [] : [message],
    );
    this.#sql.exec("DELETE FROM outbox WHERE pair = ? AND seq > ?", pair, common);
    this.#sql.exec("DELETE FROM refused_rows WHERE pair = ? AND seq > ?", pair, common);
    this.#sql.exec("DELETE FROM lives WHERE pair = ? AND from_seq > ?", pair, common);
    this.#sql.exec(
      `UPDATE pairs SET last_seq = ?1, acked_seq = ?1, life = ?2 WHERE pair = ?3`,
      last.seq,
      last.life ?? "",
      pair,
    );
    if (last.life !== null && this.markAt(pair, last.seq).life !== last.life) {
      this.#begin(pair, { fromSeq: last.seq, life: last.life });
    }
    return left;
  }

  pairs(): Pair[] {
    return this.#sql.exec<Stored<Pair>>(`SELECT ${PAIR_COLUMNS} FROM pairs ORDER BY pair`).toArray();
  }

  /** Pairs with messages that were not acknowledged. */
  openPairs(): Pair[] {
    return this.#open.all();
  }

  /** Reads anew which pairs are open. Not within a transaction. */
  refreshOpenPairs(): void {
    this.#open.refresh();
  }

  pair(pair: number): Pair {
    return this.#sql.exec<Stored<Pair>>(`SELECT ${PAIR_COLUMNS} FROM pairs WHERE pair = ?`, pair).one();
  }

  /** Messages in sequence. @throws NotUnderstood when a later version of the code wrote one of them. */
  messagesAfter(pair: number, seq: number, limit: number): Numbered[] {
    const rows = this.#sql.exec<Stored<Columns & { readonly seq: number }>>(
      `SELECT o.seq, ${MESSAGE_COLUMNS} FROM outbox o WHERE o.pair = ? AND o.seq > ? ORDER BY o.seq LIMIT ?`,
      pair,
      seq,
      limit,
    );
    return [...rows].map((row) => ({ seq: row.seq, message: unpack(row) }));
  }

  /**
   * The next messages to be sent, up to the first that a later version of the code wrote. That one waits, with all that
   * follow it, for code that knows it.
   *
   * @throws NotUnderstood when it is the first of them.
   */
  sendableAfter(pair: number, seq: number, limit: number): Numbered[] {
    const kinds = this.#sql.exec<{ seq: number; kind: string }>(
      "SELECT seq, kind FROM outbox WHERE pair = ? AND seq > ? ORDER BY seq LIMIT ?",
      pair,
      seq,
      limit,
    );
    const unknownAt = [...kinds].findIndex(({ kind }) => !isKind(kind));
    return this.messagesAfter(pair, seq, unknownAt < 1 ? limit : unknownAt);
  }

  /** False when the log lacks what would be sent next, because it left the log when the pair went on elsewhere. */
  hasNext(pair: number, seq: number): boolean {
    return (
      this.#sql.exec("SELECT 1 FROM pairs WHERE pair = ?1 AND last_seq = ?2", pair, seq).toArray().length >
        0 ||
      this.#sql.exec("SELECT 1 FROM outbox WHERE pair = ? AND seq = ?", pair, seq + 1).toArray().length > 0
    );
  }

  /** Whether an order has asked a budget again since a question. */
  hasAskedSince(pair: number, seq: number, orderRow: number): boolean {
    return (
      this.#sql
        .exec(
          "SELECT 1 FROM outbox WHERE pair = ? AND seq > ? AND kind = 'respend' AND order_row = ? LIMIT 1",
          pair,
          seq,
          orderRow,
        )
        .toArray().length > 0
    );
  }

  /** The receiver has everything up to `seq`: normally more than before, less when it was restored. */
  acknowledge(pair: number, seq: number): void {
    this.#open.note(pair);
    this.#sql.exec("UPDATE pairs SET acked_seq = ?, failures = 0, retry_at_ms = 0 WHERE pair = ?", seq, pair);
  }

  postpone(pair: number, retryAtMs: number): void {
    this.#sql.exec(
      "UPDATE pairs SET failures = failures + 1, retry_at_ms = ? WHERE pair = ?",
      retryAtMs,
      pair,
    );
  }
}
