/** Lets requests in as far as there is room, and reads the bodies of those that were answered without them. */
import type { MiddlewareHandler } from "hono";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { Admission } from "./admission.ts";
import { discardBody } from "./discard-body.ts";

/** Of this isolate. */
const admission = new Admission(LIMITS.requestsAtOnce);

/** Stands before all routes but those of health. */
export const admitted: MiddlewareHandler = async (c, next) => {
  const bodyBytes = Number(c.req.header("content-length") ?? 0) || 0;
  const { raw } = c.req;
  try {
    await admission.within(bodyBytes, next);
  } finally {
    await discardBody(raw);
  }
};
