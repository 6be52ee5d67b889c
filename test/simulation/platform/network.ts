/** Messages between the parts of a world: lost, late, doubled, and answered or not. */
import type { Scheduler } from "../scheduler.ts";
import { breaksOff, type Faults, NetworkFault } from "./faults.ts";
import type { Host, Life } from "./life.ts";
import type { Outages } from "./outages.ts";
import type { DatabaseName } from "./stored-database.ts";

/** How long a caller waits before it gives a lost message up, in milliseconds. */
const PATIENCE_MS = 3_000;
/** How long a statement that D1 is slow with is on its way at most, in milliseconds. */
const SLOWEST_MS = 60_000;

const DATABASES = "D1 ";

export function databaseTitle(name: DatabaseName): string {
  return `${DATABASES}${name}`;
}

interface Surroundings {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly outages: Outages;
  enter(host: Host): void;
}

/** Whom a message is for, what it asks, and what is done there. */
export interface Message {
  readonly title: string;
  readonly what: string;
  readonly perform: Perform;
  /** As its copy has it done. */
  readonly again: () => Perform;
  /** What the sender gets of an answer. */
  readonly copyOf: (value: unknown) => unknown;
}

export type Perform = (answered: (value: unknown) => void, failed: (error: unknown) => void) => void;

export class Network {
  readonly #around: Surroundings;
  /** Messages so far. */
  operations = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** A message there and its answer back, either of which may be lost, late or doubled. */
  roundTrip(life: Life | null, { title, what, perform, again, copyOf }: Message): Promise<unknown> {
    this.operations += 1;
    const label = `${title} ${what}`;
    const from = life?.host.title ?? "outside";
    return new Promise((resolve, reject) => {
      const back = (settle: () => void, kind: string): void => {
        this.#around.scheduler.after(this.#around.faults.delayMs(), `${kind} ${label}`, () => {
          if (life === null) return settle();
          if (life.isDead) return;
          this.#around.enter(life.host);
          settle();
        });
      };
      const giveUp = (): void =>
        this.#around.scheduler.after(PATIENCE_MS, `gave up ${label}`, () => {
          if (life?.isDead === true) return;
          if (life !== null) this.#around.enter(life.host);
          reject(new NetworkFault(`no answer from ${label}`));
        });
      const send = (): void => {
        if (this.#isLost(from, title)) return giveUp();
        const answered = (value: unknown): void => {
          // What was asked is carried out, and nobody hears of it.
          if (this.#around.outages.has("silent", title) || this.#isLost(title, from)) return giveUp();
          const copy = copyOf(value);
          back(() => resolve(copy), "answer");
        };
        const failed = (error: unknown): void => {
          const received = breaksOff(error) ? new NetworkFault("the object was reset") : error;
          back(() => reject(received), "failure");
        };
        this.#around.scheduler.after(this.#wayMs(title), label, () => perform(answered, failed));
        if (!this.#around.faults.repeats()) return;
        const [ignored, repeat] = [(): void => {}, again()];
        this.#around.scheduler.after(this.#around.faults.repeatDelayMs(), `repeat ${label}`, () =>
          repeat(ignored, ignored),
        );
      };
      if (life === null) send();
      else life.outputs.push(send);
    });
  }

  /** How long a message is on its way. D1 is slow at times, so that much happens before it answers. */
  #wayMs(title: string): number {
    const delayMs = this.#around.faults.delayMs();
    if (!title.startsWith(DATABASES)) return delayMs;
    return Math.max(delayMs, Math.min(10 * delayMs, SLOWEST_MS));
  }

  #isLost(from: string, to: string): boolean {
    if (!this.#around.outages.isCut(from, to)) return this.#around.faults.loses();
    this.#around.faults.counts.parted += 1;
    return true;
  }
}
