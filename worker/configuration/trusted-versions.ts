/**
 * Which versions of programs were read so lately that they are not read again. A call that changes a configuration is
 * answered when no isolate trusts an older version any more. So a change counts everywhere from the moment it is answered.
 */

/** From the beginning of its read a version is trusted this long. */
const TRUSTED_FOR_MS = 50;
/** A version that is used after this long is read again ahead, so that no request of a busy program waits for it. */
const READ_AHEAD_AFTER_MS = 25;
/** What the clock of an isolate may lag behind between two events. */
const LAG_MS = 10;

interface Read {
  readonly version: number;
  readonly atMs: number;
  isAskedAgain: boolean;
}

export class TrustedVersions {
  readonly #read = new Map<string, Read>();
  readonly #most: number;

  /** @param most names that are kept: beyond, all are forgotten at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param atMs when the read began. */
  keep(programId: string, version: number, atMs: number): void {
    if (this.#read.size >= this.#most) this.#read.clear();
    this.#read.set(programId, { version, atMs, isAskedAgain: false });
  }

  has(programId: string, version: number, nowMs: number): boolean {
    const read = this.#read.get(programId);
    if (read === undefined || read.version !== version) return false;
    const ageMs = nowMs - read.atMs;
    return ageMs >= 0 && ageMs < TRUSTED_FOR_MS;
  }

  /** Whether a version that is trusted should be read again; true once for each read. */
  isDue(programId: string, nowMs: number): boolean {
    const read = this.#read.get(programId);
    if (read === undefined || read.isAskedAgain || nowMs - read.atMs < READ_AHEAD_AFTER_MS) return false;
    read.isAskedAgain = true;
    return true;
  }
}

/** Waits until nobody trusts a version of before: a change that was written counts everywhere then. */
export async function untilItCounts(): Promise<void> {
  await scheduler.wait(TRUSTED_FOR_MS + LAG_MS);
}
