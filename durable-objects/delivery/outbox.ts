/**
 * Delivers an outbox: per receiver one flight at a time, rows in sequence, and only what the receiver acknowledged
 * is done. A failure backs off; the alarm of the owner is the backstop.
 */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { logFailure } from "../object/log.ts";
import type { DeliveryAnswer } from "./messages.ts";
import type { NumberedRow, OutboxStorage, Pair } from "./outbox-storage.ts";

/** How the owner of an outbox sends rows, and what it does with an answer. */
export interface OutboxOwner {
  now(): number;
  send(pair: Pair, rows: readonly NumberedRow[]): Promise<DeliveryAnswer>;
  /** Runs in one transaction. */
  answered(work: () => void): void;
  taken(pair: Pair, answer: Extract<DeliveryAnswer, { kind: "taken" }>, rows: readonly NumberedRow[]): void;
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

  /** Starts a flight for every receiver that has rows waiting and none under way. Resolves when all have landed. */
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
        const rows = this.#storage.rowsAfter(number, pair.ackedSeq, LIMITS.rowsPerDelivery);
        if (rows.length === 0) return;
        const answer = await this.#owner.send(pair, rows);
        this.#owner.answered(() => {
          this.#storage.acknowledge(number, answer.last);
          if (answer.kind === "taken") this.#owner.taken(pair, answer, rows);
        });
      }
    } catch (error) {
      logFailure("Outbox.flight", error);
      const { failures } = this.#storage.pair(number);
      const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(failures, 16), LONGEST_BACKOFF_MS);
      this.#owner.answered(() => this.#storage.postpone(number, this.#owner.now() + backoffMs));
      this.#owner.rearm();
    }
  }
}
