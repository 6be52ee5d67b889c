/** What a guard remembers: the admitted times of each key, no longer than any window can ask for. */
import { type Admission, mayAdmit, withTime } from "./sliding-window.ts";
import { TouchedKeys } from "./touched-keys.ts";

/** How late an event may be told and still be judged against its neighbours. */
export const LATE_MS = 120_000;

/** A time that was admitted under a key: what must survive a restart. */
export type Admitted = readonly [key: string, atMs: number];

export class GuardMemory {
  readonly #times = new TouchedKeys<readonly number[]>();
  #newestMs = 0;

  get keys(): number {
    return this.#times.size;
  }

  /**
   * Admits an event under all its keys or under none.
   *
   * @returns the place of the first admission that refuses, or null when the event is admitted.
   */
  admit(admissions: readonly Admission[]): number | null {
    const refused = admissions.findIndex(
      (admission) => !mayAdmit(this.#times.get(admission.key) ?? [], admission),
    );
    if (refused >= 0) return refused;
    for (const { key, atMs } of admissions) this.remember([key, atMs]);
    return null;
  }

  remember([key, atMs]: Admitted): void {
    this.#newestMs = Math.max(this.#newestMs, atMs);
    this.#times.touch(key, withTime(this.#times.get(key) ?? [], atMs, this.#newestMs - LATE_MS));
  }

  /** Forgets keys whose times lie behind the horizon, and beyond `most` keys those touched longest ago. */
  sweep(most: number): void {
    const horizonMs = this.#newestMs - LATE_MS;
    for (let times = this.#times.oldest; times !== undefined; times = this.#times.oldest) {
      if (this.#times.size <= most && (times.at(-1) ?? 0) >= horizonMs) return;
      this.#times.dropOldest();
    }
  }
}
