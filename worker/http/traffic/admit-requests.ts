/** Lets requests in as far as there is room, and reads the bodies of those that were answered without them. */
import type { MiddlewareHandler } from "hono";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { Admission } from "./admission.ts";

/** A longer body is not read for the sake of an answer. */
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

/** Reads what nobody wanted, and keeps none of it: a connection that is closed over unread bytes takes the answer along. */
async function drained(body: ReadableStream<Uint8Array> | null): Promise<void> {
  await body?.pipeTo(new WritableStream()).catch(() => {});
}
