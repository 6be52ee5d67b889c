/**
 * Announces what is wrong with an owner where an operator sees it: rows that were refused, and pairs that stand. It does so
 * when it changes, by the owner's alarm, and not when somebody reconciles.
 */
import { Backoff } from "../object/backoff.ts";
import type { ConditionStorage, Troubles, Waiting } from "./condition-storage.ts";

/** How an owner stands. */
export type OwnerCondition = Troubles &
  Waiting & {
    /** Orders whose read model is still to be written. */
    readonly unprojected: number;
    /** Events that wait for their orders. */
    readonly waitingEvents: number;
  };

export interface ConditionOwner {
  readonly kv: SyncKvStorage;
  readonly storage: ConditionStorage;
  unprojected(): number;
  waitingEvents(): number;
  /** Writes it where an operator sees it. */
  announce(condition: OwnerCondition): Promise<void>;
}

const KEY = "announced_condition";
const FIRST_WAIT_MS = 1_000;

export class Condition {
  readonly #owner: ConditionOwner;
  readonly #announcing = new Backoff("Owner.announcing", FIRST_WAIT_MS);
  /** Undefined when the tables may have changed since it was read. */
  #troubles: Troubles | undefined;
  #announced: string | undefined;
  #isAsked = false;

  constructor(owner: ConditionOwner) {
    this.#owner = owner;
  }

  /** The tables of the outbox may have changed. */
  changed(): void {
    this.#troubles = undefined;
  }

  /** Has the whole condition announced again, whether or not something is wrong. */
  ask(): void {
    this.changed();
    this.#isAsked = true;
  }

  /** What was announced may stand there no more: also that all is well is announced again. */
  sayAgain(): void {
    this.changed();
    this.#keep(LOST);
  }

  nextMs(nowMs: number): number | null {
    return this.#isDue ? nowMs + this.#announcing.waitMs : null;
  }

  async run(): Promise<void> {
    if (!this.#isDue) return;
    await this.#announcing.attempt(async () => {
      const troubles = this.#owner.storage.troubles();
      const waiting = this.#owner.storage.waiting();
      const [unprojected, waitingEvents] = [this.#owner.unprojected(), this.#owner.waitingEvents()];
      const isClear = textOf(troubles) === CLEAR && waiting.waitingRows + unprojected + waitingEvents === 0;
      // An owner that was well and is well writes nothing.
      if (!isClear || this.#announcedText() !== "") {
        await this.#owner.announce({ ...troubles, ...waiting, unprojected, waitingEvents });
      }
      this.#keep(isClear ? "" : textOf(troubles));
      this.#isAsked = false;
    });
  }

  get #isDue(): boolean {
    if (this.#isAsked) return true;
    this.#troubles ??= this.#owner.storage.troubles();
    const text = textOf(this.#troubles);
    const announced = this.#announcedText();
    return text !== announced && !(text === CLEAR && announced === "");
  }

  #announcedText(): string {
    this.#announced ??= this.#owner.kv.get<string>(KEY) ?? "";
    return this.#announced;
  }

  #keep(text: string): void {
    if (text !== this.#announcedText()) this.#owner.kv.put(KEY, text);
    this.#announced = text;
  }
}

function textOf({ refusedRows, stoppedPairs }: Troubles): string {
  return `${refusedRows}/${stoppedPairs}`;
}

/** Instead of what was announced, where nobody knows it. */
const LOST = "lost";
const CLEAR = textOf({ refusedRows: 0, stoppedPairs: 0 });
