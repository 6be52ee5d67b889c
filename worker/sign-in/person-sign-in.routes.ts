/** Sign-in of people by OpenID Connect: to the provider, and back with a verified address that some program knows. */
import type { ApiApp, ApiContext } from "../access/api-env.ts";
import { emailSchema } from "../access/people/people.shapes.ts";
import { membershipsOf } from "../access/people/people.tables.ts";
import { defineRoute } from "../access/route.ts";
import { beginSession } from "../access/session.ts";
import { audienceOf } from "../deployment/deployment-guard.ts";
import { ApiProblem } from "../http/problem.ts";
import { problemSchema } from "../http/problem.shapes.ts";
import { json, problemAnswer, text } from "../http/route-parts.ts";
import { lazily } from "../platform/lazily.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { pendingSignIn } from "./pending-sign-in.ts";
import { signInWaysSchema, startQuery } from "./person-sign-in.shapes.ts";
import { signInPage } from "./sign-in-page.ts";

const TAG = "Sessions";
const START = "/v1/sessions/provider";
const CALLBACK = "/v1/sessions/provider/callback";

const ways = defineRoute({
  method: "get",
  path: "/v1/sessions/ways",
  operationId: "readSignInWays",
  tag: TAG,
  summary: "How people may sign in here, beside keys",
  access: ["public"],
  responses: { 200: json(signInWaysSchema, "The ways") },
});

const start = defineRoute({
  method: "get",
  path: START,
  operationId: "beginSignIn",
  tag: TAG,
  summary: "Begin to sign in by the OpenID provider of this service",
  access: ["public"],
  request: { query: startQuery },
  responses: {
    302: { description: "To the provider" },
    404: problemAnswer(problemSchema, "No provider is set"),
    503: text("text/html", "The provider does not answer"),
  },
});

const callback = defineRoute({
  method: "get",
  path: CALLBACK,
  operationId: "endSignIn",
  tag: TAG,
  summary: "Where the provider leads back to: register it there as the redirect URI",
  access: ["public"],
  responses: {
    302: { description: "To the page that signing in began for, with the session's cookie" },
    400: text("text/html", "A sign-in that has ended, or of another browser"),
    403: text("text/html", "Refused, not verified, or known to no program"),
    404: problemAnswer(problemSchema, "No provider is set"),
    502: text("text/html", "What the provider answered does not hold"),
    503: text("text/html", "The provider does not answer"),
  },
});

const provider = lazily(() => import("./provider.ts"));

export function registerPersonSignIn(app: ApiApp): void {
  app.openapi(ways, (c) => c.json({ provider: hasProvider(c.env) ? START : null }, 200));
  app.openapi(start, async (c) => (await begin(c, c.req.valid("query").return)) as never);
  app.openapi(callback, async (c) => (await end(c)) as never);
}

function hasProvider({ OIDC_ISSUER }: Pick<Env, "OIDC_ISSUER">): boolean {
  return OIDC_ISSUER !== undefined && OIDC_ISSUER !== "";
}

/** The address that the provider knows as the redirect URI. Outside of this machine the service is spoken to by TLS alone. */
function redirectUri(c: ApiContext): string {
  const { origin, host } = new URL(c.req.url);
  return `${audienceOf(c.req.raw) === "machine" ? origin : `https://${host}`}${CALLBACK}`;
}

async function begin(c: ApiContext, returnTo: string): Promise<Response> {
  if (!hasProvider(c.env)) throw new ApiProblem("not_found");
  const { beginAtProvider } = await provider();
  try {
    const { url, pending } = await beginAtProvider(c.env, redirectUri(c), returnTo);
    pendingSignIn.keep(c, pending, Date.now());
    return c.redirect(url, 302);
  } catch (error) {
    return unavailable(c, error);
  }
}

async function end(c: ApiContext): Promise<Response> {
  if (!hasProvider(c.env)) throw new ApiProblem("not_found");
  const pending = pendingSignIn.take(c, Date.now());
  if (pending === undefined) return signInPage(c, "sign_in_ended", { againAt: START });
  const came = new URL(c.req.url);
  if (came.searchParams.get("state") !== pending.state) {
    return signInPage(c, "sign_in_ended", { againAt: START });
  }
  const { endAtProvider } = await provider();
  try {
    const answer = await endAtProvider(c.env, came, redirectUri(c), pending);
    if (answer.kind === "refused") return signInPage(c, answer.reason, { againAt: START });
    return await welcome(c, answer.email, pending.returnTo);
  } catch (error) {
    return unavailable(c, error);
  }
}

/** Signs in whom some program knows: by the address alone, as the provider has verified it. */
async function welcome(c: ApiContext, address: string, returnTo: string): Promise<Response> {
  const { data: email } = emailSchema.safeParse(address);
  if (email === undefined) return signInPage(c, "unknown_person", { againAt: START });
  const { memberships, revision } = await membershipsOf(c.env.CONFIG, email);
  if (memberships.length === 0) return signInPage(c, "unknown_person", { againAt: START });
  beginSession(c, { person: { kind: "person", email, revision } }, Date.now());
  return c.redirect(returnTo, 302);
}

function unavailable(c: ApiContext, error: unknown): Response {
  logError("provider_unavailable", error);
  return signInPage(c, "provider_unavailable", { againAt: START });
}
