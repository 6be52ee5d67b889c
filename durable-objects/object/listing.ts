/**
 * An object says in D1 that it is there: once after it was made, and once a day while it is used. One that nobody wakes
 * every hour is listed no more, because D1 was put back: it says so again while it is used. So the hourly wake, an
 * export and a reconciliation ask whom there is, and an object is made by its first use alone.
 */
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import { isPauseOver } from "../../domain/kernel/pause.ts";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { keepKnownObject } from "../../worker/read-models/known-objects.tables.ts";
import { GATHER_MS } from "./alarm.ts";
import { Backoff } from "./backoff.ts";
import type { ProgramPlace } from "./program-place.ts";

/** Under which the object keeps when it was last listed. */
const KEY = "listed_at_ms";
/** Under which it keeps when it was last woken. */
const WOKEN_KEY = "woken_at_ms";
/** Whoever is listed is woken every hour. */
const UNWOKEN_MS = DAY_MS / 12;

export class Listing {
  readonly #className: ObjectClass;
  readonly #reports: D1Database;
  readonly #kv: SyncKvStorage;
  readonly #place: ProgramPlace;
  readonly #attempts = new Backoff("listing", GATHER_MS);
  #listedAtMs: number | undefined;
  #wokenAtMs: number | undefined;

  constructor(className: ObjectClass, reports: D1Database, kv: SyncKvStorage, place: ProgramPlace) {
    this.#className = className;
    this.#reports = reports;
    this.#kv = kv;
    this.#place = place;
  }

  /** Lists the object when that is due. A failure is tried again by the alarm. */
  async run(): Promise<void> {
    if (this.nextMs(Date.now()) !== null) await this.#attempts.attempt(async () => await this.#list());
  }

  /** Lists the object unless it is. @throws when D1 cannot take it. */
  async ensure(): Promise<void> {
    if (this.#listed() === 0) await this.#list();
  }

  /** Somebody has found it in the list. */
  woken(nowMs: number): void {
    this.#kv.put(WOKEN_KEY, nowMs);
    this.#wokenAtMs = nowMs;
  }

  /** When the object is to be listed; null while it is. */
  nextMs(nowMs: number): number | null {
    this.#wokenAtMs ??= this.#kv.get<number>(WOKEN_KEY) ?? 0;
    // Either says that it is listed: of the two, one may have been noted by a clock that was ahead.
    const isUnwoken = [this.#listed(), this.#wokenAtMs].every((foundAtMs) =>
      isPauseOver(foundAtMs + UNWOKEN_MS, nowMs, UNWOKEN_MS),
    );
    const isDue = isUnwoken || isPauseOver(this.#listed() + DAY_MS, nowMs, DAY_MS);
    return isDue ? nowMs + GATHER_MS + this.#attempts.waitMs : null;
  }

  async #list(): Promise<void> {
    const nowMs = Date.now();
    const { programId, name: object } = this.#place;
    await keepKnownObject(this.#reports, { programId, className: this.#className, object }, nowMs);
    this.#kv.put(KEY, nowMs);
    this.#listedAtMs = nowMs;
  }

  #listed(): number {
    this.#listedAtMs ??= this.#kv.get<number>(KEY) ?? 0;
    return this.#listedAtMs;
  }
}
