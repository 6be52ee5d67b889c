/** How long to wait before background work is tried again: longer after each failure, none after a success. */
import { logError } from "./log.ts";

const LONGEST_MS = 60_000;

/** What work was done for has changed meanwhile: it is done once more, and nobody has to hear of it. */
export class OnceMore extends Error {
  override readonly name = "OnceMore";
}

/** Beyond, work that never comes to its end is told all the same. */
const UNTOLD = 5;

export class Backoff {
  readonly #work: string;
  readonly #firstMs: number;
  #failures = 0;

  /** @param work its name in the log. @param firstMs the wait after the first failure. */
  constructor(work: string, firstMs: number) {
    this.#work = work;
    this.#firstMs = firstMs;
  }

  /** Does the work. A failure is remembered, and logged unless it is {@link OnceMore}; never thrown. */
  async attempt(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      if (error instanceof OnceMore && this.#failures <= UNTOLD) return;
      logError("background_work_failed", error, { work: this.#work, failures: this.#failures });
    }
  }

  /** Milliseconds to wait from now on. */
  get waitMs(): number {
    if (this.#failures === 0) return 0;
    return Math.min(this.#firstMs * 2 ** Math.min(this.#failures - 1, 16), LONGEST_MS);
  }
}
