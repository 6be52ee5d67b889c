/**
 * What a guard remembers: the admitted times of each key, as long as a window can ask for them and there is room. Its
 * verdicts follow from the newest admissions alone, so that a memory that was restored from those gives the same.
 */
import { LIMITS } from "../kernel/limits.ts";
import { invariant } from "../kernel/invariant.ts";
import { AdmittedTimes, rememberedMs } from "./admitted-times.ts";
import { networkIn, type Room, roomOf } from "./guard-keys.ts";
import { type Admission, mayAdmit } from "./sliding-window.ts";

/** A time that was admitted under a key: what must survive a restart. */
export type Admitted = readonly [key: string, atMs: number];

/** How many times are remembered of each kind of key. */
export type Rooms = Readonly<Record<Room, number>>;

export const GUARD_ROOMS: Rooms = {
  visitors: LIMITS.guardVisitorTimes,
  networks: LIMITS.guardNetworkTimes,
  returning: LIMITS.guardReturningTimes,
};

/** The longest window of each kind of key, in milliseconds. */
const WINDOWS_MS: Rooms = {
  visitors: LIMITS.windowMs,
  networks: LIMITS.networkWindowMs,
  returning: LIMITS.networkWindowMs,
};

/** How long a guard may be asked for what it admitted, in milliseconds. */
export const GUARD_REMEMBERED_MS = rememberedMs(LIMITS.networkWindowMs);

export class GuardMemory {
  readonly #rooms: Readonly<Record<Room, AdmittedTimes>>;
  /** Keys of the returning visitors of each network. */
  readonly #returning = new Map<string, Set<string>>();
  #newestMs: number;

  /** @param newestMs the newest time admitted before what is restored, if there was any. */
  constructor(rooms: Rooms, newestMs = 0) {
    const roomFor = (room: Room) => ({ most: rooms[room], windowMs: WINDOWS_MS[room] });
    this.#rooms = {
      visitors: new AdmittedTimes(roomFor("visitors")),
      networks: new AdmittedTimes(roomFor("networks")),
      returning: new AdmittedTimes({ ...roomFor("returning"), forgotten: (key) => this.#leave(key) }),
    };
    this.#newestMs = newestMs;
  }

  get keys(): number {
    const { visitors, networks, returning } = this.#rooms;
    return visitors.keys + networks.keys + returning.keys;
  }

  /** The newest admitted time, from which it is counted how late an event is. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /**
   * How many times were forgotten for want of room since this was last asked, though the window that ends with the
   * newest still held them. By so many may windows hold more than their limit. A forgotten returning visitor only
   * makes a limit lower.
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
      const { key, windowMs } = admission;
      const room = roomOf(key);
      invariant(windowMs <= WINDOWS_MS[room], "no window is longer than what is remembered");
      if (room === "returning") return false;
      return !mayAdmit(this.#rooms[room].of(key, this.#newestMs), this.#raised(admission));
    });
    if (refused >= 0) return refused;
    for (const { key, atMs } of admissions) this.#remember(key, atMs);
    return null;
  }

  #raised(admission: Admission): Admission {
    const { perReturning = 0, limit } = admission;
    return perReturning === 0
      ? admission
      : { ...admission, limit: limit + perReturning * this.#returningAt(admission) };
  }

  /** How many different returning visitors a network showed, from the beginning of the window that ends with an event. */
  #returningAt({ key, atMs, windowMs }: Admission): number {
    let visitors = 0;
    for (const visitor of this.#returning.get(networkIn(key)) ?? []) {
      if (visitors === LIMITS.returningPerNetwork) break;
      const newestMs = this.#rooms.returning.of(visitor, this.#newestMs).at(-1) ?? -Infinity;
      if (newestMs > atMs - windowMs) visitors += 1;
    }
    return visitors;
  }

  #join(key: string): void {
    const network = networkIn(key);
    const known = this.#returning.get(network);
    if (known === undefined) this.#returning.set(network, new Set([key]));
    else known.add(key);
  }

  #leave(key: string): void {
    const network = networkIn(key);
    const known = this.#returning.get(network);
    known?.delete(key);
    if (known?.size === 0) this.#returning.delete(network);
  }

  /** Takes back what a batch admitted. */
  restore(admitted: readonly Admitted[]): void {
    for (const [key, atMs] of admitted) this.#remember(key, atMs);
    // That was counted when it was forgotten first.
    this.takeForgottenEarly();
  }

  #remember(key: string, atMs: number): void {
    this.#newestMs = Math.max(this.#newestMs, atMs);
    const room = roomOf(key);
    if (room === "returning") this.#join(key);
    this.#rooms[room].add(key, atMs, this.#newestMs);
  }
}
