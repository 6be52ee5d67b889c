/** Judges batches of clicks from memory and keeps what it admitted: started anew, it judges as if it had lived on. */
import { roomOf } from "../../domain/risk/guard-keys.ts";
import {
  type Admitted,
  GUARD_REMEMBERED_MS,
  GUARD_ROOMS,
  GuardMemory,
  type Rooms,
} from "../../domain/risk/guard-memory.ts";
import type { Admission } from "../../domain/risk/sliding-window.ts";
import type { WindowStorage, Verdicts } from "./window-storage.ts";
import { logError } from "../object/log.ts";

/** How long all verdicts of a batch are kept for its repeats: longer than windows are remembered. */
const VERDICTS_KEPT_MS = 900_000;

/**
 * How long those of a batch that was refused anything are kept. Longer than a queue goes on trying, while the database of the
 * counters is away. What is judged anew after windows are forgotten is let in, so batches that were let in need no longer.
 */
const REFUSALS_KEPT_MS = 5 * 86_400_000;
/** A flood is refused much: the newest count, in some hundred megabytes. */
const REFUSED_BATCHES = 100_000;

/** Room that is short is told at most once in a minute. */
const LOGGED_EVERY_MS = 60_000;

/** The events of a batch, each with all its admissions. */
export interface AskedBatch {
  readonly id: string;
  readonly events: readonly (readonly Admission[])[];
}

export class GuardDesk {
  readonly #storage: WindowStorage;
  readonly #rooms: Rooms;
  readonly #tell: (times: number) => void;
  /** Null when it may hold what was not kept. */
  #memory: GuardMemory | null = null;
  /** Not told yet. */
  #forgottenEarly = 0;
  #loggedAtMs = 0;

  /** @param tell hears how many times were forgotten for want of room while a window held them. */
  constructor(storage: WindowStorage, rooms: Rooms = GUARD_ROOMS, tell = logShortOfRoom) {
    this.#storage = storage;
    this.#rooms = rooms;
    this.#tell = tell;
  }

  /** Reads back what was admitted. Call it before the first batch, which then need not wait for it. */
  restore(): GuardMemory {
    const newestMs = this.#storage.newestMs();
    const memory = new GuardMemory(this.#rooms, newestMs);
    const from = this.#firstRemembered(newestMs - GUARD_REMEMBERED_MS);
    if (from !== null) for (const admitted of this.#storage.admittedFrom(from)) memory.restore(admitted);
    this.#memory = memory;
    return memory;
  }

  /** For each event the place of the first admission that refuses it, or null; a repeated batch hears its first verdicts. */
  judge({ id, events }: AskedBatch, nowMs: number): Verdicts {
    const known = this.#storage.verdictsOf(id);
    if (known !== null) return known;
    const happened = events.map((admissions) => admissions.map((admission) => notAfter(nowMs, admission)));
    const memory = this.#memory ?? this.restore();
    // What is admitted here is remembered before it is kept: should that fail, memory is read back from what was kept.
    this.#memory = null;
    const verdicts = happened.map((admissions) => memory.admit(admissions));
    const admitted = happened.flatMap((admissions, index): Admitted[] =>
      verdicts[index] === null ? admissions.map(({ key, atMs }) => [key, atMs]) : [],
    );
    const { newestMs } = memory;
    this.#storage.keep({ id, judgedAtMs: nowMs, newestMs, admitted, verdicts });
    this.#storage.forgetBefore(nowMs - VERDICTS_KEPT_MS, newestMs - GUARD_REMEMBERED_MS);
    this.#storage.forgetRefused(nowMs - REFUSALS_KEPT_MS, REFUSED_BATCHES);
    this.#memory = memory;
    this.#tellShortOfRoom(memory.takeForgottenEarly(), nowMs);
    return verdicts;
  }

  /** Forgets every batch that neither windows nor repeats ask for, by the clock alone. */
  sweep(nowMs: number): void {
    while (this.#storage.forgetBefore(nowMs - VERDICTS_KEPT_MS, nowMs - GUARD_REMEMBERED_MS) > 0) continue;
    while (this.#storage.forgetRefused(nowMs - REFUSALS_KEPT_MS, REFUSED_BATCHES) > 0) continue;
  }

  #tellShortOfRoom(forgottenEarly: number, nowMs: number): void {
    this.#forgottenEarly += forgottenEarly;
    if (this.#forgottenEarly === 0 || nowMs - this.#loggedAtMs < LOGGED_EVERY_MS) return;
    this.#tell(this.#forgottenEarly);
    this.#forgottenEarly = 0;
    this.#loggedAtMs = nowMs;
  }

  /** The row from which on memory was filled: it looks no further back than its rooms or its horizon reach. */
  #firstRemembered(horizonMs: number): number | null {
    const left = { ...this.#rooms };
    let first: number | null = null;
    for (const { row, admitted } of this.#storage.admittedBackTo(horizonMs)) {
      first = row;
      for (const [key] of admitted) left[roomOf(key)] -= 1;
      if (Object.values(left).every((room) => room <= 0)) break;
    }
    return first;
  }
}

function logShortOfRoom(times: number): void {
  logError("click_windows_full", new RangeError("times were forgotten before their windows were over"), {
    times,
  });
}

/** What is judged has happened: one clock that is ahead must not make every event after it late. */
function notAfter(nowMs: number, admission: Admission): Admission {
  return admission.atMs <= nowMs ? admission : { ...admission, atMs: nowMs };
}
