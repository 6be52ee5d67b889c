/** Reads a request's body once, bounded, whatever its headers say. */
import type { MiddlewareHandler } from "hono";
import type { Json } from "../../domain/kernel/canonical-json.ts";
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

/**
 * Bounds the body and reads it as JSON, whatever type it is sent as; an absent body counts as `{}`. Handlers find
 * it, as sent, under `body`.
 */
export const jsonBody: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const { method } = c.req;
  if (method === "POST" || method === "PUT" || method === "PATCH" || method === "DELETE") {
    const bytes = await readBytes(c.req.raw);
    const text = bytes.byteLength === 0 ? "{}" : new TextDecoder().decode(bytes);
    c.set("body", parseJson(text));
    const headers = new Headers(c.req.raw.headers);
    headers.set("content-type", "application/json");
    headers.delete("content-length");
    c.req.raw = new Request(c.req.url, { method, headers, body: text });
  }
  await next();
};

/** @throws ApiProblem `invalid_json` (400). */
function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ApiProblem("invalid_json");
  }
}
