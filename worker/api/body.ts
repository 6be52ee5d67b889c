/** Reads a request's body once, bounded, whatever its headers say. */
import type { MiddlewareHandler } from "hono";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ApiProblem } from "../platform/problem.ts";
import type { ApiEnv } from "./api-env.ts";

/**
 * The body as bytes.
 *
 * @throws ApiProblem `body_too_large` (413) as soon as more than `most` bytes have come, or are announced.
 */
export async function readBytes(request: Request, most: number = LIMITS.bodyBytes): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > most) throw new ApiProblem("body_too_large");
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > most) {
      await reader.cancel();
      throw new ApiProblem("body_too_large");
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks, size);
}

/** Bounds the body and lets it be read as JSON whatever type it is sent as; an absent body counts as `{}`. */
export const jsonBody: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const { method } = c.req;
  if (method === "POST" || method === "PUT" || method === "PATCH" || method === "DELETE") {
    const bytes = await readBytes(c.req.raw);
    const headers = new Headers(c.req.raw.headers);
    headers.set("content-type", "application/json");
    headers.delete("content-length");
    const body = bytes.byteLength === 0 ? "{}" : bytes;
    c.req.raw = new Request(c.req.url, { method, headers, body });
  }
  await next();
};
