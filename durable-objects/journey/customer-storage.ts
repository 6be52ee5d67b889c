/** Tables of a Journey: customers and their bindings over time. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { BindingSpan } from "../../domain/referral/binding-rule.ts";
import type { SchemaStep } from "../object/schema-storage.ts";

export const CUSTOMER_SCHEMA: SchemaStep = [
  `CREATE TABLE customers (
     row INTEGER PRIMARY KEY,
     customer_id TEXT NOT NULL UNIQUE,
     first_order_at_ms INTEGER
   ) STRICT`,
  `CREATE TABLE bindings (
     row INTEGER PRIMARY KEY,
     customer_row INTEGER NOT NULL REFERENCES customers (row),
     promoter INTEGER NOT NULL,
     effective_at_ms INTEGER NOT NULL,
     recorded_at_ms INTEGER NOT NULL,
     protected_for_ms INTEGER,
     -- The order that made it; null when it was made by a call.
     order_id TEXT,
     ended_at_ms INTEGER
   ) STRICT`,
  "CREATE INDEX bindings_by_customer ON bindings (customer_row, row)",
  // Customers bound to each promoter now.
  `CREATE TABLE bound_customers (
     promoter INTEGER PRIMARY KEY,
     customers INTEGER NOT NULL CHECK (customers >= 0)
   ) STRICT`,
];

/** The first orders of more than nothing, as JSON; null for a customer of whom an older version took note. */
export const PAID_ORDERS_SCHEMA: SchemaStep = ["ALTER TABLE customers ADD COLUMN paid_orders TEXT"];

export interface StoredBinding extends BindingSpan {
  readonly row: number;
  readonly recordedAtMs: number;
  readonly orderId: string | null;
}

// A type, not an interface: rows of a query must be assignable to a record.
export type KnownCustomer = {
  row: number;
  /** The earliest order known; null when there is none. */
  firstOrderAtMs: number | null;
  /** JSON; see {@link PAID_ORDERS_SCHEMA}. */
  paidOrders: string | null;
};

/** Whom a customer was bound to, and whom it is bound to now. */
export interface Recounted {
  readonly before: PromoterRef | undefined;
  readonly after: PromoterRef | undefined;
}

export class CustomerStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  customerRow(customerId: string): number | null {
    const [row] = this.#sql
      .exec<{ row: number }>("SELECT row FROM customers WHERE customer_id = ?", customerId)
      .toArray();
    return row?.row ?? null;
  }

  ensureCustomer(customerId: string): number {
    return this.customerRow(customerId) ?? this.addCustomer(customerId);
  }

  /** The rows of customers; those that are not known yet are added. */
  ensureCustomers(customerIds: readonly string[]): Map<string, number> {
    const rows = new Map([...this.customers(customerIds)].map(([customerId, { row }]) => [customerId, row]));
    const fresh = customerIds.filter((customerId) => !rows.has(customerId));
    if (fresh.length === 0) return rows;
    const added = this.#sql.exec<{ row: number; customerId: string }>(
      `INSERT INTO customers (customer_id) SELECT DISTINCT value FROM json_each(?)
       RETURNING row, customer_id AS customerId`,
      JSON.stringify(fresh),
    );
    for (const { customerId, row } of added) rows.set(customerId, row);
    return rows;
  }

  /** One that is not known yet. */
  addCustomer(customerId: string): number {
    return this.#sql
      .exec<{ row: number }>("INSERT INTO customers (customer_id) VALUES (?) RETURNING row", customerId)
      .one().row;
  }

  /** Those of the asked customers that are known, by their ids. */
  customers(customerIds: readonly string[]): Map<string, KnownCustomer> {
    const rows = this.#sql.exec<KnownCustomer & { customerId: string }>(
      `SELECT customer_id AS customerId, row, first_order_at_ms AS firstOrderAtMs, paid_orders AS paidOrders FROM customers
       WHERE customer_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(customerIds),
    );
    return new Map([...rows].map(({ customerId, ...known }) => [customerId, known]));
  }

  /** The ids of customers, by their rows. */
  idsOf(rows: readonly number[]): Map<number, string> {
    const found = this.#sql.exec<{ row: number; customerId: string }>(
      "SELECT row, customer_id AS customerId FROM customers WHERE row IN (SELECT value FROM json_each(?))",
      JSON.stringify(rows),
    );
    return new Map([...found].map(({ row, customerId }) => [row, customerId]));
  }

  /** The bindings of a customer in the sequence in which they were recorded. */
  timeline(customerRow: number): StoredBinding[] {
    return this.timelines([customerRow]).get(customerRow) ?? [];
  }

  /** The bindings of each customer, in the sequence in which they were recorded. */
  timelines(customerRows: readonly number[]): Map<number, StoredBinding[]> {
    const found = this.#sql.exec<StoredBinding & { customerRow: number } & Record<string, SqlStorageValue>>(
      `SELECT customer_row AS customerRow, row, promoter, effective_at_ms AS effectiveAtMs,
         recorded_at_ms AS recordedAtMs, protected_for_ms AS protectedForMs, order_id AS orderId,
         ended_at_ms AS endedAtMs
       FROM bindings WHERE customer_row IN (SELECT value FROM json_each(?)) ORDER BY customer_row, row`,
      JSON.stringify(customerRows),
    );
    const timelines = new Map(customerRows.map((row): [number, StoredBinding[]] => [row, []]));
    for (const { customerRow, ...binding } of found) timelines.get(customerRow)?.push(binding);
    return timelines;
  }

  /** The row of the newest binding; 0 when there is none. */
  lastBinding(): number {
    return this.#sql.exec<{ row: number }>("SELECT coalesce(max(row), 0) AS row FROM bindings").one().row;
  }

  /** Records bindings under rows of their own. */
  addAll(added: readonly (StoredBinding & { readonly customerRow: number })[]): void {
    if (added.length === 0) return;
    this.#sql.exec(
      `INSERT INTO bindings (row, customer_row, promoter, effective_at_ms, recorded_at_ms, protected_for_ms, order_id)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
       FROM jsonb_each(?)`,
      JSON.stringify(
        added.map((one) => [
          one.row,
          one.customerRow,
          one.promoter,
          one.effectiveAtMs,
          one.recordedAtMs,
          one.protectedForMs,
          one.orderId,
        ]),
      ),
    );
  }

  forget(bindingRows: readonly number[]): void {
    if (bindingRows.length === 0) return;
    this.#sql.exec(
      "DELETE FROM bindings WHERE row IN (SELECT value FROM json_each(?))",
      JSON.stringify(bindingRows),
    );
  }

  end(row: number, atMs: number): void {
    this.#sql.exec("UPDATE bindings SET ended_at_ms = ? WHERE row = ? AND ended_at_ms IS NULL", atMs, row);
  }

  /** Moves a customer's place in the counts from one promoter to another. */
  recount(before: PromoterRef | undefined, after: PromoterRef | undefined): void {
    this.recountAll([{ before, after }]);
  }

  /** Moves places of customers in the counts. */
  recountAll(moves: readonly Recounted[]): void {
    const changes = new Map<PromoterRef, number>();
    for (const { before, after } of moves) {
      if (before === after) continue;
      if (before !== undefined) changes.set(before, (changes.get(before) ?? 0) - 1);
      if (after !== undefined) changes.set(after, (changes.get(after) ?? 0) + 1);
    }
    for (const [promoter, change] of changes) if (change !== 0) this.#count(promoter, change);
  }

  /** Promoters to whom anybody was ever bound, by number after one. */
  boundTo(after: PromoterRef | 0, limit: number): PromoterRef[] {
    return this.#sql
      .exec<{ promoter: PromoterRef }>(
        "SELECT promoter FROM bound_customers WHERE promoter > ? ORDER BY promoter LIMIT ?",
        after,
        limit,
      )
      .toArray()
      .map(({ promoter }) => promoter);
  }

  boundCustomers(promoter: PromoterRef): number {
    const [row] = this.#sql
      .exec<{ customers: number }>("SELECT customers FROM bound_customers WHERE promoter = ?", promoter)
      .toArray();
    return row?.customers ?? 0;
  }

  #count(promoter: PromoterRef, change: number): void {
    this.#sql.exec(
      `INSERT INTO bound_customers (promoter, customers) VALUES (?, max(?, 0))
       ON CONFLICT (promoter) DO UPDATE SET customers = customers + ?`,
      promoter,
      change,
      change,
    );
  }
}
