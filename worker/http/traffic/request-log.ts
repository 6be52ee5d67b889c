/**
 * Every answer of management names its request, and so does every line of the log that was written meanwhile. An operator
 * finds the lines of the answer that a caller shows.
 */
import type { MiddlewareHandler } from "hono";
import { withFacts } from "../../../durable-objects/object/log.ts";
import type { HttpEnv } from "../http-env.ts";
import { isProblemCode } from "../problem-catalogue.ts";
import { RequestCounts } from "./request-counts.ts";

/** Of this isolate. */
export const requestCounts = new RequestCounts();

const PROGRAM = /^\/(?:v1\/programs|webhooks)\/([a-z0-9-]{1,40})(?:\/|$)/;

/** Before all others. */
export const requestLog: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const request = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
  c.set("requestId", request);
  const program = PROGRAM.exec(c.req.path)?.[1];
  const beganAtMs = Date.now();
  await withFacts({ request, ...(program === undefined ? {} : { program }) }, next);
  c.header("tributary-request-id", request);
  const endedAtMs = Date.now();
  requestCounts.add(c.req.method, c.req.path, c.res.status, endedAtMs - beganAtMs);
  const code = await codeOf(c.res);
  if (code !== null) requestCounts.addRefusal(c.req.method, c.req.path, code);
  if (requestCounts.isDue(endedAtMs)) c.executionCtx.waitUntil(requestCounts.write(c.env.REPORTS, endedAtMs));
};

/** The code of a refusal, whoever answered it; null for anything else. */
async function codeOf(answer: Response): Promise<string | null> {
  if (answer.headers.get("content-type") !== "application/problem+json" || answer.body === null) return null;
  const { code } = (await answer.clone().json()) as { readonly code?: unknown };
  return typeof code === "string" && isProblemCode(code) ? code : null;
}
