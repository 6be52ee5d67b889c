/** Deliveries of an endpoint as its owner reads them: the newest first, each with its attempts. */
import type { AttemptFault } from "../../domain/notification/webhook-delivery.ts";
import type { DeliveryState } from "./delivery-storage.ts";

export interface ListedAttempt {
  readonly atMs: number;
  readonly durationMs: number;
  readonly status: number | null;
  readonly fault: AttemptFault | null;
  readonly answer: string;
}

export interface ListedDelivery {
  readonly row: number;
  readonly eventId: string;
  readonly sequence: number;
  readonly type: string;
  readonly state: DeliveryState;
  readonly attemptCount: number;
  /** When it is sent next; null unless it waits. */
  readonly nextAtMs: number | null;
  readonly createdAtMs: number;
  /** The newest, in their sequence. */
  readonly attempts: readonly ListedAttempt[];
}

export interface DeliveriesQuery {
  /** Null: all. */
  readonly state: DeliveryState | null;
  /** Deliveries with lesser rows; null: the newest. */
  readonly before: number | null;
  readonly limit: number;
}

type Row = Omit<ListedDelivery, "attempts">;

export class DeliveryListStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** One more than asked for, where there are more. */
  page({ state, before, limit }: DeliveriesQuery): ListedDelivery[] {
    // An index holds those of one state, as long as the statement names it.
    const ofState = state === null ? "" : `AND state = '${state}'`;
    const rows = this.#sql
      .exec<Row & Record<string, SqlStorageValue>>(
        `SELECT row, event_id AS eventId, sequence, type, state, attempts AS attemptCount,
           CASE state WHEN 'waiting' THEN next_at_ms END AS nextAtMs, created_at_ms AS createdAtMs
         FROM deliveries WHERE row < ? ${ofState} ORDER BY row DESC LIMIT ?`,
        before ?? Number.MAX_SAFE_INTEGER,
        limit + 1,
      )
      .toArray();
    return this.#withAttempts(rows);
  }

  one(row: number): ListedDelivery | null {
    return this.page({ state: null, before: row + 1, limit: 0 }).find((found) => found.row === row) ?? null;
  }

  #withAttempts(rows: readonly Row[]): ListedDelivery[] {
    const attempts = this.#sql
      .exec<ListedAttempt & Record<string, SqlStorageValue>>(
        `SELECT delivery, at_ms AS atMs, duration_ms AS durationMs, status, fault, answer FROM attempts
         WHERE delivery IN (SELECT value FROM json_each(?)) ORDER BY delivery, number`,
        JSON.stringify(rows.map(({ row }) => row)),
      )
      .toArray();
    const byDelivery = Map.groupBy(attempts, ({ delivery }) => Number(delivery));
    return rows.map((delivery) => ({
      ...delivery,
      attempts: (byDelivery.get(delivery.row) ?? []).map(
        ({ atMs, durationMs, status, fault, answer }): ListedAttempt => ({
          atMs,
          durationMs,
          status,
          fault,
          answer,
        }),
      ),
    }));
  }
}
