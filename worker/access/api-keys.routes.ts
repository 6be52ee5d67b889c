/** API keys of a program: shown once, listed without their text, refused from the moment they are revoked. */
import { untilItCounts } from "../configuration/trusted-versions.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import {
  apiKeyParams,
  apiKeySchema,
  newApiKeySchema,
  parseCredentialId,
  presentApiKey,
} from "./credentials.shapes.ts";
import { findApiKey, getApiKey, insertApiKey, listApiKeys, revokeApiKey } from "./api-keys.tables.ts";
import { newCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import { programParams } from "../http/common.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "./api-env.ts";
import { attemptOf, isRepeat, resourceOf } from "./attempts.ts";
import { requireHeld } from "./held-scopes.ts";
import { scopesOf, storedScopes } from "./scopes.ts";
import { defineRoute } from "./route.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { body, json, REPLAY, whyBody } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/api-keys";

const createKey = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createApiKey",
  tag: "API keys",
  summary: "Make an API key; its text is shown this once. A key makes none with a scope that it lacks",
  access: ["operator", "key:keys"],
  audit: "with_change",
  idempotencyKey: "optional",
  request: { params: programParams, body: body(newApiKeySchema) },
  responses: {
    200: json(apiKeySchema, "Made before under this Idempotency-Key: without its text"),
    201: json(apiKeySchema, "Made"),
  },
});

const readKeys = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listApiKeys",
  tag: "API keys",
  summary: "List API keys, revoked ones too",
  access: ["operator", "key:keys"],
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(apiKeySchema), "A page of keys") },
});

const deleteKey = defineRoute({
  method: "delete",
  path: `${PATH}/{id}`,
  operationId: "revokeApiKey",
  tag: "API keys",
  summary: "Revoke an API key, at once. A key revokes none with a scope that it lacks",
  access: ["operator", "key:keys"],
  audit: "with_change",
  keepsReason: true,
  request: { params: apiKeyParams, body: whyBody() },
  responses: { 204: { description: "Revoked" } },
});

export function registerApiKeys(app: ApiApp): void {
  app.openapi(createKey, async (c) => {
    const { program, principal } = requireProgram(c);
    const { name, scopes } = c.req.valid("json");
    requireHeld(principal, scopes);
    const made = newCredential(keyRing(c.env), "tk", program.id);
    const attempt = attemptOf(c, "api-keys", made.hash);
    const isFull = program.apiKeys.size >= LIMITS.apiKeysPerProgram;
    if (isFull && !(await isRepeat(c.env, attempt))) throw new ApiProblem("too_many_keys");
    const outcome = await insertApiKey(c.env.CONFIG, attempt, { name, scopes: storedScopes(scopes) });
    const { created, resource } = resourceOf(attempt, outcome);
    await untilItCounts();
    const key = await findApiKey(c.env.CONFIG, resource);
    if (key === null) throw new ApiProblem("unavailable");
    if (!created) return c.json(presentApiKey(key), 200, REPLAY);
    return c.json({ ...presentApiKey(key), key: made.text }, 201);
  });
  app.openapi(readKeys, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("api-keys", cursor, [0]) ?? [0];
    const keys = await listApiKeys(c.env.CONFIG, program.number, after, limit + 1);
    const page = cutPage(keys, limit, (last) => encodeCursor("api-keys", [last.number]));
    return c.json({ ...page, data: page.data.map(presentApiKey) }, 200);
  });
  app.openapi(deleteKey, async (c) => {
    const { program, principal } = requireProgram(c);
    const number = parseCredentialId("ak", c.req.valid("param").id);
    const key = number === undefined ? null : await getApiKey(c.env.CONFIG, program.number, number);
    if (key === null) throw new ApiProblem("not_found");
    requireHeld(principal, scopesOf(key.scopes));
    await revokeApiKey(c.env.CONFIG, program.number, key.number, Date.now(), c.get("audit"));
    await untilItCounts();
    return c.body(null, 204);
  });
}
