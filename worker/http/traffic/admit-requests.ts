/** Lets requests in as far as there is room, and reads the bodies of those that were answered without them. */
import type { MiddlewareHandler } from "hono";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { Admission } from "./admission.ts";

/** A longer body is not read for the sake of an answer, whatever length it states. */
const DRAINED_BYTES = 1_048_576;

/** Of this isolate. */
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

/**
 * Reads what nobody wanted, and keeps none of it: a connection that is closed over unread bytes takes the answer along.
 * A body without a length may never end, so it is given up where it becomes too long.
 */
async function drained(body: ReadableStream<Uint8Array> | null): Promise<void> {
  let bytes = 0;
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => {
      bytes += chunk.byteLength;
      if (bytes > DRAINED_BYTES) throw new Error("the body is too long to be read for nothing");
    },
  });
  await body?.pipeTo(sink).catch(() => {});
}
