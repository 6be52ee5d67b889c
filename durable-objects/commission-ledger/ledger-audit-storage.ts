/** What a ledger says of itself when it is reconciled: what it sent, what lags, and what was refused. */
import { OwnLogStorage } from "./read-back/own-log-storage.ts";
import type { RefusalCode } from "../../domain/ledger/refusal.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { CommissionsPage } from "../../domain/ledger/commission-digest.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import { type Columns, unpack } from "../delivery/codec.ts";
import type { Message } from "../delivery/messages.ts";
import { MESSAGE_COLUMNS } from "../delivery/message-columns-storage.ts";

/** Orders whose lag is looked at by promoter. */
const LAGGING_ORDERS = 5_000;
/** Orders marked to be projected again in one transaction. */
const MARKED_AT_ONCE = 2_000;

/** Refused rows read of one order: the first of each commission is among them. */
const REFUSED_OF_AN_ORDER = 1_000;

export interface RefusedPlace {
  readonly pair: number;
  readonly seq: number;
}

export interface RefusedRow extends RefusedPlace {
  readonly receiver: string;
  readonly slot: number;
  readonly orderRow: number;
  readonly orderId: string;
  readonly credit: number;
  readonly level: number;
  readonly promoter: PromoterRef;
  readonly kind: Columns["kind"];
  readonly amount: number;
  readonly code: RefusalCode;
  /** What a budget granted and the order could not take, in minor units; null for any other refusal. */
  readonly granted: AmountMinor | null;
  readonly atMs: number;
}

type Stored<T> = T & Record<string, SqlStorageValue>;

export class LedgerAuditStorage {
  readonly #sql: SqlStorage;
  readonly #log: OwnLogStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#log = new OwnLogStorage(sql);
  }

  /** What was sent to a book of each commission, of the rows after one number and up to another; refused rows apart. */
  sent(book: string, afterSeq: number, upToSeq: number): CommissionsPage {
    const last = this.#log.partEnd(afterSeq, upToSeq);
    return { commissions: this.#log.sent(book, afterSeq, last), next: last < upToSeq ? last : null };
  }

  /** Rows of orders whose read model lags; null when they are too many to name. */
  laggingOrders(): number[] | null {
    const rows = this.#sql
      .exec<{ row: number }>("SELECT order_row AS row FROM unprojected LIMIT ?", LAGGING_ORDERS + 1)
      .toArray();
    return rows.length > LAGGING_ORDERS ? null : rows.map(({ row }) => row);
  }

  /** Promoters of rows that were not acknowledged. */
  waitingPromoters(): PromoterRef[] {
    return this.#sql
      .exec<{ promoter: PromoterRef }>(
        `SELECT DISTINCT o.promoter FROM pairs p JOIN outbox o ON o.pair = p.pair AND o.seq > p.acked_seq
         WHERE p.acked_seq < p.last_seq AND p.receiver_class = 'book'`,
      )
      .toArray()
      .map(({ promoter }) => promoter);
  }

  /** Refused rows that nobody has replayed, after a place, in sequence. */
  refusedRows(after: RefusedPlace, limit: number): RefusedRow[] {
    return this.#refused("(r.pair, r.seq) > (?, ?)", limit, after.pair, after.seq);
  }

  /** Those of one order. */
  refusedOf(orderId: string): RefusedRow[] {
    return this.#refused("d.order_id = ?", REFUSED_OF_AN_ORDER, orderId);
  }

  #refused(which: string, limit: number, ...given: (string | number)[]): RefusedRow[] {
    return this.#sql
      .exec<Stored<RefusedRow>>(
        `SELECT o.pair, o.seq, p.receiver, d.slot, o.order_row AS orderRow, d.order_id AS orderId,
           coalesce(o.credit, 0) AS credit, coalesce(o.level, 0) AS level, coalesce(o.promoter, 0) AS promoter, o.kind,
           coalesce(o.amount, 0) AS amount, r.code, r.granted, o.at_ms AS atMs
         FROM refused_rows r JOIN outbox o ON o.pair = r.pair AND o.seq = r.seq JOIN pairs p ON p.pair = o.pair
         JOIN orders d ON d.row = o.order_row
         WHERE r.replayed_at_ms IS NULL AND ${which} ORDER BY r.pair, r.seq LIMIT ?`,
        ...given,
        limit,
      )
      .toArray();
  }

  /** Takes a commission's refused rows out of those that wait, to be written again; null while a pair has a flight. */
  takeRefused(orderRow: number, credit: number, level: number, nowMs: number): ReplayedRow[] | null {
    const rows = this.#sql
      .exec<Stored<Columns & RefusedMark>>(
        `SELECT ${MESSAGE_COLUMNS}, r.pair, r.seq, p.receiver, p.acked_seq < p.last_seq AS waits, r.granted
         FROM refused_rows r JOIN outbox o ON o.pair = r.pair AND o.seq = r.seq JOIN pairs p ON p.pair = o.pair
         WHERE r.replayed_at_ms IS NULL AND o.order_row = ? AND coalesce(o.credit, 0) = ? AND coalesce(o.level, 0) = ?
         ORDER BY r.pair, r.seq`,
        orderRow,
        credit,
        level,
      )
      .toArray();
    if (rows.some(({ waits }) => waits === 1)) return null;
    for (const { pair, seq } of rows) {
      this.#sql.exec(
        "UPDATE refused_rows SET replayed_at_ms = ? WHERE pair = ? AND seq = ?",
        nowMs,
        pair,
        seq,
      );
    }
    return rows.map(({ pair, receiver, granted, waits: _waits, seq: _seq, ...columns }, place) => {
      // The first of each receiver opens the commission again.
      const message = unpack({ ...columns, reopens: rows[place - 1]?.pair === pair ? 0 : 1 });
      return { receiver, message, granted };
    });
  }

  /** Marks the next decided orders after a row as to be projected, over whatever stands there; null at the end. */
  markForProjection(afterRow: number, nowMs: number): number | null {
    const rows = this.#sql
      .exec<{ row: number }>(
        "SELECT row FROM orders WHERE row > ? AND decision IS NOT NULL AND moved = 0 ORDER BY row LIMIT ?",
        afterRow,
        MARKED_AT_ONCE,
      )
      .toArray();
    const last = rows.at(-1)?.row;
    if (last === undefined) return null;
    const marked = "row > ? AND row <= ? AND decision IS NOT NULL AND moved = 0";
    this.#sql.exec(`UPDATE orders SET version = max(version + 1, ?) WHERE ${marked}`, nowMs, afterRow, last);
    this.#sql.exec(
      `INSERT OR IGNORE INTO unprojected (order_row) SELECT row FROM orders WHERE ${marked}`,
      afterRow,
      last,
    );
    return rows.length < MARKED_AT_ONCE ? null : last;
  }

  /** Decided orders after a row, and those that wait to be projected. */
  projectionCounts(afterRow: number | null): { readonly orders: number; readonly waiting: number } {
    const { orders, marked, unmarked } = this.#sql
      .exec<{ orders: number; marked: number; unmarked: number }>(
        `SELECT (SELECT count(*) FROM orders WHERE decision IS NOT NULL AND moved = 0) AS orders,
           (SELECT count(*) FROM unprojected) AS marked,
           (SELECT count(*) FROM orders WHERE decision IS NOT NULL AND moved = 0 AND row > ?1 AND ?1 >= 0) AS unmarked`,
        afterRow ?? -1,
      )
      .one();
    return { orders, waiting: Math.min(orders, marked + unmarked) };
  }
}

/** Where a refused row stands, and what became of it. */
type RefusedMark = {
  readonly pair: number;
  readonly seq: number;
  readonly receiver: string;
  /** 1 while rows of the pair are on their way. */
  readonly waits: number;
  readonly granted: AmountMinor | null;
};

interface ReplayedRow {
  readonly receiver: string;
  readonly message: Message;
  /** What a budget granted and the order could not take, in minor units; null for any other refusal. */
  readonly granted: AmountMinor | null;
}
