/**
 * Bounds what is under way in an isolate: a request that finds no room is answered at once, and told when to come again. A
 * flood is so never a pile of requests of which the last are cut off unanswered.
 */
import type { MiddlewareHandler } from "hono";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ApiProblem } from "./problem.ts";

/** Bytes of a body that take as much room as a request without one. */
const BYTES_OF_A_PLACE = 65_536;
/** An import comes in lines, and never lies in memory whole. */
const MOST_PLACES = 17;

/** A longer body is not read for the sake of an answer. */
const DRAINED_BYTES = 1_048_576;

/** Seconds after which to come again: spread, so that those who were refused together do not return together. */
const SOONEST_SECONDS = 1;
const SPREAD_SECONDS = 5;

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

  /** Does the work, or throws without having begun. @throws ApiProblem `overloaded` (503). */
  async within<Result>(bodyBytes: number, work: () => Promise<Result>): Promise<Result> {
    const needed = Math.min(1 + Math.floor(bodyBytes / BYTES_OF_A_PLACE), MOST_PLACES);
    // One alone is always let in, however large it is.
    if (this.#taken > 0 && this.#taken + needed > this.#places) throw overloaded();
    this.#taken += needed;
    try {
      return await work();
    } finally {
      this.#taken -= needed;
    }
  }
}

function overloaded(): ApiProblem {
  const seconds = SOONEST_SECONDS + Math.floor(Math.random() * SPREAD_SECONDS);
  return new ApiProblem("overloaded", { headers: { "retry-after": String(seconds) } });
}

const admission = new Admission(LIMITS.requestsAtOnce);

/** Stands before all routes but those of health. */
export const admitted: MiddlewareHandler = async (c, next) => {
  const bodyBytes = Number(c.req.header("content-length") ?? 0) || 0;
  const { raw } = c.req;
  try {
    await admission.within(bodyBytes, next);
  } finally {
    if (!raw.bodyUsed && bodyBytes <= DRAINED_BYTES) await drained(raw.body);
  }
};

/** Reads what nobody wanted, and keeps none of it: a connection that is closed over unread bytes takes the answer along. */
async function drained(body: ReadableStream<Uint8Array> | null): Promise<void> {
  await body?.pipeTo(new WritableStream()).catch(() => {});
}
