/** Takes what a queue holds to its consumer, one batch at a time, until it is told to stop. */
import { logError } from "../../../durable-objects/object/log.ts";
import type { QueueSettings } from "../project.ts";
import type { QueueStore, Settled, Waiting } from "./queue-store.ts";

/** What the runtime says of a batch that it gave to a consumer. */
export interface Outcome {
  readonly outcome: string;
  readonly ackAll: boolean;
  readonly retryBatch: { readonly retry: boolean; readonly delaySeconds?: number };
  readonly explicitAcks: readonly string[];
  readonly retryMessages: readonly { readonly msgId: string; readonly delaySeconds?: number }[];
}

/** Gives a batch to the consumer. @throws NotReached when nobody was there to take it. */
export type Deliver = (queue: string, messages: readonly Waiting[]) => Promise<Outcome>;

/** The runtime is on its way up or down: no message was delivered. */
export class NotReached extends Error {
  override readonly name = "NotReached";
}

/** After a delivery that did not end, where nobody was reached, and where the disk refuses, the queue is looked at again. */
const UNREACHED_MS = 1_000;
/** `setTimeout` counts to a little under 25 days. */
const LONGEST_WAIT_MS = 3_600_000;

export class QueuePump {
  readonly #queue: string;
  readonly #settings: QueueSettings;
  readonly #store: QueueStore;
  readonly #deliver: Deliver;
  readonly #settled: () => void;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #isStopped = false;

  /** @param settled told after each delivery: another queue may have got what this one gave up. */
  constructor(
    queue: string,
    settings: QueueSettings,
    store: QueueStore,
    deliver: Deliver,
    settled: () => void = () => {},
  ) {
    this.#queue = queue;
    this.#settled = settled;
    this.#settings = settings;
    this.#store = store;
    this.#deliver = deliver;
  }

  /** Looks at the queue: a full batch goes at once, others when they have waited for more. */
  look(nowMs = Date.now()): void {
    if (this.#isStopped || this.#turn !== undefined) return;
    clearTimeout(this.#timer);
    try {
      this.#begin(nowMs);
    } catch (error) {
      this.#lookLater(this.#tellRefused(error));
    }
  }

  #begin(nowMs: number): void {
    const { maxBatchSize = 10, maxBatchTimeout = 5 } = this.#settings;
    const firstMs = this.#store.nextDueMs(this.#queue, nowMs);
    if (firstMs === undefined) return;
    const batch = this.#store.due(this.#queue, nowMs, maxBatchSize);
    const atMs = batch.length === maxBatchSize ? nowMs : firstMs + maxBatchTimeout * 1_000;
    if (atMs > nowMs) {
      this.#lookLater(atMs - nowMs);
      return;
    }
    this.#turn = this.#take(batch)
      .catch((error: unknown) => this.#tellRefused(error))
      .then((pauseMs) => {
        this.#turn = undefined;
        if (this.#isStopped) return;
        if (pauseMs > 0) this.#lookLater(pauseMs);
        else {
          this.look();
          this.#settled();
        }
      });
  }

  #lookLater(ms: number): void {
    this.#timer = setTimeout(() => this.look(), Math.min(ms, LONGEST_WAIT_MS));
  }

  /** What is at the consumer already is waited for; what is not stays on disk. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#turn;
  }

  /** Answers how long to wait before the next look. @throws whatever the disk says where it refuses what is noted. */
  async #take(due: readonly Waiting[]): Promise<number> {
    const batch = this.#store.begin(due, this.#settings, Date.now());
    this.#tellGivenUp(due.length - batch.length);
    if (batch.length === 0) return 0;
    try {
      const outcome = await this.#deliver(this.#queue, batch);
      this.#store.settle(settledBy(batch, outcome, this.#settings), this.#settings, Date.now());
      return 0;
    } catch (error) {
      if (!this.#isStopped) logError("queue_not_delivered", error, { queue: this.#queue });
      if (error instanceof NotReached) this.#store.undo(batch);
      else this.#store.cutOff(batch, Date.now());
      return UNREACHED_MS;
    }
  }

  /** A disk that is full ends no service: what waits is there yet, and a delivery that was not noted is made again. */
  #tellRefused(error: unknown): number {
    logError("queue_disk_refused", error, { queue: this.#queue });
    return UNREACHED_MS;
  }

  /** Nobody has answered for these, so nobody has told of them. */
  #tellGivenUp(messages: number): void {
    if (messages === 0) return;
    const error = new Error("deliveries were cut off as often as a message may be tried");
    logError("deliveries_given_up", error, { queue: this.#queue, messages });
  }
}

function settledBy(batch: readonly Waiting[], outcome: Outcome, { retryDelay = 0 }: QueueSettings): Settled {
  const { retryBatch, retryMessages, explicitAcks, ackAll } = outcome;
  const isFailed = outcome.outcome !== "ok";
  const later = retryBatch.delaySeconds ?? retryDelay;
  const asked = new Map(retryMessages.map(({ msgId, delaySeconds }) => [msgId, delaySeconds ?? later]));
  const acked = new Set(explicitAcks);
  const retried = batch.flatMap(({ id }) => {
    const delaySeconds = asked.get(id);
    if (delaySeconds !== undefined) return [{ id, delaySeconds }];
    const isLost = (isFailed && !ackAll && !acked.has(id)) || (retryBatch.retry && !acked.has(id));
    return isLost ? [{ id, delaySeconds: later }] : [];
  });
  const again = new Set(retried.map(({ id }) => id));
  return { retried, done: batch.map(({ id }) => id).filter((id) => !again.has(id)) };
}
