/**
 * What a guard remembers: the admitted times of each key, as long as a window can ask for them and there is room. Its
 * verdicts follow from the newest admissions alone, so that a memory that was restored from those gives the same.
 */
import { LIMITS } from "../kernel/limits.ts";
import { invariant } from "../kernel/invariant.ts";
import { AdmittedTimes } from "./admitted-times.ts";
import { type Room, roomOf } from "./guard-keys.ts";
import { type Admission, mayAdmit } from "./sliding-window.ts";

/** A time that was admitted under a key: what must survive a restart. */
export type Admitted = readonly [key: string, atMs: number];

/** How many times are remembered of each kind of key. */
export type Rooms = Readonly<Record<Room, number>>;

export const GUARD_ROOMS: Rooms = { visitors: LIMITS.guardVisitorTimes, networks: LIMITS.guardNetworkTimes };

export class GuardMemory {
  readonly #rooms: Readonly<Record<Room, AdmittedTimes>>;
  #newestMs: number;

  /** @param newestMs the newest time admitted before what is restored, if there was any. */
  constructor(rooms: Rooms, newestMs = 0) {
    this.#rooms = {
      visitors: new AdmittedTimes(rooms.visitors),
      networks: new AdmittedTimes(rooms.networks),
    };
    this.#newestMs = newestMs;
  }

  get keys(): number {
    return this.#rooms.visitors.keys + this.#rooms.networks.keys;
  }

  /** The newest admitted time, from which it is counted how late an event is. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /**
   * How many times were forgotten for want of room since this was last asked, though the window that ends with the
   * newest still held them: by so many may windows hold more than their limit.
   */
  takeForgottenEarly(): number {
    return this.#rooms.visitors.takeForgottenEarly() + this.#rooms.networks.takeForgottenEarly();
  }

  /**
   * Admits an event under all its keys or under none.
   *
   * @returns the place of the first admission that refuses, or null when the event is admitted.
   */
  admit(admissions: readonly Admission[]): number | null {
    const refused = admissions.findIndex((admission) => {
      invariant(admission.windowMs <= LIMITS.windowMs, "no window is longer than what is remembered");
      const { key } = admission;
      return !mayAdmit(this.#rooms[roomOf(key)].of(key, this.#newestMs), admission);
    });
    if (refused >= 0) return refused;
    for (const { key, atMs } of admissions) this.#remember(key, atMs);
    return null;
  }

  /** Takes back what a batch admitted. */
  restore(admitted: readonly Admitted[]): void {
    for (const [key, atMs] of admitted) this.#remember(key, atMs);
    // That was counted when it was forgotten first.
    this.takeForgottenEarly();
  }

  #remember(key: string, atMs: number): void {
    this.#newestMs = Math.max(this.#newestMs, atMs);
    this.#rooms[roomOf(key)].add(key, atMs, this.#newestMs);
  }
}
