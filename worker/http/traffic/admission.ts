/**
 * Bounds what is under way in an isolate: a request that finds no room is answered at once, and told when to come again. A
 * flood is so never a pile of requests of which the last are cut off unanswered.
 */
import { ApiProblem } from "../problem.ts";

/** Bytes of a body that take as much room as a request without one. */
const BYTES_OF_A_PLACE = 16_384;

/** Seconds after which to come again: spread, so that those who were refused together do not return together. */
const SOONEST_SECONDS = 1;
const SPREAD_SECONDS = 5;

/** The room of one request. */
export interface Place {
  /** Takes room for the request and the bytes of its body. @throws ApiProblem `overloaded` (503). */
  enter(bodyBytes: number): void;
  /** Gives all of it back. */
  leave(): void;
}

export class Admission {
  readonly #places: number;
  #taken = 0;

  /** @param places requests under way at once; a large body takes several. */
  constructor(places: number) {
    this.#places = places;
  }

  get taken(): number {
    return this.#taken;
  }

  /** A place that holds nothing yet. */
  place(): Place {
    let held = 0;
    const leave = (): void => {
      this.#taken -= held;
      held = 0;
    };
    return {
      enter: (bodyBytes) => {
        leave();
        const needed = 1 + Math.floor(bodyBytes / BYTES_OF_A_PLACE);
        // One alone is always let in, however large it is.
        if (this.#taken > 0 && this.#taken + needed > this.#places) throw overloaded();
        this.#taken += needed;
        held = needed;
      },
      leave,
    };
  }
}

export function overloaded(): ApiProblem {
  const seconds = SOONEST_SECONDS + Math.floor(Math.random() * SPREAD_SECONDS);
  return new ApiProblem("overloaded", { headers: { "retry-after": String(seconds) } });
}
