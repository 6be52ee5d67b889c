/** Tokens of promoters: each reaches its promoter's own reads, links and payout requests until it expires. */
import { createRoute, z } from "@hono/zod-openapi";
import { durationMs, programIdSchema } from "../http/common.shapes.ts";
import {
  newPromoterTokenSchema,
  parseCredentialId,
  presentPromoterToken,
  promoterTokenSchema,
} from "../access/credentials.shapes.ts";
import {
  findPromoterToken,
  insertPromoterToken,
  revokePromoterToken,
} from "../access/promoter-tokens.tables.ts";
import { newCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { attemptOf, resourceOf } from "../access/attempts.ts";
import {
  BEARER,
  body,
  json,
  promoterIdSchema,
  promoterParams,
  REFUSALS,
  REPLAY,
} from "../http/route-parts.ts";
import { findPromoter } from "./find-promoter.ts";

const PATH = "/v1/programs/{program}/promoters/{id}/tokens";

const createToken = createRoute({
  method: "post",
  path: PATH,
  summary: "Make a promoter's token; its text is shown this once",
  security: BEARER,
  request: { params: promoterParams, body: body(newPromoterTokenSchema) },
  responses: {
    200: json(promoterTokenSchema, "Made before under this Idempotency-Key: without its text"),
    201: json(promoterTokenSchema, "Made"),
    ...REFUSALS,
  },
});

const deleteToken = createRoute({
  method: "delete",
  path: `${PATH}/{token}`,
  summary: "Revoke a promoter's token, at once",
  security: BEARER,
  request: { params: z.object({ program: programIdSchema, id: promoterIdSchema, token: z.string() }) },
  responses: { 204: { description: "Revoked" }, ...REFUSALS },
});

export function registerPromoterTokens(app: ApiApp): void {
  app.openapi(createToken, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const made = newCredential(keyRing(c.env), "tp", program.id);
    const attempt = attemptOf(c, "promoter-tokens", made.hash);
    const expiresAtMs = attempt.nowMs + durationMs(c.req.valid("json").expiresIn);
    const outcome = await insertPromoterToken(c.env.CONFIG, attempt, ref, expiresAtMs);
    const { created, resource } = resourceOf(attempt, outcome);
    const token = await findPromoterToken(c.env.CONFIG, program.number, resource);
    if (token === null) throw new ApiProblem("unavailable");
    if (!created) return c.json(presentPromoterToken(token), 200, REPLAY);
    return c.json({ ...presentPromoterToken(token), token: made.text }, 201);
  });
  app.openapi(deleteToken, async (c) => {
    const { program } = requireProgram(c);
    const { id, token } = c.req.valid("param");
    const number = parseCredentialId("pt", token);
    const revoked =
      number !== undefined &&
      (await revokePromoterToken(c.env.CONFIG, program.number, id, number, Date.now()));
    if (!revoked) throw new ApiProblem("not_found");
    return c.body(null, 204);
  });
}
