/**
 * The times admitted last, by key: no more than there is room for, whoever sent them. What is remembered follows from
 * the newest admissions alone, so that a restart that reads just those remembers the same.
 */
import { withoutTime, withTime } from "./sliding-window.ts";

/** How late an event may be told and still be judged against its neighbours. */
const LATE_MS = 120_000;

/** How long times are remembered for windows so long: an event that is told late has neighbours a whole window earlier. */
export function rememberedMs(windowMs: number): number {
  return LATE_MS + windowMs;
}

/** Below this, what was forgotten at the front of the sequence is not worth moving the rest. */
const WORTH_MOVING = 1_024;

interface KeyTimes {
  readonly key: string;
  /** Ascending. Those behind the horizon may be missing. */
  times: readonly number[];
}

export interface TimesOptions {
  /** Times remembered; beyond, those admitted first are forgotten. */
  readonly most: number;
  /** The longest window that is asked for. */
  readonly windowMs: number;
  /** Hears of each key of which nothing is remembered any more. */
  readonly forgotten?: (key: string) => void;
}

export class AdmittedTimes {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #rememberedMs: number;
  readonly #tellForgotten: ((key: string) => void) | undefined;
  readonly #byKey = new Map<string, KeyTimes>();
  /** What was admitted, in the sequence in which it was: of place `n` the key and the time. */
  #admitted: KeyTimes[] = [];
  #times: number[] = [];
  /** The first place that is remembered. */
  #first = 0;
  #forgottenEarly = 0;

  constructor({ most, windowMs, forgotten }: TimesOptions) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#rememberedMs = rememberedMs(windowMs);
    this.#tellForgotten = forgotten;
  }

  /** Keys remembered. */
  get keys(): number {
    return this.#byKey.size;
  }

  /** How many times were forgotten for want of room since this was last asked, though a window still held them. */
  takeForgottenEarly(): number {
    const times = this.#forgottenEarly;
    this.#forgottenEarly = 0;
    return times;
  }

  /** Ascending. What lies behind the horizon may be forgotten at any moment, and decides nothing before. */
  of(key: string, newestMs: number): readonly number[] {
    const times = this.#byKey.get(key)?.times ?? [];
    const horizonMs = newestMs - this.#rememberedMs;
    return (times[0] ?? horizonMs) >= horizonMs ? times : times.filter((time) => time >= horizonMs);
  }

  /** @param newestMs the newest time of all that was admitted under any key, this one too. */
  add(key: string, atMs: number, newestMs: number): void {
    const known = this.#byKey.get(key) ?? { key, times: [] };
    known.times = withTime(known.times, atMs, newestMs - this.#rememberedMs);
    this.#byKey.set(key, known);
    this.#admitted.push(known);
    this.#times.push(atMs);
    this.#forget(newestMs);
  }

  #forget(newestMs: number): void {
    const horizonMs = newestMs - this.#rememberedMs;
    for (let first = this.#times[this.#first]; first !== undefined; first = this.#times[this.#first]) {
      const beyond = this.#times.length - this.#first > this.#most;
      if (!beyond && first >= horizonMs) break;
      if (first > newestMs - this.#windowMs) this.#forgottenEarly += 1;
      this.#forgetFirst(horizonMs);
    }
    if (this.#first < WORTH_MOVING || this.#first * 2 < this.#times.length) return;
    this.#admitted = this.#admitted.slice(this.#first);
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }

  #forgetFirst(horizonMs: number): void {
    const [known, atMs] = [this.#admitted[this.#first], this.#times[this.#first]];
    this.#first += 1;
    if (known === undefined || atMs === undefined) return;
    if (atMs >= horizonMs) known.times = withoutTime(known.times, atMs);
    // A key that was forgotten and came again has other times than those of its first stay.
    const gone = (known.times.at(-1) ?? -Infinity) < horizonMs && this.#byKey.get(known.key) === known;
    if (!gone) return;
    this.#byKey.delete(known.key);
    this.#tellForgotten?.(known.key);
  }
}
