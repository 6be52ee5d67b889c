/**
 * What a guard remembers: the admitted times of each key, as long as a window can ask for them. Its verdicts follow from
 * what was admitted since {@link REMEMBERED_MS} alone, so that a memory that was restored from that gives the same.
 */
import { LIMITS } from "../kernel/limits.ts";
import { invariant } from "../kernel/invariant.ts";
import { type Admission, mayAdmit, withTime } from "./sliding-window.ts";
import { TouchedKeys } from "./touched-keys.ts";

/** How late an event may be told and still be judged against its neighbours. */
export const LATE_MS = 120_000;
/** An event that is told so late has neighbours that lie a whole window earlier. */
export const REMEMBERED_MS = LATE_MS + LIMITS.windowMs;

/** A time that was admitted under a key: what must survive a restart. */
export type Admitted = readonly [key: string, atMs: number];

export class GuardMemory {
  readonly #times = new TouchedKeys<readonly number[]>();
  #newestMs = 0;

  get keys(): number {
    return this.#times.size;
  }

  /** The newest admitted time, from which it is counted how late an event is. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /**
   * Admits an event under all its keys or under none.
   *
   * @returns the place of the first admission that refuses, or null when the event is admitted.
   */
  admit(admissions: readonly Admission[]): number | null {
    const refused = admissions.findIndex((admission) => {
      invariant(admission.windowMs <= LIMITS.windowMs, "no window is longer than what is remembered");
      return !mayAdmit(this.#timesOf(admission.key), admission);
    });
    if (refused >= 0) return refused;
    for (const { key, atMs } of admissions) this.#remember(key, atMs);
    return null;
  }

  /** Takes back what a batch admitted. */
  restore(admitted: readonly Admitted[]): void {
    for (const [key, atMs] of admitted) this.#remember(key, atMs);
  }

  /** Forgets keys whose times lie behind the horizon, and beyond `most` keys those touched longest ago. */
  sweep(most: number): void {
    for (let times = this.#times.oldest; times !== undefined; times = this.#times.oldest) {
      if (this.#times.size <= most && (times.at(-1) ?? 0) >= this.#horizonMs) return;
      this.#times.dropOldest();
    }
  }

  get #horizonMs(): number {
    return this.#newestMs - REMEMBERED_MS;
  }

  /** What lies behind the horizon may be forgotten at any moment, and decides nothing before. */
  #timesOf(key: string): readonly number[] {
    const times = this.#times.get(key) ?? [];
    return (times[0] ?? 0) >= this.#horizonMs ? times : times.filter((time) => time >= this.#horizonMs);
  }

  #remember(key: string, atMs: number): void {
    this.#newestMs = Math.max(this.#newestMs, atMs);
    this.#times.touch(key, withTime(this.#times.get(key) ?? [], atMs, this.#horizonMs));
  }
}
