/** Reads the JSON body of a call to the API. */
import type { MiddlewareHandler } from "hono";
import type { Json } from "../../domain/kernel/canonical-json.ts";
import { parseJson } from "../platform/json-text.ts";
import { ApiProblem } from "./problem.ts";
import { readBytes, textOf } from "./request-bytes.ts";
import type { HttpEnv } from "./http-env.ts";

/**
 * Bounds the body and reads it as JSON, whatever type it is sent as; an absent body counts as `{}`. Handlers find
 * it, as sent, under `body`.
 */
export const jsonBody: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const bytes = await readBytes(c.req.raw);
  const text = bytes.byteLength === 0 ? "{}" : textOf(bytes);
  if (text === undefined) throw new ApiProblem("invalid_json", { detail: "the body is not UTF-8" });
  c.set("body", jsonOf(text));
  const headers = new Headers(c.req.raw.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body: text });
  await next();
};

/** @throws ApiProblem `invalid_json` (400). */
function jsonOf(text: string): Json {
  const value = parseJson(text);
  if (value === undefined) throw new ApiProblem("invalid_json");
  return value as Json;
}
