/** The customers that move with their slots: where each stands, as it is packed here and unpacked there. */
import type { MovedCustomer } from "../../delivery/moved-customer.ts";
import { DeviceStorage } from "../device-storage.ts";
import { LEFT_SLOTS, TAKEN_SLOTS } from "../../moves/left-slots-storage.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const CUSTOMER_MOVE_SCHEMA: SchemaStep = [
  // 0: here; 1: on its way to the Journey that takes its slot; 2: there.
  "ALTER TABLE customers ADD COLUMN moved INTEGER NOT NULL DEFAULT 0",
  LEFT_SLOTS,
  TAKEN_SLOTS,
  // Customers by slot, filled when the first slot is to move.
  `CREATE TABLE customer_slots (
     slot INTEGER NOT NULL,
     customer_row INTEGER NOT NULL,
     PRIMARY KEY (slot, customer_row)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE customer_slot_index (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     filled_to INTEGER NOT NULL
   ) STRICT`,
];

/** Rows read at once. */
const ROWS_PER_PART = 2_000;

/** Customers of a slot that are here. */
const OF_SLOT =
  "FROM customer_slots s JOIN customers c ON c.row = s.customer_row WHERE s.slot = ? AND c.moved = 0";

/**
 * A customer is at rest when the tree has answered all joins: what follows from an answer happens where it was asked. And when
 * the log has all that is told of it: what the next Journey tells comes behind.
 */
const AT_REST = `c.customer_id NOT IN (SELECT w.about ->> 'memberId' FROM pairs p
    JOIN outbox w ON w.pair = p.pair AND w.seq > p.acked_seq
    WHERE p.receiver_class = 'tree' AND p.acked_seq < p.last_seq AND w.kind = 'join')
  AND c.row NOT IN (SELECT w.order_row FROM pairs p JOIN outbox w ON w.pair = p.pair AND w.seq > p.acked_seq
    WHERE p.receiver_class = 'notifier' AND p.acked_seq < p.last_seq AND w.order_row IS NOT NULL)`;

type Stored<Row> = Row & Record<string, SqlStorageValue>;

export class CustomerMoveStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Takes the next customers into the index of slots. @returns false while there are more. */
  fill(slotOf: (customerId: string) => number): boolean {
    const [filled] = this.#sql
      .exec<{ row: number }>("SELECT filled_to AS row FROM customer_slot_index")
      .toArray();
    const rows = this.#sql
      .exec<{ row: number; id: string }>(
        "SELECT row, customer_id AS id FROM customers WHERE row > ? ORDER BY row LIMIT ?",
        filled?.row ?? 0,
        ROWS_PER_PART,
      )
      .toArray();
    const last = rows.at(-1)?.row;
    if (last === undefined) return true;
    this.#sql.exec(
      "INSERT OR IGNORE INTO customer_slots (slot, customer_row) SELECT value ->> 0, value ->> 1 FROM jsonb_each(?)",
      JSON.stringify(rows.map(({ row, id }) => [slotOf(id), row])),
    );
    this.#sql.exec("INSERT OR REPLACE INTO customer_slot_index (one, filled_to) VALUES (1, ?)", last);
    return rows.length < ROWS_PER_PART;
  }

  /** Those of the asked customers that are known. */
  whereabouts(customerIds: readonly string[]): Map<string, 0 | 1 | 2> {
    const rows = this.#sql.exec<{ id: string; moved: 0 | 1 | 2 }>(
      "SELECT customer_id AS id, moved FROM customers WHERE customer_id IN (SELECT value FROM json_each(?))",
      JSON.stringify(customerIds),
    );
    return new Map([...rows].map(({ id, moved }) => [id, moved]));
  }

  /** Customers that are here, after a row. */
  here(afterRow: number, limit: number): { row: number; id: string }[] {
    return this.#sql
      .exec<{ row: number; id: string }>(
        "SELECT row, customer_id AS id FROM customers WHERE row > ? AND moved = 0 ORDER BY row LIMIT ?",
        afterRow,
        limit,
      )
      .toArray();
  }

  hasStaying(slot: number): boolean {
    return this.#sql.exec(`SELECT 1 ${OF_SLOT} LIMIT 1`, slot).toArray().length > 0;
  }

  atRest(slot: number, limit: number): number[] {
    return this.#sql
      .exec<{ row: number }>(`SELECT c.row ${OF_SLOT} AND ${AT_REST} ORDER BY c.row LIMIT ?`, slot, limit)
      .toArray()
      .map(({ row }) => row);
  }

  send(rows: readonly number[]): void {
    this.#sql.exec(
      "UPDATE customers SET moved = 1 WHERE row IN (SELECT value FROM json_each(?))",
      JSON.stringify(rows),
    );
  }

  comeBack(rows: readonly number[]): void {
    this.#sql.exec(
      "UPDATE customers SET moved = 0 WHERE moved = 1 AND row IN (SELECT value FROM json_each(?))",
      JSON.stringify(rows),
    );
  }

  /** Customers have arrived there. @returns those that had not before. */
  arrived(rows: readonly number[]): number[] {
    const among = JSON.stringify(rows);
    this.#sql.exec(
      "DELETE FROM customer_slots WHERE customer_row IN (SELECT value FROM json_each(?))",
      among,
    );
    return this.#sql
      .exec<{ row: number }>(
        "UPDATE customers SET moved = 2 WHERE moved = 1 AND row IN (SELECT value FROM json_each(?)) RETURNING row",
        among,
      )
      .toArray()
      .map(({ row }) => row);
  }

  /** A customer as it stands here. */
  packed(row: number): MovedCustomer {
    const customer = this.#sql
      .exec<{ customerId: string; firstOrderAtMs: number | null; paidOrders: string | null }>(
        `SELECT customer_id AS customerId, first_order_at_ms AS firstOrderAtMs, paid_orders AS paidOrders
         FROM customers WHERE row = ?`,
        row,
      )
      .one();
    const [path] = this.#of<NonNullable<MovedCustomer["path"]>>(
      "SELECT oldest_day AS oldestDay, touches FROM touch_paths WHERE customer_row = ?",
      row,
    );
    return {
      ...customer,
      bindings: this.#of<MovedCustomer["bindings"][number]>(
        `SELECT promoter, effective_at_ms AS effectiveAtMs, recorded_at_ms AS recordedAtMs,
           protected_for_ms AS protectedForMs, order_id AS orderId, ended_at_ms AS endedAtMs
         FROM bindings WHERE customer_row = ? ORDER BY row`,
        row,
      ),
      visitors: this.#of<MovedCustomer["visitors"][number]>(
        "SELECT visitor, proved_at_ms AS provedAtMs FROM visitors WHERE customer_row = ? ORDER BY row",
        row,
      ),
      path: path ?? null,
      unearned: this.#of<MovedCustomer["unearned"][number]>(
        `SELECT ledger, order_id AS orderId, occurred_at_ms AS occurredAtMs, until_ms AS untilMs
         FROM unearned_orders WHERE customer_row = ? ORDER BY row`,
        row,
      ),
      devices: new DeviceStorage(this.#sql).moved(row),
    };
  }

  /** Writes a customer that has come from another Journey. @returns its row here. */
  unpack({
    customerId,
    firstOrderAtMs,
    paidOrders = null,
    bindings,
    visitors,
    path,
    unearned,
    devices = [],
  }: MovedCustomer): number {
    const { row } = this.#sql
      .exec<{ row: number }>(
        "INSERT INTO customers (customer_id, first_order_at_ms, paid_orders) VALUES (?, ?, ?) RETURNING row",
        customerId,
        firstOrderAtMs,
        paidOrders,
      )
      .one();
    this.#put(
      `bindings (customer_row, promoter, effective_at_ms, recorded_at_ms, protected_for_ms, order_id, ended_at_ms)`,
      row,
      bindings.map((one) => [
        one.promoter,
        one.effectiveAtMs,
        one.recordedAtMs,
        one.protectedForMs,
        one.orderId,
        one.endedAtMs,
      ]),
    );
    this.#put(
      "visitors (customer_row, visitor, proved_at_ms)",
      row,
      visitors.map(({ visitor, provedAtMs }) => [visitor, provedAtMs]),
    );
    const paths = path === null ? [] : [[path.oldestDay, path.touches]];
    this.#put("touch_paths (customer_row, oldest_day, touches)", row, paths);
    this.#put(
      "unearned_orders (customer_row, ledger, order_id, occurred_at_ms, until_ms)",
      row,
      unearned.map((one) => [one.ledger, one.orderId, one.occurredAtMs, one.untilMs]),
    );
    this.#put(
      "order_devices (customer_row, device, until_ms, orders)",
      row,
      devices.map(({ device, untilMs, orders }) => [device, untilMs, orders]),
    );
    return row;
  }

  #of<Row>(query: string, customerRow: number): Row[] {
    return this.#sql.exec<Stored<Row>>(query, customerRow).toArray();
  }

  /** Writes rows of a customer, in sequence. @param into a table with its columns, of which the customer's row is the first. */
  #put(into: string, customerRow: number, rows: readonly (readonly (string | number | null)[])[]): void {
    for (const values of rows) {
      const places = values.map(() => "?").join(", ");
      this.#sql.exec(`INSERT INTO ${into} VALUES (?, ${places})`, customerRow, ...values);
    }
  }
}
