/** Takes a customer out of the orders of a ledger, part by part. What the orders earned, and every event of them, stays. */
import { ERASED, withoutCustomer } from "../../domain/order/without-customer.ts";
import type { Order } from "../../domain/order/order.ts";
import { PAGE_ORDER_IDS } from "../../domain/order/page-order.ts";

/** A part of the erasing of a customer. */
export interface OrdersErasure {
  readonly customerId: string;
  /** Stands in the customer's place from now on. */
  readonly pseudonym: string;
  /** Orders that were received later are a new customer's. */
  readonly receivedUntilMs: number;
  /** The last row of the part before; 0 begins. */
  readonly afterRow: number;
}

export interface ErasedOrders {
  /** Orders that named the customer until now, and those that pages told before them with reasons until now. */
  readonly erased: number;
  /** False while something of the customer's orders is on its way to another object or to the read model. */
  readonly isSettled: boolean;
  /** Where the next part begins; null behind the last. */
  readonly nextRow: number | null;
}

/** Rows read by one part. */
const ROWS_PER_PART = 5_000;

// A type, not an interface: rows of a query must be assignable to a record.
type Named = { row: number; received: string; moved: 0 | 1 | 2 };

/** A receiver that may still hear the name. */
type Unacknowledged = { receiverClass: "journey" | "book"; receiver: string };

/** Rows of orders that name a customer, of one part. */
export interface NamingRows {
  readonly rows: readonly number[];
  readonly nextRow: number | null;
}

export class ErasureStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Runs in a transaction. @returns also whether some order is on its way elsewhere, and the rows whose read model lags now. */
  erase(
    { customerId, pseudonym, receivedUntilMs, afterRow }: OrdersErasure,
    nowMs: number,
  ): {
    readonly erased: number;
    readonly nextRow: number | null;
    readonly underWay: boolean;
    readonly lagging: readonly number[];
  } {
    const endRow = afterRow + ROWS_PER_PART;
    const named = this.#named(customerId, receivedUntilMs, afterRow, endRow);
    const here = named.filter(({ moved }) => moved !== 1);
    for (const one of here) this.#eraseOne(one, pseudonym, nowMs);
    const closed = this.#closedBy(pseudonym, afterRow, endRow);
    const closedHere = closed.filter(({ moved }) => moved !== 1);
    for (const { row } of closedHere) this.#eraseReasons(row);
    return {
      erased: here.length + closedHere.length,
      nextRow: this.#nextRow(endRow),
      underWay: here.length < named.length || closedHere.length < closed.length,
      lagging: here.filter(({ moved }) => moved === 0).map(({ row }) => row),
    };
  }

  /** Orders that are here and name a customer. */
  naming(customerId: string, afterRow: number): NamingRows {
    const endRow = afterRow + ROWS_PER_PART;
    const named = this.#named(customerId, Number.MAX_SAFE_INTEGER, afterRow, endRow);
    const rows = named.filter(({ moved }) => moved < 2).map(({ row }) => row);
    return { rows, nextRow: this.#nextRow(endRow) };
  }

  /** The Journeys and books that have not acknowledged what was told of the pseudonym's orders, and of who bought. */
  unacknowledged(pseudonym: string): Unacknowledged[] {
    return this.#sql
      .exec<Unacknowledged>(
        `SELECT DISTINCT p.receiver_class AS receiverClass, p.receiver
         FROM pairs p JOIN outbox w ON w.pair = p.pair AND w.seq > p.acked_seq
         JOIN orders o ON o.row = w.order_row
         WHERE (p.receiver_class = 'journey' OR w.kind = 'used') AND p.acked_seq < p.last_seq
           AND instr(o.received, ?) > 0`,
        memberOf(pseudonym),
      )
      .toArray();
  }

  /** Whether the read model of an order of the pseudonym lags. */
  isUnprojected(pseudonym: string): boolean {
    return (
      this.#sql
        .exec(
          `SELECT 1 FROM unprojected u JOIN orders o ON o.row = u.order_row WHERE instr(o.received, ?) > 0 LIMIT 1`,
          memberOf(pseudonym),
        )
        .toArray().length > 0
    );
  }

  #nextRow(endRow: number): number | null {
    const last = this.#sql.exec<{ row: number | null }>("SELECT max(row) AS row FROM orders").one().row ?? 0;
    return endRow < last ? endRow : null;
  }

  #named(customerId: string, untilMs: number, afterRow: number, endRow: number): Named[] {
    return this.#sql
      .exec<Named>(
        `SELECT row, received, moved FROM orders
         WHERE row > ? AND row <= ? AND first_received_at_ms <= ? AND instr(received, ?) > 0`,
        afterRow,
        endRow,
        untilMs,
        memberOf(customerId),
      )
      .toArray()
      .filter(({ received }) => (JSON.parse(received) as Order).customerId === customerId);
  }

  /** What pages told before orders that are the pseudonym's now: operators' reasons may name whom the orders named. */
  #closedBy(pseudonym: string, afterRow: number, endRow: number): Pick<Named, "row" | "moved">[] {
    const { from, before } = PAGE_ORDER_IDS;
    return this.#sql
      .exec<Pick<Named, "row" | "moved">>(
        `SELECT closed.row, closed.moved FROM orders closed JOIN orders signed ON signed.order_id = substr(closed.order_id, ?)
         WHERE closed.order_id >= ? AND closed.order_id < ? AND closed.row > ? AND closed.row <= ?
           AND instr(signed.received, ?) > 0
           AND EXISTS (SELECT 1 FROM events e WHERE e.order_row = closed.row AND e.event ->> 'reason' <> ?)`,
        from.length + 1,
        from,
        before,
        afterRow,
        endRow,
        memberOf(pseudonym),
        ERASED,
      )
      .toArray();
  }

  #eraseOne({ row, received }: Named, pseudonym: string, nowMs: number): void {
    const order = withoutCustomer(JSON.parse(received) as Order, pseudonym);
    this.#sql.exec(
      `UPDATE orders SET received = ?, version = max(version + 1, ?), evidence = json_remove(evidence, '$.device')
       WHERE row = ?`,
      JSON.stringify(order),
      nowMs,
      row,
    );
    this.#eraseReasons(row);
  }

  #eraseReasons(row: number): void {
    this.#sql.exec(
      `UPDATE events SET event = json_set(event, '$.reason', ?) WHERE order_row = ? AND event ->> 'reason' IS NOT NULL`,
      ERASED,
      row,
    );
  }
}

/** As an order that is stored as JSON names its customer. */
function memberOf(customerId: string): string {
  return `"customerId":${JSON.stringify(customerId)}`;
}
