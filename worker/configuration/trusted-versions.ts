/**
 * Which versions of programs were read so lately that they are not read again. A call that changes a configuration is
 * answered when no isolate trusts an older version any more: so a change counts everywhere from the moment it is answered.
 */

/** From the beginning of its read a version is trusted this long. */
const TRUSTED_FOR_MS = 50;
/** What the clock of an isolate may lag behind between two events. */
const LAG_MS = 10;

export class TrustedVersions {
  readonly #read = new Map<string, { readonly version: number; readonly atMs: number }>();
  readonly #most: number;

  /** @param most names that are kept: beyond, all are forgotten at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param atMs when the read began. */
  keep(programId: string, version: number, atMs: number): void {
    if (this.#read.size >= this.#most) this.#read.clear();
    this.#read.set(programId, { version, atMs });
  }

  has(programId: string, version: number, nowMs: number): boolean {
    const read = this.#read.get(programId);
    if (read === undefined || read.version !== version) return false;
    const ageMs = nowMs - read.atMs;
    return ageMs >= 0 && ageMs < TRUSTED_FOR_MS;
  }
}

/** Waits until nobody trusts a version of before: a change that was written counts everywhere then. */
export async function untilItCounts(): Promise<void> {
  await scheduler.wait(TRUSTED_FOR_MS + LAG_MS);
}
