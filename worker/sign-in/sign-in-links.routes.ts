/**
 * Links that sign a promoter in: made by the merchant, used once within five minutes. Opening one shows a button, and
 * pressing it signs in. So whoever only fetches a link, as messengers do for a preview, does not use it up.
 */
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { attemptOf, resourceOf } from "../access/attempts.ts";
import { auditSubject } from "../access/audit-subject.ts";
import { requireActingAsPromoter } from "../access/held-scopes.ts";
import { defineRoute } from "../access/route.ts";
import { beginSession } from "../access/session.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, json, REPLAY, text } from "../http/route-parts.ts";
import { shareOrigin } from "../links/share-origin.ts";
import { type Credential, newCredential, readCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { isOwnPage, isInFrame } from "../access/asking-page.ts";
import { frameAncestors } from "./frame-ancestors.ts";
import { promoterSessionMs } from "./promoter-session.ts";
import { newSignInLinkSchema, signInLinkParams, signInLinkSchema } from "./sign-in-link.shapes.ts";
import { findSignInLink, insertSignInLink, type SignInLink, useSignInLink } from "./sign-in-links.tables.ts";
import { signInPage } from "./sign-in-page.ts";

const LINK_LASTS_MS = 5 * 60_000;
const OPEN_PATH = "/sign-in/{token}";
const TAG = "Sessions";

const create = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/promoters/{id}/sign-in-links",
  operationId: "createSignInLink",
  tag: TAG,
  summary: "Make a link that opens the portal as a promoter: once, within five minutes",
  description: "A person needs `payouts` besides: the portal asks for payouts.",
  access: ["operator", "key:manage"],
  audit: "with_change",
  idempotencyKey: "optional",
  request: { params: promoterParams, body: body(newSignInLinkSchema) },
  responses: {
    200: json(signInLinkSchema, "Made before under this Idempotency-Key: without its address"),
    201: json(signInLinkSchema, "Made"),
  },
});

const show = defineRoute({
  method: "get",
  path: OPEN_PATH,
  operationId: "showSignInLink",
  tag: TAG,
  summary: "A page with the button that signs in. It uses nothing up",
  access: ["public"],
  request: { params: signInLinkParams },
  responses: {
    200: text("text/html", "The page"),
    404: text("text/html", "A link that was never made"),
  },
});

const open = defineRoute({
  method: "post",
  path: OPEN_PATH,
  operationId: "openSignInLink",
  tag: TAG,
  summary: "Sign in by a link: sets the session's cookie and leads to the portal",
  access: ["public"],
  readsBody: true,
  request: { params: signInLinkParams },
  responses: {
    303: { description: "To `/portal/{program}`, with the session's cookie" },
    403: text("text/html", "Another site's page has asked for it"),
    404: text("text/html", "A link that was never made"),
    410: text("text/html", "The link was used, or its time is over"),
  },
});

export function registerSignInLinks(app: ApiApp): void {
  app.openapi(create, async (c) => {
    const { program, principal } = requireProgram(c);
    requireActingAsPromoter(principal);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const made = newCredential(keyRing(c.env), "tl", program.id);
    const attempt = attemptOf(c, "sign-in-links", made.hash);
    const outcome = await insertSignInLink(c.env.CONFIG, attempt, ref, attempt.nowMs + LINK_LASTS_MS);
    const { created, resource } = resourceOf(attempt, outcome);
    const link = await findSignInLink(c.env.CONFIG, program.number, resource);
    if (link === undefined) throw new ApiProblem(created ? "unavailable" : "not_found");
    const expiresAt = instantOf(link.expiresAtMs);
    if (!created) return c.json({ expiresAt }, 200, REPLAY);
    return c.json({ url: `${shareOrigin(c, program)}/sign-in/${made.text}`, expiresAt }, 201);
  });
  // Their answers are pages, which the description types as text.
  app.openapi(show, async (c) => (await showButton(c, c.req.valid("param").token)) as never);
  app.openapi(open, async (c) => (await openLink(c, c.req.valid("param").token)) as never);
}

/** Without a look at any storage but the program's, which is remembered: a preview costs nothing. */
async function showButton(c: ApiContext, token: string): Promise<Response> {
  const credential = readCredential(keyRing(c.env), token, ["tl"]);
  if (credential === undefined) return signInPage(c, "link_unknown");
  const program = await currentProgram(c.env, credential.programId, "proved");
  if (program === null) return signInPage(c, "link_unknown");
  return signInPage(c, "open", { hasButton: true, ancestors: frameAncestors(program) });
}

async function openLink(c: ApiContext, token: string): Promise<Response> {
  if (!isOwnPage(c.req.raw)) return signInPage(c, "other_page");
  const credential = readCredential(keyRing(c.env), token, ["tl"]);
  const program = credential && (await currentProgram(c.env, credential.programId, "proved"));
  if (credential === undefined || program == null) return signInPage(c, "link_unknown");
  const ancestors = frameAncestors(program);
  const link = await findSignInLink(c.env.CONFIG, program.number, credential.hash);
  if (link === undefined || link.expiresAtMs <= Date.now()) return signInPage(c, "link_ended", { ancestors });
  if (!(await signIn(c, program, credential, link))) return signInPage(c, "link_used", { ancestors });
  return c.redirect(`/portal/${program.id}`, 303);
}

/** @returns false where the link was used before. */
async function signIn(
  c: ApiContext,
  program: ProgramConfig,
  { hash: linkHash }: Credential,
  link: SignInLink,
): Promise<boolean> {
  const nowMs = Date.now();
  const lastsMs = promoterSessionMs(program);
  const { text: key, hash } = newCredential(keyRing(c.env), "tp", program.id);
  const actor = promoterIdOf(link.promoter);
  const used = await useSignInLink(c.env.CONFIG, {
    link,
    hash,
    nowMs,
    expiresAtMs: nowMs + lastsMs,
    audit: {
      program: program.number,
      atMs: nowMs,
      actor,
      credential: `sl_${linkHash.slice(0, 12)}`,
      operation: open.operationId,
      subject: auditSubject(OPEN_PATH, OPEN_PATH),
      members: "",
      requestId: c.get("requestId"),
      reason: null,
    },
  });
  if (used) beginSession(c, { key }, nowMs, { place: isInFrame(c.req.raw) ? "frame" : "page", lastsMs });
  return used;
}
