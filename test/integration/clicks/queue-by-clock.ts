/**
 * The queues of `wrangler.toml` under a clock of their own: what is tried again comes after its pause, without a wait. A
 * message that is out of tries goes to its dead-letter queue, and one that has none is lost, as the platform has it.
 */
import { env } from "cloudflare:workers";

declare global {
  namespace Cloudflare {
    interface Env {
      QUEUE_CONSUMERS: {
        queue: string;
        max_batch_size: number;
        max_retries: number;
        retry_delay: number;
        dead_letter_queue?: string;
      }[];
    }
  }
}

type Settings = Cloudflare.Env["QUEUE_CONSUMERS"][number];

interface Waiting {
  readonly id: string;
  readonly body: unknown;
  readonly queue: string;
  readonly sentAtSeconds: number;
  attempts: number;
  dueAtSeconds: number;
}

const RETENTION_SECONDS = 14 * 86_400;

export class QueueByClock {
  readonly #consume: (batch: MessageBatch, nowSeconds: number) => Promise<void>;
  readonly #waiting = new Set<Waiting>();
  #nowSeconds = 0;
  /** Bodies of messages that no queue has any more, and nobody acknowledged. */
  readonly lost: unknown[] = [];

  /** @param consume what takes deliveries, and is told the time, in seconds since the beginning. */
  constructor(consume: (batch: MessageBatch, nowSeconds: number) => Promise<void>) {
    this.#consume = consume;
  }

  send(queue: string, body: unknown, delaySeconds = 0): void {
    const sentAtSeconds = this.#nowSeconds;
    const dueAtSeconds = sentAtSeconds + delaySeconds;
    this.#waiting.add({ id: crypto.randomUUID(), body, queue, attempts: 0, sentAtSeconds, dueAtSeconds });
  }

  /** Delivers until nothing waits. @returns the hours that it took. */
  async run(): Promise<number> {
    for (;;) {
      const [first] = [...this.#waiting].toSorted((a, b) => a.dueAtSeconds - b.dueAtSeconds);
      if (first === undefined) return this.#nowSeconds / 3_600;
      this.#nowSeconds = Math.max(this.#nowSeconds, first.dueAtSeconds);
      await this.#deliver(first.queue);
    }
  }

  async #deliver(queue: string): Promise<void> {
    const settings = env.QUEUE_CONSUMERS.find((consumer) => consumer.queue === queue);
    if (settings === undefined) throw new Error(`nobody consumes ${queue}`);
    const due = [...this.#waiting]
      .filter((one) => one.queue === queue && one.dueAtSeconds <= this.#nowSeconds)
      .slice(0, settings.max_batch_size);
    for (const one of due) {
      this.#waiting.delete(one);
      one.attempts += 1;
    }
    const retried = new Map<Waiting, number>();
    try {
      await this.#consume(batchOf(queue, due, settings, retried), this.#nowSeconds);
    } catch {
      // What throws was not handled: all of it comes again.
      for (const one of due) retried.set(one, settings.retry_delay);
    }
    for (const [one, pause] of retried) this.#again(one, settings, pause);
  }

  #again(one: Waiting, settings: Settings, pause: number): void {
    one.dueAtSeconds = this.#nowSeconds + pause;
    if (one.dueAtSeconds > one.sentAtSeconds + RETENTION_SECONDS) this.lost.push(one.body);
    else if (one.attempts <= settings.max_retries) this.#waiting.add(one);
    else if (settings.dead_letter_queue === undefined) this.lost.push(one.body);
    else this.send(settings.dead_letter_queue, one.body);
  }
}

/** A delivery. What is acknowledged leaves `retried`, and what is to come again stands there with its pause. */
function batchOf(
  queue: string,
  due: readonly Waiting[],
  { retry_delay: usual }: Settings,
  retried: Map<Waiting, number>,
): MessageBatch {
  const retry = (one: Waiting, options?: QueueRetryOptions) =>
    void retried.set(one, options?.delaySeconds ?? usual);
  return {
    queue,
    metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
    messages: due.map((one) => ({
      id: one.id,
      body: one.body,
      attempts: one.attempts,
      timestamp: new Date(),
      ack: () => void retried.delete(one),
      retry: (options?: QueueRetryOptions) => retry(one, options),
    })),
    ackAll: () => retried.clear(),
    retryAll: (options?: QueueRetryOptions) => due.forEach((one) => retry(one, options)),
  };
}
