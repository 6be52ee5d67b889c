import type { OrderStorage, CommissionRow } from "./order-storage.ts";
import type { ReadModelStorage } from "./read-model-storage.ts";
import type { OutboxRow, OutboxStorage, ReceiverClass } from "../delivery/outbox-storage.ts";

/**
 * Rows for other objects, gathered by receiver, so that each receiver's numbers are taken once; and how far commissions
 * were brought, and which orders changed.
 */
export class Effects {
  readonly #commissions: CommissionRow[] = [];
  readonly #changed: number[] = [];
  readonly #rows = new Map<string, { receiverClass: ReceiverClass; receiver: string; rows: OutboxRow[] }>();

  add(receiverClass: ReceiverClass, receiver: string, row: OutboxRow): void {
    const key = `${receiverClass} ${receiver}`;
    const found = this.#rows.get(key);
    if (found === undefined) this.#rows.set(key, { receiverClass, receiver, rows: [row] });
    else found.rows.push(row);
  }

  /** A commission was brought as far as that. */
  addCommission(commission: CommissionRow): void {
    this.#commissions.push(commission);
  }

  /** The read model of an order lags from now on. */
  addChanged(orderRow: number): void {
    this.#changed.push(orderRow);
  }

  /**
   * Call it in the transaction of the changes.
   *
   * @returns true when there are rows to send.
   */
  commit({ ledger, readModel, outbox }: EffectStores): boolean {
    if (this.#commissions.length > 0) ledger.putCommissions(this.#commissions);
    if (this.#changed.length > 0) readModel.mark(this.#changed);
    for (const { receiverClass, receiver, rows } of this.#rows.values())
      outbox.append(receiverClass, receiver, rows);
    return this.#rows.size > 0;
  }
}

/** Where effects are written. */
export interface EffectStores {
  readonly ledger: OrderStorage;
  readonly readModel: ReadModelStorage;
  readonly outbox: OutboxStorage;
}
