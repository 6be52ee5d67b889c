/**
 * Tokens of promoters. Each reaches its promoter's own reads, links and payout requests until it expires, is revoked, or
 * only reads because the promoter is suspended.
 */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { durationMs, promoterParams } from "../http/common.shapes.ts";
import {
  newPromoterTokenSchema,
  parseCredentialId,
  presentPromoterToken,
  promoterTokenParams,
  promoterTokenSchema,
} from "../access/credentials.shapes.ts";
import {
  findPromoterToken,
  insertPromoterToken,
  listPromoterTokens,
  revokeAllPromoterTokens,
  revokePromoterToken,
} from "../access/promoter-tokens.tables.ts";
import { newCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { attemptOf, resourceOf } from "../access/attempts.ts";
import { requireActingAsPromoter } from "../access/held-scopes.ts";
import { findPromoter } from "./find-promoter.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";

/** For how long a token is valid when nothing is said of it. */
const USUAL_LIFE_MS = 30 * DAY_MS;

const PATH = "/v1/programs/{program}/promoters/{id}/tokens";

const createToken = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createPromoterToken",
  tag: "Promoter tokens",
  summary: "Make a promoter's token; its text is shown this once",
  description: "A person needs `payouts` besides: a promoter's token asks for payouts.",
  access: ["operator", "key:manage"],
  audit: "with_change",
  idempotencyKey: "optional",
  request: { params: promoterParams, body: body(newPromoterTokenSchema) },
  responses: {
    200: json(promoterTokenSchema, "Made before under this Idempotency-Key: without its text"),
    201: json(promoterTokenSchema, "Made"),
  },
});

const readTokens = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listPromoterTokens",
  tag: "Promoter tokens",
  summary: "List a promoter's tokens without their texts, revoked and expired ones too",
  access: ["operator", "key:read", "key:manage"],
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(promoterTokenSchema), "A page of tokens") },
});

const deleteTokens = defineRoute({
  method: "delete",
  path: PATH,
  operationId: "revokePromoterTokens",
  tag: "Promoter tokens",
  summary: "Revoke all tokens that a promoter has, at once",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: promoterParams },
  responses: { 204: { description: "Revoked" } },
});

const deleteToken = defineRoute({
  method: "delete",
  path: `${PATH}/{token}`,
  operationId: "revokePromoterToken",
  tag: "Promoter tokens",
  summary: "Revoke a promoter's token, at once",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: promoterTokenParams },
  responses: { 204: { description: "Revoked" } },
});

export function registerPromoterTokens(app: ApiApp): void {
  registerMaking(app);
  registerEnding(app);
}

function registerMaking(app: ApiApp): void {
  app.openapi(createToken, async (c) => {
    const { program, principal } = requireProgram(c);
    requireActingAsPromoter(principal);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const made = newCredential(keyRing(c.env), "tp", program.id);
    const attempt = attemptOf(c, "promoter-tokens", made.hash);
    const expiresAtMs = attempt.nowMs + lifeOf(program, c.req.valid("json").expiresIn);
    const outcome = await insertPromoterToken(c.env.CONFIG, attempt, ref, expiresAtMs);
    const { created, resource } = resourceOf(attempt, outcome);
    const token = await findPromoterToken(c.env.CONFIG, program.number, resource);
    if (token === null) throw new ApiProblem("unavailable");
    if (!created) return c.json(presentPromoterToken(token), 200, REPLAY);
    return c.json({ ...presentPromoterToken(token), token: made.text }, 201);
  });
  app.openapi(readTokens, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("promoter-tokens", cursor, [0]) ?? [0];
    const { ref: promoter } = await findPromoter(c.env, program, c.req.valid("param").id);
    const query = { program: program.number, promoter, after, limit: limit + 1 };
    const page = cutPage(await listPromoterTokens(c.env.CONFIG, query), limit, (last) =>
      encodeCursor("promoter-tokens", [last.number]),
    );
    return c.json({ ...page, data: page.data.map(presentPromoterToken) }, 200);
  });
}

function registerEnding(app: ApiApp): void {
  app.openapi(deleteTokens, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    await revokeAllPromoterTokens(c.env.CONFIG, {
      program: program.number,
      promoter: ref,
      nowMs: Date.now(),
      audit: c.get("audit"),
    });
    return c.body(null, 204);
  });
  app.openapi(deleteToken, async (c) => {
    const { program } = requireProgram(c);
    const { id, token } = c.req.valid("param");
    const number = parseCredentialId("pt", token);
    const revoked =
      number !== undefined &&
      (await revokePromoterToken(c.env.CONFIG, {
        program: program.number,
        promoter: id,
        number,
        nowMs: Date.now(),
        audit: c.get("audit"),
      }));
    if (!revoked) throw new ApiProblem("not_found");
    return c.body(null, 204);
  });
}

/** @throws ApiProblem `invalid_body` for a life that is longer than the program lets tokens live. */
function lifeOf(program: ProgramConfig, expiresIn: string | undefined): number {
  const longest = program.wireSettings.at(-1)?.value.promoter.maxTokenLife ?? "PT0S";
  const longestMs = durationMs(longest);
  if (expiresIn === undefined) return Math.min(USUAL_LIFE_MS, longestMs);
  const lifeMs = durationMs(expiresIn);
  if (lifeMs <= longestMs) return lifeMs;
  const message = `at most ${longest}, the program's promoter.maxTokenLife`;
  throw new ApiProblem("invalid_body", { errors: [{ path: "expiresIn", message }] });
}
