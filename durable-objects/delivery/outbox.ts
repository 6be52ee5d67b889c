/**
 * Delivers an outbox: per receiver one flight at a time, messages in sequence, and only what the receiver acknowledged
 * is done. A failure backs off; the alarm of the owner is the backstop.
 */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { logError } from "../object/log.ts";
import type { Numbered } from "./messages.ts";
import type { OutboxStorage, Pair } from "./outbox-storage.ts";
import type { DeliveryAnswer, Taken } from "./rows.ts";

/** How the owner of an outbox sends messages, and what it does with an answer. */
export interface OutboxOwner {
  now(): number;
  send(pair: Pair, messages: readonly Numbered[]): Promise<DeliveryAnswer>;
  /** Runs in one transaction. */
  answered(work: () => void): void;
  taken(pair: Pair, answer: Taken, messages: readonly Numbered[]): void;
  /** Something is left for later: the alarm must be set. */
  rearm(): void;
}

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 60_000;

export class Outbox {
  readonly #storage: OutboxStorage;
  readonly #owner: OutboxOwner;
  readonly #flights = new Map<number, Promise<void>>();

  constructor(storage: OutboxStorage, owner: OutboxOwner) {
    this.#storage = storage;
    this.#owner = owner;
  }

  /** Starts a flight for every receiver that has messages waiting and none under way. Resolves when all have landed. */
  async flush(): Promise<void> {
    for (const { pair, retryAtMs } of this.#storage.openPairs()) {
      if (this.#flights.has(pair) || retryAtMs > this.#owner.now()) continue;
      this.#flights.set(
        pair,
        this.#fly(pair).finally(() => this.#flights.delete(pair)),
      );
    }
    await Promise.all(this.#flights.values());
  }

  /** When the next retry is due; null when nothing waits or a flight is under way for all that does. */
  nextRetryAtMs(): number | null {
    const times = this.#storage.openPairs().map((pair) => pair.retryAtMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  async #fly(number: number): Promise<void> {
    try {
      for (;;) {
        const pair = this.#storage.pair(number);
        const messages = this.#storage.messagesAfter(number, pair.ackedSeq, LIMITS.rowsPerDelivery);
        if (messages.length === 0) return;
        const answer = await this.#owner.send(pair, messages);
        this.#owner.answered(() => {
          this.#storage.acknowledge(number, answer.last);
          if (answer.kind !== "taken") return;
          for (const { seq, code } of answer.refused) this.#storage.markRefused(number, seq, code);
          this.#owner.taken(pair, answer, messages);
        });
      }
    } catch (error) {
      logError("delivery_failed", error, { pair: number });
      const { failures } = this.#storage.pair(number);
      const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(failures, 16), LONGEST_BACKOFF_MS);
      this.#owner.answered(() => this.#storage.postpone(number, this.#owner.now() + backoffMs));
      this.#owner.rearm();
    }
  }
}
