/** Customers who are being erased: what a Journey keeps of one is a pseudonym's from the first step on. */
import type { SchemaStep } from "../object/schema-storage.ts";

export const ERASING_SCHEMA: SchemaStep = [
  // Only until nobody tells of the customer under the old name any more.
  `CREATE TABLE erasing_customers (
     customer_id TEXT PRIMARY KEY,
     pseudonym TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,
];

/** Under which pseudonym each customer is known who is being erased. */
export type Pseudonyms = ReadonlyMap<string, string>;

/** Messages to the tree, the Notifier and other Journeys that were not acknowledged. */
const UNACKNOWLEDGED = `SELECT 1 FROM pairs p JOIN outbox w ON w.pair = p.pair AND w.seq > p.acked_seq
  WHERE p.receiver_class IN ('tree', 'journey', 'notifier') AND p.acked_seq < p.last_seq`;

export class ErasingStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  pseudonyms(): Pseudonyms {
    const rows = this.#sql.exec<{ customerId: string; pseudonym: string }>(
      "SELECT customer_id AS customerId, pseudonym FROM erasing_customers",
    );
    return new Map([...rows].map(({ customerId, pseudonym }) => [customerId, pseudonym]));
  }

  /** Whether something of the customer is on its way to another object: it arrives first. */
  isUnderWay(customerId: string): boolean {
    const moving = this.#sql.exec("SELECT 1 FROM customers WHERE customer_id = ? AND moved = 1", customerId);
    if (moving.toArray().length > 0) return true;
    return (
      this.#sql
        .exec(
          `${UNACKNOWLEDGED} AND (
             (w.kind = 'join' AND w.about ->> 'memberId' = ?1) OR
             (w.kind = 'notify' AND w.order_row = (SELECT row FROM customers WHERE customer_id = ?1)) OR
             (w.kind = 'relayed' AND w.about ->> '$.row.customerId' = ?1)) LIMIT 1`,
          customerId,
        )
        .toArray().length > 0
    );
  }

  /** Forgets the customer's visitors and touches, and has all else stand under the pseudonym. A repeat changes nothing. */
  begin(customerId: string, pseudonym: string): void {
    const first = this.#sql.exec(
      "INSERT OR IGNORE INTO erasing_customers (customer_id, pseudonym) VALUES (?, ?) RETURNING 1",
      customerId,
      pseudonym,
    );
    if (first.toArray().length === 0) return;
    for (const table of ["visitors", "touch_paths", "order_devices"]) {
      this.#sql.exec(
        `DELETE FROM ${table} WHERE customer_row = (SELECT row FROM customers WHERE customer_id = ?)`,
        customerId,
      );
    }
    this.#sql.exec("UPDATE customers SET customer_id = ? WHERE customer_id = ?", pseudonym, customerId);
    this.#renameInLog(customerId, pseudonym);
  }

  end(customerId: string): void {
    this.#sql.exec("DELETE FROM erasing_customers WHERE customer_id = ?", customerId);
  }

  /** Messages that were acknowledged are kept as a log. */
  #renameInLog(customerId: string, pseudonym: string): void {
    for (const [kind, path] of [
      ["join", "$.memberId"],
      ["relayed", "$.row.customerId"],
    ] as const) {
      this.#sql.exec(
        `UPDATE outbox SET about = json_set(about, ?1, ?2)
         WHERE pair IN (SELECT pair FROM pairs WHERE receiver_class IN ('tree', 'journey'))
           AND kind = ?3 AND about ->> ?1 = ?4`,
        path,
        pseudonym,
        kind,
        customerId,
      );
    }
  }
}
