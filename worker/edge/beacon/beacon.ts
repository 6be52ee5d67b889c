/**
 * `POST /e`: what the browser SDK tells. Pages of any origin may call it without credentials; whatever is well formed
 * is answered 204 and tells nobody what was made of it. The edge loads this file with the first beacon.
 */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { type Beacon, beaconSchema, tokensOf } from "./beacon.shapes.ts";
import { parseBody } from "../../http/faults.ts";
import type { EdgeProgram } from "../../configuration/edge-program.tables.ts";
import { parseJson } from "../../platform/json-text.ts";
import { logError } from "../../../durable-objects/object/log.ts";
import { ApiProblem, problem } from "../../http/problem.ts";
import { readBytes, textOf } from "../../http/request-bytes.ts";
import { OPEN_HEADERS } from "./beacon-answers.ts";
import { countReceived, type EdgeRequest } from "../edge-request.ts";
import { keepIdentity } from "./identify.ts";
import { reportConversion } from "../reported-conversion.ts";
import { answerSession } from "./session.ts";
import { isBot } from "../visit.ts";

/** The answer to a beacon. */
export async function answerBeacon(request: EdgeRequest, raw: Request): Promise<Response> {
  try {
    const bytes = await readBytes(raw, LIMITS.beaconBytes);
    return await answerRead(request, parseBody(beaconSchema, jsonOf(bytes)));
  } catch (error) {
    if (error instanceof ApiProblem) return problem(error.code, { ...error.options, headers: OPEN_HEADERS });
    logError("beacon_failed", error);
    return problem("unavailable", { headers: OPEN_HEADERS });
  }
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
