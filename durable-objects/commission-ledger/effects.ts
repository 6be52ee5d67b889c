/** Effects of a transaction on orders: what is written once at its end, in few statements. */
import { type Message, RECEIVER_OF } from "../delivery/messages.ts";
import type { OutboxStorage } from "../delivery/outbox-storage.ts";
import type { CommissionRow, OrderStorage } from "./order-storage.ts";
import type { ReadModelStorage } from "./read-model/read-model-storage.ts";

/**
 * Messages for other objects, gathered by receiver, so that each receiver's numbers are taken once; and how far
 * commissions were brought, and which orders changed.
 */
export class Effects {
  readonly #commissions: CommissionRow[] = [];
  readonly #changed: number[] = [];
  readonly #messages = new Map<string, { readonly receiver: string; messages: Message[] }>();

  /** @param receiver name of an object of the class that takes such messages. */
  tell(receiver: string, message: Message): void {
    const key = `${RECEIVER_OF[message.type]} ${receiver}`;
    const found = this.#messages.get(key);
    if (found === undefined) this.#messages.set(key, { receiver, messages: [message] });
    else found.messages.push(message);
  }

  /** A book that stopped commissions goes on with them: of each the first intent opens it again. */
  reopen(): void {
    const opened = new Set<string>();
    for (const flight of this.#messages.values()) {
      flight.messages = flight.messages.map((message) => {
        if (message.type !== "intent") return message;
        const key = `${message.orderRow} ${message.credit} ${message.level} ${message.promoter}`;
        const reopens = !opened.has(key);
        opened.add(key);
        return { ...message, reopens };
      });
    }
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
   * @returns true when there are messages to send.
   */
  commit({ ledger, readModel, outbox }: EffectStores): boolean {
    if (this.#commissions.length > 0) ledger.putCommissions(this.#commissions);
    if (this.#changed.length > 0) readModel.mark(this.#changed);
    for (const { receiver, messages } of this.#messages.values()) outbox.append(receiver, messages);
    return this.#messages.size > 0;
  }
}

/** Where effects are written. */
export interface EffectStores {
  readonly ledger: OrderStorage;
  readonly readModel: ReadModelStorage;
  readonly outbox: OutboxStorage;
}
