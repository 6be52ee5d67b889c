/**
 * The one alarm of an object, set to the time of its next work. An alarm that was lost is set again by the next
 * call, by the constructor, or by the hourly touch.
 */

/** Background work is gathered this long, so that a burst of calls costs one alarm. */
const GATHER_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

export class Alarm {
  readonly #storage: DurableObjectStorage;
  readonly #nextWorkAtMs: () => number | null;
  #setForMs: number | null = null;
  #failures = 0;

  constructor(storage: DurableObjectStorage, nextWorkAtMs: () => number | null) {
    this.#storage = storage;
    this.#nextWorkAtMs = nextWorkAtMs;
  }

  /** Learns of an alarm set by an earlier life, and sets one where work waits without. */
  async restore(): Promise<void> {
    this.#setForMs = await this.#storage.getAlarm();
    this.arm();
  }

  /** The alarm runs now: none is set any more. */
  fired(): void {
    this.#setForMs = null;
  }

  /** The work was done: the next alarm comes without delay. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** The work failed: the next try comes later each time. */
  backOff(): void {
    this.#failures += 1;
  }

  /** Sets the alarm for the next work unless an earlier one is set. Part of the surrounding write. */
  arm(): void {
    const next = this.#nextWorkAtMs();
    if (next === null) return;
    const waitMs = Math.min(GATHER_MS * 2 ** Math.min(this.#failures, 10), LONGEST_BACKOFF_MS);
    const atMs = Math.max(next, Date.now() + waitMs);
    if (this.#setForMs !== null && this.#setForMs <= atMs) return;
    this.#setForMs = atMs;
    void this.#storage.setAlarm(atMs);
  }
}
