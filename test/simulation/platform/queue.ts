/**
 * A queue: messages come at least once, in any sequence, some time after they were sent. A consumer may die half-way; what
 * it did not acknowledge comes again. A message that was tried too often goes to the queue of dead letters.
 */
import type { Chance } from "../../support/chance.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Code } from "./code.ts";
import { type Faults, Overloaded } from "./faults.ts";

const MOST_ATTEMPTS = 101;
const LARGEST_BATCH = 10;
const GATHERED_WITHIN_MS = 5_000;
/** How often a consumer dies while it works, and how often an acknowledgement is lost. */
const DIES = 0.05;
const FORGETS = 0.05;

/** What a queue needs of the world around it. */
interface Surroundings {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  /** The code of the consumer that a delivery meets. */
  pickCode(): Code;
  envFor(life: null): Env;
}

interface Waiting {
  readonly id: string;
  readonly body: unknown;
  readonly sentAtMs: number;
  attempts: number;
}

/** What a delivery ended in, by message: nothing said is an acknowledgement, when the consumer ends well. */
type Verdict = "ack" | { readonly delayMs: number };

export class SimulatedQueue {
  readonly name: string;
  readonly #world: Surroundings;
  readonly #chance: Chance;
  readonly #dead: SimulatedQueue | null;
  /** Messages that are to be delivered. */
  #due: Waiting[] = [];
  #isPlanned = false;
  #count = 0;
  /** The longest that a message was on its way before it came, or came again. */
  longestMs = 0;
  /** Messages that were taken and are not done. */
  open = 0;

  constructor(name: string, world: Surroundings, chance: Chance, dead: SimulatedQueue | null) {
    this.name = name;
    this.#world = world;
    this.#chance = chance;
    this.#dead = dead;
  }

  /** As a producer calls it: the queue may refuse, and may have taken what it did not answer for. */
  async send(body: unknown, { delaySeconds = 0 }: { readonly delaySeconds?: number } = {}): Promise<void> {
    const { scheduler, faults } = this.#world;
    await scheduler.sleep(faults.delayMs());
    if (faults.overloads()) throw new Overloaded();
    this.#take(structuredClone(body), delaySeconds * 1_000);
    if (faults.loses()) throw new Overloaded();
  }

  /** Several at once: all are taken, or none. */
  async sendBatch(messages: readonly { readonly body: unknown }[]): Promise<void> {
    const { scheduler, faults } = this.#world;
    await scheduler.sleep(faults.delayMs());
    if (faults.overloads()) throw new Overloaded();
    for (const { body } of messages) this.#take(structuredClone(body), 0);
    if (faults.loses()) throw new Overloaded();
  }

  #take(body: unknown, delayMs: number): void {
    this.#count += 1;
    this.open += 1;
    const sentAtMs = this.#world.scheduler.nowMs;
    const message = { id: `${this.name}-${this.#count}`, body, sentAtMs, attempts: 0 };
    this.#later(message, delayMs + this.#chance.between(0, GATHERED_WITHIN_MS));
  }

  #later(message: Waiting, delayMs: number): void {
    this.#world.scheduler.after(delayMs, `due ${message.id}`, () => {
      this.#due.push(message);
      if (this.#isPlanned) return;
      this.#isPlanned = true;
      this.#world.scheduler.after(
        this.#chance.between(0, GATHERED_WITHIN_MS),
        `${this.name} delivers`,
        () => {
          this.#isPlanned = false;
          const due = this.#due;
          this.#due = [];
          for (let at = 0; at < due.length; at += LARGEST_BATCH)
            this.#deliver(due.slice(at, at + LARGEST_BATCH));
        },
      );
    });
  }

  #deliver(messages: readonly Waiting[]): void {
    const verdicts = new Map<Waiting, Verdict>();
    for (const message of messages) {
      message.attempts += 1;
      this.longestMs = Math.max(this.longestMs, this.#world.scheduler.nowMs - message.sentAtMs);
    }
    const shown = messages.map((message) => ({
      id: message.id,
      body: structuredClone(message.body),
      timestamp: new Date(message.sentAtMs),
      attempts: message.attempts,
      ack: () => void (verdicts.has(message) || verdicts.set(message, "ack")),
      retry: ({ delaySeconds = 0 } = {}) =>
        void (verdicts.has(message) || verdicts.set(message, { delayMs: delaySeconds * 1_000 })),
    }));
    const batch = {
      queue: this.name,
      messages: shown,
      ackAll: () => shown.forEach(({ ack }) => ack()),
      retryAll: () => shown.forEach(({ retry }) => retry()),
    } as unknown as MessageBatch;
    let isOver = false;
    const end = (rest: Verdict): void => {
      if (isOver) return;
      isOver = true;
      for (const message of messages) this.#settle(message, verdicts.get(message) ?? rest);
    };
    const again = { delayMs: 10_000 };
    // The consumer goes on, and the queue knows nothing of it any more.
    if (this.#world.faults.rates.crash > 0 && this.#chance.hits(DIES))
      this.#world.scheduler.after(this.#chance.between(1, 2_000), `a consumer of ${this.name} dies`, () =>
        end(again),
      );
    this.#world
      .pickCode()
      .consumeQueue(batch, this.#world.envFor(null))
      .then(
        () => end("ack"),
        () => end(again),
      );
  }

  #settle(message: Waiting, verdict: Verdict): void {
    const isForgotten = this.#world.faults.rates.loss > 0 && this.#chance.hits(FORGETS);
    if (verdict === "ack" && !isForgotten) {
      this.open -= 1;
      return;
    }
    if (message.attempts < MOST_ATTEMPTS || this.#dead === null)
      return this.#later(message, verdict === "ack" ? 1_000 : verdict.delayMs);
    this.open -= 1;
    this.#dead.#take(message.body, 0);
  }
}
