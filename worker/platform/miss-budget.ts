/** Bounds how often an isolate may ask storage for what it does not know: a token bucket. */
import { isPauseOver } from "../../domain/kernel/pause.ts";

export interface MissBudgetTerms {
  /** Misses at once. */
  readonly burst: number;
  /** Misses a second thereafter. */
  readonly perSecond: number;
}

const STEP_BACK_MS = 60_000;

export class MissBudget {
  readonly #terms: MissBudgetTerms;
  #left: number;
  #filledAtMs = 0;

  constructor(terms: MissBudgetTerms) {
    this.#terms = terms;
    this.#left = terms.burst;
  }

  /** Less than half is left. */
  get isLow(): boolean {
    return this.#left < this.#terms.burst / 2;
  }

  /** Takes one miss; false when none is left. */
  take(nowMs: number): boolean {
    const { burst, perSecond } = this.#terms;
    // A clock may step back a little. One that goes back farther was ahead: the bucket fills from now on.
    if (isPauseOver(this.#filledAtMs, nowMs, STEP_BACK_MS)) {
      const earned = (Math.max(0, nowMs - this.#filledAtMs) * perSecond) / 1_000;
      this.#left = Math.min(burst, this.#left + earned);
      this.#filledAtMs = nowMs;
    }
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
