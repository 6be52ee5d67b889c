/** Tables of what a book knows beside money: who ordered with which click, whose hashes are whose, and usual amounts. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { ContactKind } from "../../../domain/order/order.ts";
import type { Use } from "../../../domain/risk/uses.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const RISK_SCHEMA: SchemaStep = [
  // Customers by their tags, with the newest orders of each as JSON.
  `CREATE TABLE click_uses (
     click TEXT NOT NULL,
     customer TEXT NOT NULL,
     until_ms INTEGER NOT NULL,
     orders TEXT NOT NULL CHECK (json_valid(orders)),
     PRIMARY KEY (click, customer)
   ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX click_uses_by_customer ON click_uses (customer)",
  `CREATE TABLE contact_uses (
     promoter INTEGER NOT NULL,
     kind TEXT NOT NULL,
     contact TEXT NOT NULL,
     customer TEXT NOT NULL,
     -- The promoter itself ordered with it.
     is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
     until_ms INTEGER NOT NULL,
     PRIMARY KEY (promoter, kind, contact, customer)
   ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX contact_uses_by_customer ON contact_uses (customer)",
  // Logarithms of what was sold of late, in thousandths, as JSON: the newest last.
  `CREATE TABLE sold_amounts (
     promoter INTEGER PRIMARY KEY,
     logarithms TEXT NOT NULL CHECK (json_valid(logarithms))
   ) STRICT`,
  // The account that each promoter is paid to, by a tag that is the program's alone.
  "CREATE TABLE payee_tags (promoter INTEGER PRIMARY KEY, tag TEXT NOT NULL) STRICT",
];

/** Of the newest orders by clicks a digit each: 1 where the click displaced another promoter. The newest last. */
export const DISPLACED_SCHEMA: SchemaStep = [
  "ALTER TABLE sold_amounts ADD COLUMN displaced TEXT NOT NULL DEFAULT ''",
];

// Types, not interfaces: rows of a query must be assignable to a record.
type StoredUse = { customer: string; untilMs: number; orders: string };

/** What a promoter's newest orders are as a rule. */
export interface UsualOrders {
  /** Of what was sold, in thousandths. */
  readonly logarithms: readonly number[];
  readonly displaced: string;
}

export const NO_ORDERS: UsualOrders = { logarithms: [], displaced: "" };

/** Of a hash of some order: whether the promoter has it, or how many other customers do. */
export type ContactCount = { key: number; kind: ContactKind; isOwn: 0 | 1; customers: number };

/** Hashes of the order at `key` of a list. */
export interface AskedContact {
  readonly key: number;
  readonly promoter: PromoterRef;
  readonly kind: string;
  readonly contact: string;
  readonly customer: string;
}

export interface AskedClick {
  readonly key: number;
  readonly click: string;
  readonly customer: string;
}

export class UseStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Customers who ordered with a click. */
  of(click: string): Use[] {
    return this.#sql
      .exec<StoredUse>(
        "SELECT customer, until_ms AS untilMs, orders FROM click_uses WHERE click = ? ORDER BY customer",
        click,
      )
      .toArray()
      .map(({ customer, untilMs, orders }) => ({
        user: customer,
        untilMs,
        orders: JSON.parse(orders) as Use["orders"],
      }));
  }

  put(click: string, { user, untilMs, orders }: Use): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO click_uses (click, customer, until_ms, orders) VALUES (?, ?, ?, ?)",
      click,
      user,
      untilMs,
      JSON.stringify(orders),
    );
  }

  /** @param most customers of one hash that are kept. */
  putContact(use: Omit<AskedContact, "key">, isOwn: boolean, untilMs: number, most: number): void {
    const { promoter, kind, contact, customer } = use;
    this.#sql.exec(
      `INSERT INTO contact_uses (promoter, kind, contact, customer, is_own, until_ms) SELECT ?1, ?2, ?3, ?4, ?5, ?6
       WHERE ?5 = 1 OR (SELECT count(*) FROM contact_uses WHERE promoter = ?1 AND kind = ?2 AND contact = ?3) < ?7
       ON CONFLICT DO UPDATE SET until_ms = max(until_ms, excluded.until_ms), is_own = max(is_own, excluded.is_own)`,
      promoter,
      kind,
      contact,
      customer,
      isOwn ? 1 : 0,
      untilMs,
      most,
    );
  }

  /** Other customers who ordered with clicks, by the place of the asking. */
  customersOf(
    asked: readonly AskedClick[],
    nowMs: number,
  ): { key: number; click: string; customers: number }[] {
    return this.#sql
      .exec<{ key: number; click: string; customers: number }>(
        `SELECT a.value ->> 0 AS key, u.click, count(*) AS customers
         FROM json_each(?1) a CROSS JOIN click_uses u ON u.click = a.value ->> 1
         WHERE u.customer <> a.value ->> 2 AND u.until_ms > ?2 GROUP BY a.value ->> 0, u.click`,
        JSON.stringify(asked.map(({ key, click, customer }) => [key, click, customer])),
        nowMs,
      )
      .toArray();
  }

  contactsOf(asked: readonly AskedContact[], nowMs: number): ContactCount[] {
    return this.#sql
      .exec<ContactCount>(
        `SELECT a.value ->> 0 AS key, u.kind, u.is_own AS isOwn, count(*) AS customers
         FROM json_each(?1) a CROSS JOIN contact_uses u
           ON u.promoter = a.value ->> 1 AND u.kind = a.value ->> 2 AND u.contact = a.value ->> 3
         WHERE u.customer <> a.value ->> 4 AND u.until_ms > ?2 GROUP BY a.value ->> 0, u.kind, u.is_own`,
        JSON.stringify(
          asked.map(({ key, promoter, kind, contact, customer }) => [key, promoter, kind, contact, customer]),
        ),
        nowMs,
      )
      .toArray();
  }

  /** Of those who sold anything. */
  usual(promoters: readonly PromoterRef[]): Map<PromoterRef, UsualOrders> {
    const rows = this.#sql.exec<{ promoter: PromoterRef; logarithms: string; displaced: string }>(
      "SELECT promoter, logarithms, displaced FROM sold_amounts WHERE promoter IN (SELECT value FROM json_each(?))",
      JSON.stringify(promoters),
    );
    return new Map(
      [...rows].map(({ promoter, logarithms, displaced }) => [
        promoter,
        { logarithms: JSON.parse(logarithms) as number[], displaced },
      ]),
    );
  }

  putUsual(orders: ReadonlyMap<PromoterRef, UsualOrders>): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO sold_amounts (promoter, logarithms, displaced)
       SELECT value ->> 0, value -> 1, value ->> 2 FROM json_each(?)`,
      JSON.stringify(
        [...orders].map(([promoter, { logarithms, displaced }]) => [promoter, logarithms, displaced]),
      ),
    );
  }

  payeeTags(promoters: readonly PromoterRef[]): Map<PromoterRef, string> {
    const rows = this.#sql.exec<{ promoter: PromoterRef; tag: string }>(
      "SELECT promoter, tag FROM payee_tags WHERE promoter IN (SELECT value FROM json_each(?))",
      JSON.stringify(promoters),
    );
    return new Map([...rows].map(({ promoter, tag }) => [promoter, tag]));
  }

  putPayeeTag(promoter: PromoterRef, tag: string): void {
    this.#sql.exec("INSERT OR REPLACE INTO payee_tags (promoter, tag) VALUES (?, ?)", promoter, tag);
  }

  /** Nothing says any more with what a customer ordered. */
  forgetCustomer(customer: string): void {
    this.#sql.exec("DELETE FROM click_uses WHERE customer = ?", customer);
    this.#sql.exec("DELETE FROM contact_uses WHERE customer = ?", customer);
  }

  /**
   * Forgets uses that count no more, a part of the clicks after one.
   *
   * @returns the last click of the part; null behind the last.
   */
  sweep(afterClick: string, nowMs: number, limit: number): string | null {
    const { last } = this.#sql
      .exec<{ last: string | null }>(
        "SELECT max(click) AS last FROM (SELECT click FROM click_uses WHERE click > ? ORDER BY click LIMIT ?)",
        afterClick,
        limit,
      )
      .one();
    if (last === null) return null;
    this.#sql.exec(
      "DELETE FROM click_uses WHERE click > ? AND click <= ? AND until_ms <= ?",
      afterClick,
      last,
      nowMs,
    );
    return last;
  }

  /** Forgets hashes that count no more, of a part of the promoters; as {@link sweep}. */
  sweepContacts(after: number, nowMs: number, limit: number): number | null {
    const { last } = this.#sql
      .exec<{ last: number | null }>(
        "SELECT max(promoter) AS last FROM (SELECT promoter FROM contact_uses WHERE promoter > ? ORDER BY promoter LIMIT ?)",
        after,
        limit,
      )
      .one();
    if (last === null) return null;
    this.#sql.exec(
      "DELETE FROM contact_uses WHERE promoter > ? AND promoter <= ? AND until_ms <= ?",
      after,
      last,
      nowMs,
    );
    return last;
  }
}
