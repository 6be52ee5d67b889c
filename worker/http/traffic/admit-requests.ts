/** Lets requests in as far as there is room, and reads the bodies of those that were answered without them. */
import type { MiddlewareHandler } from "hono";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { Admission, type Place } from "./admission.ts";
import { discardBody } from "./discard-body.ts";

/** Of this isolate. */
const admission = new Admission(LIMITS.requestsAtOnce);

/** The room of each request that is under way. */
const places = new WeakMap<Request, Place>();

/** Stands before all routes but those of health. */
export const admitted: MiddlewareHandler = async (c, next) => {
  const { raw } = c.req;
  const place = admission.place();
  places.set(raw, place);
  try {
    place.enter(0);
    await next();
  } finally {
    place.leave();
    await discardBody(raw);
  }
};

/**
 * Reads a body while its request takes no room, which anybody could hold by sending slowly. Then the request takes room by
 * what has come.
 *
 * @throws ApiProblem `overloaded` (503) without anything having begun.
 */
export async function readWithoutPlace(
  request: Request,
  read: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const place = places.get(request);
  place?.leave();
  const bytes = await read();
  place?.enter(bytes.byteLength);
  return bytes;
}
