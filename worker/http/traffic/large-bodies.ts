/**
 * Large bodies that came together are parsed one after the other, with turns of others between. Each takes milliseconds, in
 * which nobody else is answered, and ten in a row would be felt by a tap.
 */

/** A smaller body is parsed in less time than a turn takes. */
const LARGE_BYTES = 65_536;
/** What is given to a body of this many bytes, in milliseconds: some times what parsing it takes. */
const BYTES_PER_MS = 50_000;
/** Who would wait longer is not made to: the clock was set back, or there is no end of large bodies. */
const LONGEST_MS = 2_000;

export class LargeBodies {
  #freeAtMs = 0;

  /** How long a body waits until those before it were parsed, in milliseconds. */
  waitOf(bytes: number, nowMs: number): number {
    if (bytes < LARGE_BYTES) return 0;
    const waitMs = this.#freeAtMs - nowMs;
    const startMs = waitMs > 0 && waitMs <= LONGEST_MS ? this.#freeAtMs : nowMs;
    this.#freeAtMs = startMs + bytes / BYTES_PER_MS;
    return startMs - nowMs;
  }

  async wait(bytes: number): Promise<void> {
    const waitMs = this.waitOf(bytes, Date.now());
    if (waitMs > 0) await new Promise((over) => setTimeout(over, waitMs));
  }
}
