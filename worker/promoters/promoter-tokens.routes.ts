/** Tokens of promoters: each reaches its promoter's own reads, links and payout requests until it expires. */
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
  revokePromoterToken,
} from "../access/promoter-tokens.tables.ts";
import { newCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { attemptOf, resourceOf } from "../access/attempts.ts";
import { findPromoter } from "./find-promoter.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/promoters/{id}/tokens";

const createToken = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createPromoterToken",
  tag: "Promoter tokens",
  summary: "Make a promoter's token; its text is shown this once",
  access: ["operator", "key:manage"],
  idempotencyKey: "optional",
  request: { params: promoterParams, body: body(newPromoterTokenSchema) },
  responses: {
    200: json(promoterTokenSchema, "Made before under this Idempotency-Key: without its text"),
    201: json(promoterTokenSchema, "Made"),
  },
});

const deleteToken = defineRoute({
  method: "delete",
  path: `${PATH}/{token}`,
  operationId: "revokePromoterToken",
  tag: "Promoter tokens",
  summary: "Revoke a promoter's token, at once",
  access: ["operator", "key:manage"],
  request: { params: promoterTokenParams },
  responses: { 204: { description: "Revoked" } },
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
