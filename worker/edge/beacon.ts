/**
 * `POST /e`: what the browser SDK tells. Pages of any origin may call it without credentials; whatever is well formed
 * is answered 204 and tells nobody what was made of it.
 */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { type Beacon, beaconSchema, tokensOf } from "./beacon.shapes.ts";
import { parseBody } from "../http/faults.ts";
import type { EdgeProgram } from "../configuration/edge-program.tables.ts";
import { parseJson } from "../platform/json-text.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { ApiProblem, problem } from "../http/problem.ts";
import { readBytes, textOf } from "../http/request-bytes.ts";
import { countReceived, type EdgeRequest } from "./edge-request.ts";
import { keepIdentity } from "./identify.ts";
import { reportConversion } from "./reported-conversion.ts";
import { answerSession } from "./session.ts";
import { isBot } from "./visit.ts";

const PREFLIGHT_KEPT_S = "86400";

/** No cookie is read for a page of another origin, so that any may call. */
const OPEN_HEADERS = {
  "Access-Control-Allow-Origin": "*",
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "X-Content-Type-Options": "nosniff",
};

/** The answer to a beacon, or to a browser's question whether it may send one. */
export async function answerBeacon(request: EdgeRequest, raw: Request): Promise<Response> {
  if (request.method === "OPTIONS") return preflight();
  try {
    const bytes = await readBytes(raw, LIMITS.beaconBytes);
    return await answerRead(request, parseBody(beaconSchema, jsonOf(bytes)));
  } catch (error) {
    if (error instanceof ApiProblem) return problem(error.code, { ...error.options, headers: OPEN_HEADERS });
    logError("beacon_failed", error);
    return problem("unavailable", { headers: OPEN_HEADERS });
  }
}

/** The answer while a secret of the service is missing, or to a method that means nothing here. */
export function refusedBeacon(code: "not_configured" | "method_not_allowed"): Response {
  return problem(code, { headers: { ...OPEN_HEADERS, Allow: "POST, OPTIONS" } });
}

async function answerRead(request: EdgeRequest, beacon: Beacon): Promise<Response> {
  const answer = await request.lookup.findProgram(beacon.program, request);
  if (answer.kind === "found") return (await handle(request, answer.value, beacon)) ?? done();
  // What would be kept must not be lost in silence; what would be counted may.
  if (answer.kind === "unavailable" && beacon.type === "identify") throw new ApiProblem("unavailable");
  return done();
}

async function handle(
  request: EdgeRequest,
  program: EdgeProgram,
  beacon: Beacon,
): Promise<Response | undefined> {
  switch (beacon.type) {
    case "pageview":
      if (!isBot(request.userAgent)) {
        countReceived(request, program, { of: "pageview", link: 0, promoter: 0, amountMinor: 0 });
      }
      return undefined;
    case "conversion":
      if (!isBot(request.userAgent)) await reportConversion(request, program, beacon, tokensOf(beacon));
      return undefined;
    case "identify":
      await keepIdentity(request, program, beacon);
      return undefined;
    case "session":
      return answerSession(request, program, beacon);
    default:
      return beacon satisfies never;
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  const value = parseJson(textOf(bytes) ?? "");
  if (value === undefined) throw new ApiProblem("invalid_json");
  return value;
}

function done(): Response {
  return new Response(null, { status: 204, headers: OPEN_HEADERS });
}

function preflight(): Response {
  const headers = {
    ...OPEN_HEADERS,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type",
    "Access-Control-Max-Age": PREFLIGHT_KEPT_S,
  };
  return new Response(null, { status: 204, headers });
}
