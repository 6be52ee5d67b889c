/**
 * An answer that one request asks for and others of the same isolate wait for.
 *
 * Requests share data, and never a promise: a request that waits for the I/O of another one is ended as hung when that one
 * ends, and may go on in its place. Each waits by a timer of its own, and looks.
 */

/** An answer dies with the request that asked for it: others wait this long. */
const JOIN_MS = 1_500;
/** How often a request looks. */
const LOOK_MS = 2;

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
    while (this.isAwaited) await pause();
    return this.#given?.value;
  }
}

/** The time between two looks, by a timer of the request that waits. */
export async function pause(): Promise<void> {
  await new Promise((over) => setTimeout(over, LOOK_MS));
}
