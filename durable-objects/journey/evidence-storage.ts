/** Tables of what a Journey knows of a customer beside bindings: visitors, touches, orders that nobody earned. */
import { type PaidOrder, paidOrdersOf, withPaidOrder } from "./paid-orders.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { SchemaStep } from "../object/schema-storage.ts";
import { type KnownTouch, packPath, unpackPath } from "./touch-path.ts";

export const EVIDENCE_SCHEMA: SchemaStep = [
  // Each visitor stands alone: one customer may have many, and none is ever merged with another.
  `CREATE TABLE visitors (
     row INTEGER PRIMARY KEY,
     customer_row INTEGER NOT NULL REFERENCES customers (row),
     visitor TEXT NOT NULL,
     proved_at_ms INTEGER NOT NULL,
     UNIQUE (customer_row, visitor)
   ) STRICT`,
  // A customer's touches are read and bounded together, so they are one row.
  `CREATE TABLE touch_paths (
     customer_row INTEGER PRIMARY KEY REFERENCES customers (row),
     oldest_day INTEGER NOT NULL,
     touches TEXT NOT NULL
   ) STRICT`,
  "CREATE INDEX touch_paths_by_day ON touch_paths (oldest_day)",
  `CREATE TABLE unearned_orders (
     row INTEGER PRIMARY KEY,
     customer_row INTEGER NOT NULL REFERENCES customers (row),
     ledger TEXT NOT NULL,
     order_id TEXT NOT NULL,
     occurred_at_ms INTEGER NOT NULL,
     until_ms INTEGER NOT NULL,
     UNIQUE (customer_row, order_id)
   ) STRICT`,
  "CREATE INDEX unearned_orders_by_end ON unearned_orders (until_ms)",
];

export interface UnearnedOrder {
  /** Name of the ledger object that owns it. */
  readonly ledger: string;
  readonly orderId: string;
  readonly occurredAtMs: number;
  readonly untilMs: number;
}

const UNEARNED_COLUMNS =
  "ledger, order_id AS orderId, occurred_at_ms AS occurredAtMs, until_ms AS untilMs" as const;

export class EvidenceStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  path(customerRow: number): KnownTouch[] {
    const [stored] = this.#sql
      .exec<{ touches: string }>("SELECT touches FROM touch_paths WHERE customer_row = ?", customerRow)
      .toArray();
    return stored === undefined ? [] : unpackPath(stored.touches);
  }

  putPath(customerRow: number, path: readonly KnownTouch[]): void {
    const [oldest] = path;
    if (oldest === undefined) {
      this.#sql.exec("DELETE FROM touch_paths WHERE customer_row = ?", customerRow);
      return;
    }
    this.#sql.exec(
      `INSERT INTO touch_paths (customer_row, oldest_day, touches) VALUES (?, ?, ?)
       ON CONFLICT (customer_row) DO UPDATE SET oldest_day = excluded.oldest_day, touches = excluded.touches`,
      customerRow,
      Math.floor(oldest.occurredAtMs / DAY_MS),
      packPath(path),
    );
  }

  /** The day of the oldest touch of all; null when there is none. */
  oldestDay(): number | null {
    return this.#sql.exec<{ day: number | null }>("SELECT min(oldest_day) AS day FROM touch_paths").one().day;
  }

  /** Customers with touches of that day or before, the longest ago first. */
  customersUntil(day: number, limit: number): number[] {
    return this.#sql
      .exec<{ row: number }>(
        "SELECT customer_row AS row FROM touch_paths WHERE oldest_day <= ? ORDER BY oldest_day LIMIT ?",
        day,
        limit,
      )
      .toArray()
      .map((customer) => customer.row);
  }

  /** Remembers that a visitor was proved to be this customer, and forgets the one proved longest ago beyond the limit. */
  proveVisitor(customerRow: number, visitor: string, nowMs: number): void {
    this.#sql.exec(
      `INSERT INTO visitors (customer_row, visitor, proved_at_ms) VALUES (?, ?, ?)
       ON CONFLICT (customer_row, visitor) DO UPDATE SET proved_at_ms = excluded.proved_at_ms`,
      customerRow,
      visitor,
      nowMs,
    );
    this.#sql.exec(
      `DELETE FROM visitors WHERE customer_row = ? AND row NOT IN (
         SELECT row FROM visitors WHERE customer_row = ? ORDER BY proved_at_ms DESC, row DESC LIMIT ?)`,
      customerRow,
      customerRow,
      LIMITS.visitorsPerCustomer,
    );
  }

  /** Those proved last first. */
  visitors(customerRow: number): string[] {
    return this.#sql
      .exec<{ visitor: string }>(
        "SELECT visitor FROM visitors WHERE customer_row = ? ORDER BY proved_at_ms DESC, row DESC",
        customerRow,
      )
      .toArray()
      .map((stored) => stored.visitor);
  }

  /** @param paid the order, where it is of more than nothing. */
  noteOrder(customerRow: number, occurredAtMs: number, paid: PaidOrder | null): void {
    const [known] = this.#sql
      .exec<{ first: number | null; paid: string | null }>(
        "SELECT first_order_at_ms AS first, paid_orders AS paid FROM customers WHERE row = ?",
        customerRow,
      )
      .toArray();
    const before = paidOrdersOf(known?.first ?? null, known?.paid ?? null);
    const after = paid === null ? before : withPaidOrder(before, paid);
    const isKnown = after === before && known?.paid != null && (known.first ?? Infinity) <= occurredAtMs;
    if (isKnown) return;
    this.#sql.exec(
      "UPDATE customers SET first_order_at_ms = min(coalesce(first_order_at_ms, ?1), ?1), paid_orders = ?2 WHERE row = ?3",
      occurredAtMs,
      JSON.stringify(after),
      customerRow,
    );
  }

  /** Orders that may still be earned by evidence that comes now. */
  unearned(customerRow: number, nowMs: number): UnearnedOrder[] {
    return this.#sql
      .exec<UnearnedOrder & Record<string, SqlStorageValue>>(
        `SELECT ${UNEARNED_COLUMNS} FROM unearned_orders WHERE customer_row = ? AND until_ms >= ? ORDER BY row`,
        customerRow,
        nowMs,
      )
      .toArray();
  }

  addUnearned(customerRow: number, order: UnearnedOrder): void {
    this.#sql.exec(
      `INSERT INTO unearned_orders (customer_row, ledger, order_id, occurred_at_ms, until_ms) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (customer_row, order_id) DO NOTHING`,
      customerRow,
      order.ledger,
      order.orderId,
      order.occurredAtMs,
      order.untilMs,
    );
    this.#sql.exec(
      `DELETE FROM unearned_orders WHERE customer_row = ? AND row NOT IN (
         SELECT row FROM unearned_orders WHERE customer_row = ? ORDER BY row DESC LIMIT ?)`,
      customerRow,
      customerRow,
      LIMITS.unearnedPerCustomer,
    );
  }

  removeUnearned(customerRow: number, orderId: string): void {
    this.#sql.exec(
      "DELETE FROM unearned_orders WHERE customer_row = ? AND order_id = ?",
      customerRow,
      orderId,
    );
  }

  removeUnearnedBefore(nowMs: number): void {
    this.#sql.exec("DELETE FROM unearned_orders WHERE until_ms < ?", nowMs);
  }

  /** When the next order stops waiting; null when none waits. */
  nextUnearnedEndMs(): number | null {
    return this.#sql.exec<{ at: number | null }>("SELECT min(until_ms) AS at FROM unearned_orders").one().at;
  }
}
