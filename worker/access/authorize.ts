/**
 * Who may do what. Credentials are judged before anything else, and a random string never costs a storage call.
 *
 * What is not yours does not exist: a key of another program, and whatever a promoter's token may not reach, is 404. What
 * a key of the program itself does not reach by its scopes is 403.
 */
import type { MiddlewareHandler } from "hono";
import { parsePromoterId, type PromoterRef } from "../../domain/kernel/ids.ts";
import { currentProgram, requireOpen } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { findPromoterToken } from "./promoter-tokens.tables.ts";
import { type Credential, isSameSecret, readCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { treeOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import type { ApiContext, ApiEnv, Principal } from "./api-env.ts";
import { type Access, scopeSets } from "./callers.ts";
import { refuseScope } from "./held-scopes.ts";
import { CallLimits } from "./call-limits.ts";
import { noteNetwork } from "./note-network.ts";
import { type Scope, scopesOf } from "./scopes.ts";

/** Of this isolate. */
const limits = new CallLimits();

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
    mayCall(c, principal);
    if (principal.kind === "promoter" && c.req.method !== "GET") {
      await refuseSuspended(c.env, program, principal.promoter);
    }
    c.set("program", program);
    c.set("principal", principal);
    if (principal.kind === "promoter") noteNetwork(c, program, principal.promoter);
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

/** @throws ApiProblem `not_found`, or `insufficient_scope` for a key of the program. */
type MayCall = (c: ApiContext, principal: Principal) => void;

function callersOf(path: string, access: Access): MayCall {
  const callers = new Set<string>(access);
  const sets = scopeSets(access);
  const namesPromoter = isWithin(path, PROMOTER_PATH);
  const isOwn = (c: ApiContext, promoter: PromoterRef) =>
    !namesPromoter || parsePromoterId(c.req.param("id") ?? "") === promoter;
  return (c, principal) => {
    if (principal.kind === "key") {
      requireScopes(sets, principal.scopes);
      return;
    }
    const isLetIn =
      principal.kind === "operator"
        ? callers.has("operator")
        : callers.has("promoter:own") && isOwn(c, principal.promoter);
    if (!isLetIn) throw new ApiProblem("not_found");
  };
}

/** A key needs all scopes of one of the sets. Where there is none, no key of the program reaches the route. */
function requireScopes(sets: readonly (readonly Scope[])[], held: ReadonlySet<Scope>): void {
  const [first] = sets;
  if (first === undefined) throw new ApiProblem("not_found");
  if (!sets.some((set) => set.every((scope) => held.has(scope)))) throw refuseScope(first);
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
  if (bearer !== "operator") limits.count(bearer, Date.now());
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

/** @throws ApiProblem `insufficient_scope` when the promoter is suspended: its tokens then only read. */
async function refuseSuspended(env: Env, program: ProgramConfig, promoter: PromoterRef): Promise<void> {
  const view = await callObject(async () => await treeOf(env, program).promoter(promoter));
  if (view?.status === "active") return;
  throw new ApiProblem("insufficient_scope", {
    detail: "The promoter is suspended: its tokens only read",
  });
}

async function principalOf(
  env: Env,
  program: ProgramConfig,
  bearer: Credential | "operator",
): Promise<Principal> {
  if (bearer === "operator") return { kind: "operator" };
  if (bearer.kind === "tk") {
    // Found by its hash: how long that takes tells nothing of the key itself.
    const key = program.apiKeys.get(bearer.hash);
    if (key === undefined) throw new ApiProblem("unauthorized");
    return { kind: "key", number: key.number, scopes: scopesOf(key.scopes) };
  }
  const token = await findPromoterToken(env.CONFIG, program.number, bearer.hash);
  if (token === null || token.revokedAtMs !== null || token.expiresAtMs <= Date.now()) {
    throw new ApiProblem("unauthorized");
  }
  return { kind: "promoter", number: token.number, promoter: token.promoter };
}
