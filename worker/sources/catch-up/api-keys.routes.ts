/** `…/sources/{source}/api-key`: by what a vendor's API is asked. It is sealed, and never shown again. */
import { type ApiApp, requireProgram } from "../../access/api-env.ts";
import { sourceParams } from "../../access/credentials.shapes.ts";
import { defineRoute } from "../../access/route.ts";
import { faultsOf } from "../../http/faults.ts";
import { instantOf } from "../../http/instants.ts";
import { ApiProblem } from "../../http/problem.ts";
import { bodyNamed, json } from "../../http/route-parts.ts";
import { keyRing } from "../../platform/keys.ts";
import { SOURCES } from "../sources.ts";
import { apiOf, sealApiKey } from "./api-keys.ts";
import { deleteApiKey, putApiKey } from "./api-keys.tables.ts";
import { apiKeyRequestSchema, sourceApiKeySchema } from "./catch-up.shapes.ts";

const PATH = "/v1/programs/{program}/sources/{source}/api-key";
const KEY = "SourceApiKeyRequest";

const setApiKey = defineRoute({
  method: "put",
  path: PATH,
  operationId: "setSourceApiKey",
  tag: "Secrets",
  summary: "Set by what a vendor's API is asked; it is sealed, and takes the place of the one before at once",
  description:
    "Address and key are set together: who changes the address has to know the key. Only this address is ever asked.",
  access: ["operator", "key:keys+orders"],
  request: { params: sourceParams, body: bodyNamed(KEY) },
  responses: { 200: json(sourceApiKeySchema, "Set, without the key") },
});

const removeApiKey = defineRoute({
  method: "delete",
  path: PATH,
  operationId: "deleteSourceApiKey",
  tag: "Secrets",
  summary: "Forget by what a vendor's API is asked",
  access: ["operator", "key:keys+orders"],
  request: { params: sourceParams },
  responses: { 204: { description: "Forgotten, or there was none" } },
});

export function registerSourceApiKeys(app: ApiApp): void {
  app.openAPIRegistry.register(KEY, apiKeyRequestSchema);
  app.openapi(setApiKey, async (c) => {
    const { program } = requireProgram(c);
    const { source } = c.req.valid("param");
    const { keySchema, originOf } = apiOf(source);
    const asked: unknown = await c.req.json();
    const read = keySchema.safeParse(asked);
    const { faultsInKeys } = await SOURCES[source].load();
    const errors = read.success ? (faultsInKeys?.(read.data) ?? []) : faultsOf(read.error.issues, asked);
    if (!read.success || errors.length > 0) throw new ApiProblem("invalid_body", { errors });
    const sealed = sealApiKey(keyRing(c.env), program, source, read.data);
    const setAtMs = Date.now();
    await putApiKey(c.env.CONFIG, { program: program.number, source, sealed, setAtMs });
    return c.json({ source, origin: originOf(read.data), setAt: instantOf(setAtMs) }, 200);
  });
  app.openapi(removeApiKey, async (c) => {
    const { program } = requireProgram(c);
    await deleteApiKey(c.env.CONFIG, program.number, c.req.valid("param").source);
    return c.body(null, 204);
  });
}
