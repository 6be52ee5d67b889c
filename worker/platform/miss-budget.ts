/** Bounds how often an isolate may ask storage for what it does not know: a token bucket. */

export interface MissBudgetTerms {
  /** Misses at once. */
  readonly burst: number;
  /** Misses a second thereafter. */
  readonly perSecond: number;
}

export class MissBudget {
  readonly #terms: MissBudgetTerms;
  #left: number;
  #filledAtMs = 0;

  constructor(terms: MissBudgetTerms) {
    this.#terms = terms;
    this.#left = terms.burst;
  }

  /** Takes one miss; false when none is left. */
  take(nowMs: number): boolean {
    const earned = (Math.max(0, nowMs - this.#filledAtMs) * this.#terms.perSecond) / 1_000;
    this.#left = Math.min(this.#terms.burst, this.#left + earned);
    this.#filledAtMs = Math.max(nowMs, this.#filledAtMs);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
