/** Reads the JSON body of a call to the API. */
import type { MiddlewareHandler } from "hono";
import type { Json } from "../../domain/kernel/canonical-json.ts";
import { parseJson } from "../platform/json-text.ts";
import { ApiProblem } from "./problem.ts";
import { readBytes, textOf } from "./request-bytes.ts";
import type { HttpEnv } from "./http-env.ts";
import { LargeBodies } from "./traffic/large-bodies.ts";

/** Of this isolate. */
const large = new LargeBodies();

/**
 * Bounds the body and reads it as JSON, whatever type it is sent as; an absent body counts as `{}`. Handlers find
 * it, as sent, under `body`.
 */
export const jsonBody: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const { text, value } = await readJson(c.req.raw);
  c.set("body", value);
  const headers = new Headers(c.req.raw.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body: text });
  await next();
};

/** @throws ApiProblem `invalid_json` (400), or what {@link readBytes} throws. */
export async function readJson(request: Request): Promise<{ readonly text: string; readonly value: Json }> {
  const bytes = await readBytes(request);
  await large.wait(bytes.byteLength);
  const text = bytes.byteLength === 0 ? "{}" : textOf(bytes);
  if (text === undefined) throw new ApiProblem("invalid_json", { detail: "the body is not UTF-8" });
  const value = parseJson(text);
  if (value === undefined) throw new ApiProblem("invalid_json");
  return { text, value: value as Json };
}
