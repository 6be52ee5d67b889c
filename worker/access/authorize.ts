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
import { findPerson } from "./people/people.tables.ts";
import { scopesOfRole } from "./people/roles.ts";
import { type Scope, scopesOf } from "./scopes.ts";
import { sessionOf, type SignedIn } from "./session.ts";

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
  if (requestCaller(c) !== "operator") throw new ApiProblem("not_found");
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
    if (principal.kind === "key" || principal.kind === "person") {
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

/** A key or person needs all scopes of one of the sets. Where there is none, none of the program reaches the route. */
function requireScopes(sets: readonly (readonly Scope[])[], held: ReadonlySet<Scope>): void {
  const [first] = sets;
  if (first === undefined) throw new ApiProblem("not_found");
  if (!sets.some((set) => set.every((scope) => held.has(scope)))) throw refuseScope(first);
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Verifies a caller by credentials, wherever it calls. Those other than the operator's are of one program. */
export async function identifyCaller(
  env: Env,
  caller: Exclude<Caller, SignedIn>,
): Promise<{ readonly principal: Principal; readonly programId: string | null }> {
  if (caller === "operator") return { principal: { kind: "operator" }, programId: null };
  limits.count(caller, Date.now());
  const program = await currentProgram(env, caller.programId, "proved");
  if (program === null) throw new ApiProblem("unauthorized");
  return { principal: await principalOf(env, program, caller), programId: program.id };
}

/** Verifies the caller for the program of the path, and reads the program. */
async function identify(c: ApiContext): Promise<{ program: ProgramConfig; principal: Principal }> {
  const caller = requestCaller(c);
  const programId = c.req.param("program") ?? "";
  if (isSignedIn(caller)) limits.count({ kind: "person", hash: caller.email }, Date.now());
  else if (caller !== "operator" && caller.programId !== programId) throw new ApiProblem("not_found");
  if (!/^[a-z0-9-]{1,40}$/.test(programId)) throw new ApiProblem("unknown_program");
  if (caller !== "operator" && !isSignedIn(caller)) limits.count(caller, Date.now());
  // A person may name any program: what is not there is looked up within the budget of guesses.
  const program = await currentProgram(c.env, programId, isSignedIn(caller) ? "anyone" : "proved");
  if (program === null) throw absentProgram(caller);
  const principal = await principalOf(c.env, program, caller);
  if (principal.kind !== "operator") requireOpen(program);
  return { program, principal };
}

function absentProgram(caller: Caller): ApiProblem {
  if (isSignedIn(caller)) return new ApiProblem("not_found");
  return new ApiProblem(caller === "operator" ? "unknown_program" : "unauthorized");
}

/** Whom credentials are of, before storage has said whether they stand. */
export type Caller = Credential<"tk" | "tp"> | SignedIn | "operator";

export function isSignedIn(caller: Caller): caller is SignedIn {
  return caller !== "operator" && caller.kind === "person";
}

/**
 * The caller by the request's own credentials, a bearer or a session, without any storage.
 *
 * @throws ApiProblem `unauthorized` (401), or `not_configured` (503) when the Worker has no operator's key.
 */
export function requestCaller(c: ApiContext): Caller {
  // Whoever sends the header means it: a session does not stand in for a bearer that is wrong.
  if (c.req.header("authorization") !== undefined) return callerOf(c.env, bearerOf(c));
  const session = sessionOf(c, Date.now());
  if (session !== undefined && "person" in session) return session.person;
  return callerOf(c.env, session?.key);
}

/** The caller by the text of a key or token. @throws as {@link requestCaller}. */
export function callerOf(env: Env, text: string | undefined): Exclude<Caller, SignedIn> {
  const credential = text === undefined ? undefined : readCredential(keyRing(env), text, ["tk", "tp"]);
  if (credential !== undefined) return credential;
  const adminToken = env.ADMIN_TOKEN;
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

/**
 * The person in this program, as it is now.
 *
 * @throws ApiProblem `not_found` where the program never had them, `unauthorized` where they were added, given another role
 * or removed since they signed in.
 */
async function personOf(env: Env, program: ProgramConfig, caller: SignedIn): Promise<Principal> {
  const person = await findPerson(env.CONFIG, program.number, caller.email);
  if (person === undefined) throw new ApiProblem("not_found");
  if (person.removedAtMs !== null || person.revision > caller.revision) {
    throw new ApiProblem("unauthorized", { detail: "This session has ended: sign in again" });
  }
  return { kind: "person", number: person.number, scopes: new Set(scopesOfRole(person.role)) };
}

/** @throws ApiProblem `insufficient_scope` when the promoter is suspended: its tokens then only read. */
async function refuseSuspended(env: Env, program: ProgramConfig, promoter: PromoterRef): Promise<void> {
  const view = await callObject(async () => await treeOf(env, program).promoter(promoter));
  if (view?.status === "active") return;
  throw new ApiProblem("insufficient_scope", {
    detail: "The promoter is suspended: its tokens only read",
  });
}

async function principalOf(env: Env, program: ProgramConfig, bearer: Caller): Promise<Principal> {
  if (bearer === "operator") return { kind: "operator" };
  if (isSignedIn(bearer)) return await personOf(env, program, bearer);
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
