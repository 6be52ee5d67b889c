/**
 * Who may do what. Credentials are judged before anything else, and a random string never costs a storage call.
 *
 * What is not yours does not exist: a key of another program, and whatever a promoter's token may not reach, is 404.
 */
import type { MiddlewareHandler } from "hono";
import { parsePromoterId, type PromoterRef } from "../../domain/kernel/ids.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { findPromoterToken } from "./promoter-tokens.tables.ts";
import { type Credential, isSameSecret, readCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../http/problem.ts";
import type { ApiContext, ApiEnv, Principal } from "./api-env.ts";

/** What a promoter's token reaches, below the program. `{own}` is the promoter's own id. */
const PROMOTER_REACHES: readonly (readonly [method: string, path: RegExp])[] = [
  ["GET", /^promoters\/\{own\}$/],
  [
    "GET",
    /^promoters\/\{own\}\/(?:wallet|commissions|payouts|payee|team|sales|tier-history|journal|journal\.csv|journal\.jsonl|journal\/verification)$/,
  ],
  ["POST", /^promoters\/\{own\}\/payouts$/],
  ["GET", /^payouts\/[^/]+$/],
  ["GET", /^orders\/[^/]+\/explanation$/],
  ["GET", /^links(?:\/[^/]+)?$/],
  ["POST", /^links$/],
  ["PATCH", /^links\/[^/]+$/],
];

/** Lets only the operator's `ADMIN_TOKEN` through. */
export const operatorOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (readBearer(c) !== "operator") throw new ApiProblem("not_found");
  c.set("principal", { kind: "operator" });
  await next();
};

/** Verifies the caller for the program of the path, and reads the program. */
export const programMembers: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const bearer = readBearer(c);
  const programId = c.req.param("program") ?? "";
  if (bearer !== "operator" && bearer.programId !== programId) throw new ApiProblem("not_found");
  if (!/^[a-z0-9-]{1,40}$/.test(programId)) throw new ApiProblem("unknown_program");
  const program = await currentProgram(c.env, programId, "proved");
  if (program === null) throw new ApiProblem(bearer === "operator" ? "unknown_program" : "unauthorized");
  const principal = await principalOf(c.env, program, bearer);
  if (principal.kind === "promoter") refuseBeyondReach(c, principal.promoter);
  c.set("program", program);
  c.set("principal", principal);
  await next();
};

/**
 * The caller by the request's bearer alone, without any storage.
 *
 * @throws ApiProblem `unauthorized` (401), or `not_configured` (503) when the Worker has no operator's key.
 */
function readBearer(c: ApiContext): Credential | "operator" {
  const header = c.req.header("authorization") ?? "";
  const text = /^bearer +(\S{1,512}) *$/i.exec(header)?.[1];
  const credential = text === undefined ? undefined : readCredential(keyRing(c.env), text);
  if (credential !== undefined) return credential;
  const adminToken = c.env.ADMIN_TOKEN;
  if (adminToken === undefined || adminToken === "") {
    throw new ApiProblem("not_configured", { detail: "ADMIN_TOKEN is unset" });
  }
  if (text !== undefined && isSameSecret(text, adminToken)) return "operator";
  throw new ApiProblem("unauthorized");
}

async function principalOf(
  env: Env,
  program: ProgramConfig,
  bearer: Credential | "operator",
): Promise<Principal> {
  if (bearer === "operator") return { kind: "operator" };
  if (bearer.kind === "tk") {
    if (!program.apiKeyHashes.has(bearer.hash)) throw new ApiProblem("unauthorized");
    return { kind: "key" };
  }
  const token = await findPromoterToken(env.CONFIG, program.number, bearer.hash);
  if (token === null || token.revokedAtMs !== null || token.expiresAtMs <= Date.now()) {
    throw new ApiProblem("unauthorized");
  }
  return { kind: "promoter", promoter: token.promoter };
}

function refuseBeyondReach(c: ApiContext, promoter: PromoterRef): void {
  const segments = new URL(c.req.url).pathname.split("/").slice(4);
  if (segments[0] === "promoters" && parsePromoterId(segments[1] ?? "") === promoter) segments[1] = "{own}";
  const path = segments.join("/");
  const method = c.req.method === "HEAD" ? "GET" : c.req.method;
  const reaches = PROMOTER_REACHES.some(([verb, pattern]) => verb === method && pattern.test(path));
  if (!reaches) throw new ApiProblem("not_found");
}
