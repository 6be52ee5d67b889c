/** Orders of a ledger that evidence has come for after nobody earned them, and what was told with each order. */
import type { OrderEvidence } from "../../../domain/attribution/evidence.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import type { Order } from "../../../domain/order/order.ts";

export interface LateOrder {
  readonly row: number;
  readonly pieces: number;
}

export const NO_EVIDENCE: OrderEvidence = { touches: [], tokenFaults: [], couponCode: null, gatheredAtMs: 0 };

interface Replaced {
  readonly row: number;
  readonly order: Order;
  readonly journey: string | null;
  readonly decision: Decision;
}

export class LateOrderStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What came with an order. */
  evidence(row: number): OrderEvidence {
    return this.evidenceOf([row]).get(row) ?? NO_EVIDENCE;
  }

  /** What came with each order that brought anything. */
  evidenceOf(rows: readonly number[]): Map<number, OrderEvidence> {
    const stored = this.#sql.exec<{ row: number; evidence: string }>(
      "SELECT row, evidence FROM orders WHERE row IN (SELECT value FROM json_each(?)) AND evidence IS NOT NULL",
      JSON.stringify(rows),
    );
    return new Map([...stored].map(({ row, evidence }) => [row, JSON.parse(evidence) as OrderEvidence]));
  }

  keepEvidence(row: number, evidence: OrderEvidence): void {
    this.#sql.exec("UPDATE orders SET evidence = ? WHERE row = ?", JSON.stringify(evidence), row);
  }

  /** Puts another decision in the place of one that credited nobody. */
  replaceDecision({ row, order, journey, decision }: Replaced): void {
    this.#sql.exec(
      "UPDATE orders SET received = ?, journey = ?, decision = ? WHERE row = ?",
      JSON.stringify(order),
      journey,
      JSON.stringify(decision),
      row,
    );
  }

  /** Evidence has come. */
  addLate(row: number): void {
    this.#sql.exec(
      "INSERT INTO late_orders (order_row) VALUES (?) ON CONFLICT (order_row) DO UPDATE SET pieces = pieces + 1",
      row,
    );
  }

  late(limit: number): LateOrder[] {
    return this.#sql
      .exec<LateOrder & Record<string, SqlStorageValue>>(
        "SELECT order_row AS row, pieces FROM late_orders ORDER BY order_row LIMIT ?",
        limit,
      )
      .toArray();
  }

  /** Done, unless more evidence has come meanwhile. */
  removeLate({ row, pieces }: LateOrder): void {
    this.#sql.exec("DELETE FROM late_orders WHERE order_row = ? AND pieces = ?", row, pieces);
  }
}
