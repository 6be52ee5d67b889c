/**
 * The one alarm of an object, set to the time of its next work. An alarm that was lost is set again by the constructor, or
 * by the next call that comes when it is overdue. The hourly wake at the latest.
 */

/** Background work of a burst of calls is gathered this long, so that it costs one alarm. */
export const GATHER_MS = 1_000;

/** Later than this an alarm is taken for lost, in milliseconds. */
const OVERDUE_MS = 60_000;

/** How the alarm of an object stands. */
export interface AlarmStatus {
  /** When its next work is due; null when nothing waits. */
  readonly dueAtMs: number | null;
  readonly alarmAtMs: number | null;
  /** Work waits, and no alarm will wake the object in time. */
  readonly isOverdue: boolean;
}

export class Alarm {
  readonly #storage: DurableObjectStorage;
  readonly #nextWorkAtMs: () => number | null;
  #setForMs: number | null = null;
  #isRunning = false;
  /** Found when this life began: work waited, and no alarm was set. Until the alarm runs or somebody was told. */
  #wasLost = false;

  /** @param nextWorkAtMs when the alarm is next needed; null when nothing waits. */
  constructor(storage: DurableObjectStorage, nextWorkAtMs: () => number | null) {
    this.#storage = storage;
    this.#nextWorkAtMs = nextWorkAtMs;
  }

  /** Learns of an alarm set by an earlier life, and sets one where work waits without. */
  async restore(): Promise<void> {
    this.#setForMs = await this.#storage.getAlarm();
    this.#wasLost = this.#setForMs === null && this.#nextWorkAtMs() !== null;
    this.arm();
  }

  /** The alarm runs now: none is set any more. */
  fired(): void {
    this.#setForMs = null;
    this.#isRunning = true;
    this.#wasLost = false;
  }

  async status(nowMs: number): Promise<AlarmStatus> {
    const dueAtMs = this.#nextWorkAtMs();
    const alarmAtMs = await this.#storage.getAlarm();
    const isLost = alarmAtMs === null ? !this.#isRunning : this.#wasLost || alarmAtMs < nowMs - OVERDUE_MS;
    return { dueAtMs, alarmAtMs, isOverdue: dueAtMs !== null && isLost };
  }

  /** Sets the alarm for the next work unless an earlier one is set. Part of the surrounding write. */
  arm(): void {
    this.#isRunning = false;
    const next = this.#nextWorkAtMs();
    if (next === null || this.#isSetFor(next)) return;
    this.#setForMs = next;
    void this.#storage.setAlarm(next);
  }

  /** One that is overdue was lost. */
  #isSetFor(nextMs: number): boolean {
    const setForMs = this.#setForMs;
    return setForMs !== null && setForMs <= nextMs && setForMs >= Date.now() - OVERDUE_MS;
  }
}

/** The soonest of several times; null where nothing waits. */
export function soonest(...times: (number | null)[]): number | null {
  return times.reduce(
    (first, time) => (time !== null && (first === null || time < first) ? time : first),
    null,
  );
}
