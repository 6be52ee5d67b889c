/**
 * The one alarm of an object, set to the time of its next work. An alarm that was lost is set again by the next
 * call, by the constructor, or by the hourly touch.
 */

/** Background work of a burst of calls is gathered this long, so that it costs one alarm. */
export const GATHER_MS = 1_000;

export class Alarm {
  readonly #storage: DurableObjectStorage;
  readonly #nextWorkAtMs: () => number | null;
  #setForMs: number | null = null;

  /** @param nextWorkAtMs when the alarm is next needed; null when nothing waits. */
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

  /** Sets the alarm for the next work unless an earlier one is set. Part of the surrounding write. */
  arm(): void {
    const next = this.#nextWorkAtMs();
    if (next === null || (this.#setForMs !== null && this.#setForMs <= next)) return;
    this.#setForMs = next;
    void this.#storage.setAlarm(next);
  }
}

/** The soonest of several times; null where nothing waits. */
export function soonest(...times: (number | null)[]): number | null {
  return times.reduce(
    (first, time) => (time !== null && (first === null || time < first) ? time : first),
    null,
  );
}
