/** Browsers from which customers ordered, by their aliases: the newest of each customer, each with its newest orders. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { Use } from "../../domain/risk/uses.ts";
import type { MovedDevice } from "../delivery/moved-customer.ts";
import type { SchemaStep } from "../object/schema-storage.ts";

export const DEVICE_SCHEMA: SchemaStep = [
  `CREATE TABLE order_devices (
     customer_row INTEGER NOT NULL REFERENCES customers (row),
     device TEXT NOT NULL,
     until_ms INTEGER NOT NULL,
     orders TEXT NOT NULL CHECK (json_valid(orders)),
     PRIMARY KEY (customer_row, device)
   ) STRICT, WITHOUT ROWID`,
];

export class DeviceStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  of(customerRow: number): Use[] {
    return this.moved(customerRow).map(({ device, untilMs, orders }) => ({
      user: device,
      untilMs,
      orders: JSON.parse(orders) as Use["orders"],
    }));
  }

  /** As they are stored, for the way to another Journey. */
  moved(customerRow: number): MovedDevice[] {
    return this.#sql
      .exec<MovedDevice>(
        "SELECT device, until_ms AS untilMs, orders FROM order_devices WHERE customer_row = ? ORDER BY device",
        customerRow,
      )
      .toArray();
  }

  /** Keeps a browser. Those that count no more, and beyond the bound those that end first, are forgotten. */
  put(customerRow: number, { user, untilMs, orders }: Use, nowMs: number): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO order_devices (customer_row, device, until_ms, orders) VALUES (?, ?, ?, ?)",
      customerRow,
      user,
      untilMs,
      JSON.stringify(orders),
    );
    this.#sql.exec(
      `DELETE FROM order_devices WHERE customer_row = ?1 AND device <> ?2 AND (until_ms <= ?3 OR device NOT IN (
         SELECT device FROM order_devices WHERE customer_row = ?1 ORDER BY until_ms DESC, device LIMIT ?4))`,
      customerRow,
      user,
      nowMs,
      LIMITS.devicesPerCustomer + 1,
    );
  }
}
