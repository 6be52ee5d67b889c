/** Sign-in of pages by a key: its holder shows it once, and the browser keeps what no script can read. */
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { currentProgram } from "../configuration/current-program.ts";
import { hostAllows } from "../http/hosts.ts";
import { body, json } from "../http/route-parts.ts";
import { ApiProblem } from "../http/problem.ts";
import { credentialId, readCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import type { ApiApp, ApiContext } from "./api-env.ts";
import { type Caller, callerOf, identifyCaller, isSignedIn, requestCaller } from "./authorize.ts";
import { defineRoute } from "./route.ts";
import { membershipsOf } from "./people/people.tables.ts";
import { endTokenOfLink, findPromoterToken } from "./promoter-tokens.tables.ts";
import { beginSession, endSession, sessionOf, type SignedIn } from "./session.ts";
import { newSessionSchema, presentPersonSession, presentSession, sessionSchema } from "./session.shapes.ts";

const CURRENT = "/v1/sessions/current";

const createSession = defineRoute({
  method: "post",
  path: "/v1/sessions",
  operationId: "createSession",
  tag: "Sessions",
  summary: "Sign in with a key: the answer sets a cookie",
  description:
    "The cookie `__Host-tributary` stands for the key, for twelve hours at most. It is `HttpOnly` and `SameSite=Strict`. With it a write needs `Sec-Fetch-Site: same-origin`, which browsers send of our own pages.",
  access: ["public"],
  request: { body: body(newSessionSchema) },
  responses: { 201: json(sessionSchema, "Signed in") },
});

const readSession = defineRoute({
  method: "get",
  path: CURRENT,
  operationId: "readSession",
  tag: "Sessions",
  summary: "Whose session, or key, this is",
  access: ["public"],
  responses: { 200: json(sessionSchema, "The caller") },
});

const deleteSession = defineRoute({
  method: "delete",
  path: CURRENT,
  operationId: "deleteSession",
  tag: "Sessions",
  summary: "Sign out: the browser forgets the cookie",
  description: "A session that a sign-in link began ends for whoever holds its cookie: its token is revoked.",
  access: ["public"],
  responses: { 204: { description: "Signed out, also without a session" } },
});

export function registerSessions(app: ApiApp): void {
  app.openapi(createSession, async (c) => {
    refuseOtherPages(c);
    const { key } = c.req.valid("json");
    const caller = callerOf(c.env, key);
    requirePromoterOnShareHost(c, caller);
    const { principal, programId } = await identifyCaller(c.env, caller);
    return c.json(presentSession(principal, programId, beginSession(c, { key }, Date.now())), 201);
  });
  app.openapi(readSession, async (c) => {
    const caller = requestCaller(c);
    const endsAtMs = sessionOf(c, Date.now())?.endsAtMs ?? null;
    if (isSignedIn(caller)) return c.json(await showPerson(c.env, caller, endsAtMs), 200);
    const { principal, programId } = await identifyCaller(c.env, caller);
    return c.json(presentSession(principal, programId, endsAtMs), 200);
  });
  app.openapi(deleteSession, async (c) => {
    refuseOtherPages(c);
    endSession(c);
    await endTokenOfSession(c);
    return c.body(null, 204);
  });
}

/** A promoter who signs out leaves no token behind that nobody knows of. Others than those of sign-in links stay. */
async function endTokenOfSession(c: ApiContext): Promise<void> {
  const nowMs = Date.now();
  // Browsers that do not say whose page asks sign out of theirs alone.
  const session = c.req.header("sec-fetch-site") === undefined ? undefined : sessionOf(c, nowMs);
  if (session === undefined || !("key" in session)) return;
  const credential = readCredential(keyRing(c.env), session.key, ["tp"]);
  const program = credential && (await currentProgram(c.env, credential.programId, "proved"));
  if (credential === undefined || program == null) return;
  const token = await findPromoterToken(c.env.CONFIG, program.number, credential.hash);
  if (token === null || token.signInLink === null || token.revokedAtMs !== null) return;
  const { promoter, number } = token;
  await endTokenOfLink(c.env.CONFIG, {
    program: program.number,
    promoter,
    number,
    nowMs,
    audit: {
      program: program.number,
      atMs: nowMs,
      actor: promoterIdOf(promoter),
      credential: credentialId("pt", number),
      operation: deleteSession.operationId,
      subject: CURRENT,
      members: "",
      requestId: c.get("requestId"),
      reason: null,
    },
  });
}

/** @throws ApiProblem `unauthorized` where no program is left that the session reaches. */
async function showPerson(env: Env, { email, revision }: SignedIn, endsAtMs: number | null) {
  const found = await membershipsOf(env.CONFIG, email);
  const reached = found.memberships.filter((one) => one.revision <= revision);
  if (reached.length === 0) throw new ApiProblem("unauthorized");
  return presentPersonSession(email, reached, endsAtMs);
}

/**
 * On a share host stands the portal alone: a key that signs in at the desk signs nobody in there.
 *
 * @throws ApiProblem `unauthorized`, as for a key that nobody has.
 */
function requirePromoterOnShareHost(c: ApiContext, caller: Exclude<Caller, SignedIn>): void {
  if (hostAllows(c.env, c.req.raw, "management")) return;
  if (caller === "operator" || caller.kind !== "tp") throw new ApiProblem("unauthorized");
}

/** Another site signs nobody in under its own key, and nobody out. */
function refuseOtherPages(c: ApiContext): void {
  if ((c.req.header("sec-fetch-site") ?? "same-origin") !== "same-origin")
    throw new ApiProblem("cross_site_request");
}
