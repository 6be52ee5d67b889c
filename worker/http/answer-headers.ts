/** Headers of every answer of management: nobody keeps it, and nobody takes it for another type than it says. */
import type { MiddlewareHandler } from "hono";

/** An answer that may be kept says so itself. */
export const answerHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  headers.set("x-content-type-options", "nosniff");
};
