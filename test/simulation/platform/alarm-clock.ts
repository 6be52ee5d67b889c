/** The one alarm of an object, as the platform keeps it: at least once, tried again when it fails, at times lost or early. */
import type { Scheduler } from "../scheduler.ts";
import type { Faults } from "./faults.ts";

interface ClockSurroundings {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  /** What the machine's clock shows. */
  machineMs(): number;
  /** When the machine's clock will show a time. */
  whenShown(atMs: number): number;
}

/** Has the object run its alarm; `ended` hears whether it did. */
type Run = (ended: (works: boolean) => void) => void;

const TRIES = 6;
/** How much too early an alarm may come. */
const EARLY_MS = 5_000;
/** An alarm for a time that has passed comes so much later: an object whose clock is behind asks for it again and again. */
const PAST_MS = 1_000;

export class AlarmClock {
  readonly #title: string;
  readonly #around: ClockSurroundings;
  readonly #run: Run;
  #set: { readonly atMs: number; readonly tries: number; readonly number: number } | null = null;
  #wanted: number | null | undefined;
  #count = 0;
  #firing: object | null = null;

  constructor(title: string, around: ClockSurroundings, run: Run) {
    this.#title = title;
    this.#around = around;
    this.#run = run;
  }

  /** As the object sees it: what it has just asked for counts already. */
  get atMs(): number | null {
    return this.#wanted === undefined ? (this.#set?.atMs ?? null) : this.#wanted;
  }

  /** Another alarm is asked for, and not written down yet. */
  get isChanged(): boolean {
    return this.#wanted !== undefined;
  }

  ask(atMs: number | null): void {
    this.#wanted = atMs;
  }

  rollBack(): void {
    this.#wanted = undefined;
  }

  commit(): void {
    const atMs = this.#wanted;
    this.#wanted = undefined;
    if (atMs === null) this.#set = null;
    else if (atMs !== undefined) this.#setFor(atMs, 0);
  }

  /** The object is another from now on: nothing is left of its alarm. */
  clear(): void {
    this.#set = null;
    this.#firing = null;
  }

  /** The machine's clock was set: the alarm comes when it shows its time. */
  clockMoved(): void {
    if (this.#set !== null) this.#setFor(this.#set.atMs, this.#set.tries);
  }

  #setFor(atMs: number, tries: number): void {
    this.#count += 1;
    const number = this.#count;
    this.#set = { atMs, tries, number };
    const { faults, scheduler } = this.#around;
    const earlyMs = faults.runsAlarmOddly() ? faults.chance.between(0, EARLY_MS) : 0;
    const soonestMs = scheduler.nowMs + (atMs < this.#around.machineMs() ? PAST_MS : 0);
    const firesMs = Math.max(this.#around.whenShown(atMs) - earlyMs, soonestMs);
    scheduler.at(firesMs, `alarm ${this.#title}`, () => {
      if (this.#set?.number === number) this.#fire(this.#set.tries);
    });
  }

  #fire(tries: number): void {
    this.#set = null;
    const { faults, scheduler } = this.#around;
    if (faults.losesAlarm()) return;
    const firing = {};
    this.#firing = firing;
    this.#run((works) => {
      if (this.#firing !== firing) return;
      this.#firing = null;
      if (works || this.#set !== null) return;
      if (tries < TRIES) this.#setFor(this.#around.machineMs() + 2_000 * 2 ** tries, tries + 1);
      else faults.counts.alarmsLost += 1;
    });
    if (!faults.runsAlarmOddly()) return;
    scheduler.after(faults.delayMs(), `alarm again ${this.#title}`, () => this.#run(() => {}));
  }
}
