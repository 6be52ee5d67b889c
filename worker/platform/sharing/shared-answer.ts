/**
 * An answer that one request asks for and others of the same isolate wait for.
 *
 * Requests share data, and never a promise. A request that waits for the I/O of another one is ended as hung when that one
 * ends, and may go on in its place. Each waits by a timer of its own, and looks.
 */

/** An answer dies with the request that asked for it: others wait this long. */
const JOIN_MS = 1_500;
/** A request looks after so long, and the longer it has waited the more seldom: by a tenth of that. */
const LOOK_MS = 2;
const LONGEST_LOOK_MS = 50;

export class SharedAnswer<Value> {
  readonly #askedAtMs = Date.now();
  #given: { readonly value: Value } | undefined;

  give(value: Value): void {
    this.#given = { value };
  }

  /** Whether it is not there, and may still come. */
  get isAwaited(): boolean {
    return this.#given === undefined && Date.now() - this.#askedAtMs < JOIN_MS;
  }

  /** @returns undefined when it has not come in time. */
  async wait(): Promise<Value | undefined> {
    const beganAtMs = Date.now();
    while (this.isAwaited) await pause(beganAtMs);
    return this.#given?.value;
  }
}

/**
 * The time between two looks, by a timer of the request that waits.
 *
 * @param sinceMs when it began to wait.
 */
export async function pause(sinceMs: number): Promise<void> {
  const waitedMs = Math.max(0, Date.now() - sinceMs);
  const lookMs = Math.min(LOOK_MS + waitedMs / 10, LONGEST_LOOK_MS);
  await new Promise((over) => setTimeout(over, lookMs));
}
