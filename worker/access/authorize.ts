/**
 * Who may do what. Credentials are judged before anything else, and a random string never costs a storage call.
 *
 * What is not yours does not exist: a key of another program, and whatever a promoter's token may not reach, is 404.
 */
import type { MiddlewareHandler } from "hono";
import { parsePromoterId } from "../../domain/kernel/ids.ts";
import { currentProgram, requireOpen } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { findPromoterToken } from "./promoter-tokens.tables.ts";
import { type Credential, isSameSecret, readCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../http/problem.ts";
import type { ApiContext, ApiEnv, Principal } from "./api-env.ts";
import type { Access } from "./callers.ts";

/** Below this every route belongs to the program of its path. */
const PROGRAM_PATH = "/v1/programs/{program}";
const PROMOTER_PATH = `${PROGRAM_PATH}/promoters/{id}`;

/** What stands before the handler of a route. Nothing, where everyone may call it or the handler verifies a signature. */
export function guardOf(path: string, access: Access): MiddlewareHandler<ApiEnv>[] {
  if (access[0] === "public" || access[0] === "signature") return [];
  if (!isWithin(path, PROGRAM_PATH)) return [operatorOnly];
  const mayCall = callersOf(path, access);
  const guard: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const { program, principal } = await identify(c);
    if (!mayCall(c, principal)) throw new ApiProblem("not_found");
    c.set("program", program);
    c.set("principal", principal);
    await next();
  };
  return [guard];
}

/** Lets only the operator's `ADMIN_TOKEN` through. */
export const operatorOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (readBearer(c) !== "operator") throw new ApiProblem("not_found");
  c.set("principal", { kind: "operator" });
  await next();
};

/** Stands before paths that are none, so that they tell nothing to whoever has no credentials for the program. */
export const programMembers: MiddlewareHandler<ApiEnv> = async (c, next) => {
  c.set("principal", (await identify(c)).principal);
  await next();
};

type MayCall = (c: ApiContext, principal: Principal) => boolean;

function callersOf(path: string, access: Access): MayCall {
  const callers = new Set<string>(access);
  const namesPromoter = isWithin(path, PROMOTER_PATH);
  return (c, principal) => {
    if (principal.kind !== "promoter") return callers.has(principal.kind);
    if (!callers.has("promoter:own")) return false;
    return !namesPromoter || parsePromoterId(c.req.param("id") ?? "") === principal.promoter;
  };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Verifies the caller for the program of the path, and reads the program. */
async function identify(c: ApiContext): Promise<{ program: ProgramConfig; principal: Principal }> {
  const bearer = readBearer(c);
  const programId = c.req.param("program") ?? "";
  if (bearer !== "operator" && bearer.programId !== programId) throw new ApiProblem("not_found");
  if (!/^[a-z0-9-]{1,40}$/.test(programId)) throw new ApiProblem("unknown_program");
  const program = await currentProgram(c.env, programId, "proved");
  if (program === null) throw new ApiProblem(bearer === "operator" ? "unknown_program" : "unauthorized");
  const principal = await principalOf(c.env, program, bearer);
  if (principal.kind !== "operator") requireOpen(program);
  return { program, principal };
}

/**
 * The caller by the request's bearer alone, without any storage.
 *
 * @throws ApiProblem `unauthorized` (401), or `not_configured` (503) when the Worker has no operator's key.
 */
function readBearer(c: ApiContext): Credential | "operator" {
  const text = bearerOf(c);
  const credential = text === undefined ? undefined : readCredential(keyRing(c.env), text);
  if (credential !== undefined) return credential;
  const adminToken = c.env.ADMIN_TOKEN;
  if (adminToken === undefined || adminToken === "") {
    throw new ApiProblem("not_configured", { detail: "ADMIN_TOKEN is unset" });
  }
  if (text !== undefined && isSameSecret(text, adminToken)) return "operator";
  throw new ApiProblem("unauthorized");
}

/** Whether a request comes from the operator. Nobody is refused, and neither keys nor storage are asked. */
export function isOperator(c: ApiContext): boolean {
  const [text, adminToken] = [bearerOf(c), c.env.ADMIN_TOKEN];
  if (text === undefined || adminToken === undefined || adminToken === "") return false;
  return isSameSecret(text, adminToken);
}

function bearerOf(c: ApiContext): string | undefined {
  return /^bearer +(\S{1,512}) *$/i.exec(c.req.header("authorization") ?? "")?.[1];
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
