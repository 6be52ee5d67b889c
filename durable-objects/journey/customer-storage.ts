/** Tables of a Journey: customers and their bindings over time. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { BindingPolicy } from "../../domain/referral/binding-policy.ts";
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

export interface NewBinding {
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
  readonly orderId: string | null;
  readonly policy: BindingPolicy;
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

  /** The bindings of a customer in the sequence in which they were recorded. */
  timeline(customerRow: number): StoredBinding[] {
    return this.#sql
      .exec<StoredBinding & Record<string, SqlStorageValue>>(
        `SELECT row, promoter, effective_at_ms AS effectiveAtMs, recorded_at_ms AS recordedAtMs,
           protected_for_ms AS protectedForMs, order_id AS orderId, ended_at_ms AS endedAtMs FROM bindings WHERE customer_row = ? ORDER BY row`,
        customerRow,
      )
      .toArray();
  }

  /**
   * Records a binding, and forgets the one of the earliest time beyond the limit.
   *
   * @param recorded how many the customer has.
   */
  add(customerRow: number, binding: NewBinding, recorded: number, nowMs: number): number {
    const { policy } = binding;
    const { row } = this.#sql
      .exec<{ row: number }>(
        `INSERT INTO bindings (customer_row, promoter, effective_at_ms, recorded_at_ms, protected_for_ms, order_id)
         VALUES (?, ?, ?, ?, ?, ?) RETURNING row`,
        customerRow,
        binding.promoter,
        binding.effectiveAtMs,
        nowMs,
        policy.mode === "protected" ? policy.protectionMs : null,
        binding.orderId,
      )
      .one();
    if (recorded < LIMITS.bindingsPerCustomer) return row;
    this.#sql.exec(
      `DELETE FROM bindings WHERE customer_row = ? AND row NOT IN (
         SELECT row FROM bindings WHERE customer_row = ? ORDER BY effective_at_ms DESC, row DESC LIMIT ?)`,
      customerRow,
      customerRow,
      LIMITS.bindingsPerCustomer,
    );
    return row;
  }

  end(row: number, atMs: number): void {
    this.#sql.exec("UPDATE bindings SET ended_at_ms = ? WHERE row = ? AND ended_at_ms IS NULL", atMs, row);
  }

  /** Moves a customer's place in the counts from one promoter to another. */
  recount(before: PromoterRef | undefined, after: PromoterRef | undefined): void {
    if (before === after) return;
    if (before !== undefined) this.#count(before, -1);
    if (after !== undefined) this.#count(after, 1);
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

  #count(promoter: PromoterRef, change: 1 | -1): void {
    this.#sql.exec(
      `INSERT INTO bound_customers (promoter, customers) VALUES (?, max(?, 0))
       ON CONFLICT (promoter) DO UPDATE SET customers = customers + ?`,
      promoter,
      change,
      change,
    );
  }
}
