/** `…/sources`: how each source of webhooks fares, what is set for it, and what it would make of a body. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { sourceParams } from "../access/credentials.shapes.ts";
import { defineRoute } from "../access/route.ts";
import { activeSecrets } from "../configuration/program-secrets.ts";
import { untilItCounts } from "../configuration/trusted-versions.ts";
import type { WebhookSource } from "../configuration/webhook-sources.ts";
import { programParams } from "../http/common.shapes.ts";
import { faultsOf } from "../http/faults.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, bodyNamed, json } from "../http/route-parts.ts";
import { keyRing } from "../platform/keys.ts";
import { sourceStates } from "./health/source-states.ts";
import { putSourceSettings } from "./source-settings.tables.ts";
import { SOURCES } from "./sources.ts";
import { lastDeliveries } from "./health/source-counts.tables.ts";
import {
  deliveryListSchema,
  presentDelivery,
  putSourceSchema,
  sourceListSchema,
  sourceSettingsSchema,
  triedSchema,
  tryRequestSchema,
} from "./sources.shapes.ts";
import { tryWebhook } from "./try-webhook.ts";

const PATH = "/v1/programs/{program}/sources";
const SETTINGS = "SourceSettings";

const listSources = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listSources",
  tag: "Webhooks",
  summary: "List the sources of webhooks, and how each fares",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams },
  responses: { 200: json(sourceListSchema, "Every source that there is, set up or not") },
});

const listDeliveries = defineRoute({
  method: "get",
  path: `${PATH}/{source}/deliveries`,
  operationId: "listSourceDeliveries",
  tag: "Webhooks",
  summary: "List the last 100 signed deliveries of a source, and what became of each",
  description:
    "Newest first, some seconds after their answers. Who bought is masked, and tokens and goods are left out. The last 20 " +
    "that were refused stand among them: anybody can send those, so they take no place of the others.",
  access: ["operator", "key:read", "key:manage"],
  request: { params: sourceParams },
  responses: { 200: json(deliveryListSchema, "The last deliveries") },
});

const setSource = defineRoute({
  method: "put",
  path: `${PATH}/{source}`,
  operationId: "setSource",
  tag: "Webhooks",
  summary: "Set how a source is read; it counts for webhooks that come after it",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: sourceParams, body: bodyNamed(SETTINGS) },
  responses: { 200: json(putSourceSchema, "Set") },
});

const trySource = defineRoute({
  method: "post",
  path: `${PATH}/{source}/try`,
  operationId: "trySource",
  tag: "Webhooks",
  summary: "Say what would be made of a body; nothing is changed, and no signature is asked for",
  access: ["operator", "key:manage"],
  audit: "changes_nothing",
  request: { params: sourceParams, body: body(tryRequestSchema) },
  responses: { 200: json(triedSchema, "What would be recorded") },
});

export function registerSources(app: ApiApp): void {
  app.openAPIRegistry.register(SETTINGS, sourceSettingsSchema);
  app.openapi(listSources, async (c) => {
    const { program } = requireProgram(c);
    return c.json({ data: await sourceStates(c.env, program) }, 200);
  });
  app.openapi(listDeliveries, async (c) => {
    const { program } = requireProgram(c);
    const deliveries = await lastDeliveries(c.env.REPORTS, program.id, c.req.valid("param").source);
    return c.json({ data: deliveries.map(presentDelivery) }, 200);
  });
  app.openapi(setSource, async (c) => {
    const { program } = requireProgram(c);
    const { source } = c.req.valid("param");
    const settings = await settingsAsked(source, await c.req.json());
    const set = { program: program.number, source, settings: JSON.stringify(settings) };
    await putSourceSettings(c.env.CONFIG, set, Date.now(), c.get("audit"));
    await untilItCounts();
    return c.json({ source, settings }, 200);
  });
  app.openapi(trySource, async (c) => {
    const { program } = requireProgram(c);
    const { source } = c.req.valid("param");
    const { settings, ...asked } = c.req.valid("json");
    const tried = settings === undefined ? undefined : await settingsAsked(source, settings, "settings");
    const secrets = activeSecrets(keyRing(c.env), program, source, Date.now());
    return c.json(await tryWebhook(program, source, asked, { settings: tried, secrets }), 200);
  });
}

/** @throws ApiProblem `invalid_body` with every fault. */
async function settingsAsked(
  source: WebhookSource,
  asked: unknown,
  within?: string,
): Promise<Record<string, unknown>> {
  const read = SOURCES[source].settingsSchema.safeParse(asked);
  const { faultsInSettings } = await SOURCES[source].load();
  const faults = read.success ? (faultsInSettings?.(read.data) ?? []) : faultsOf(read.error.issues, asked);
  if (read.success && faults.length === 0) return read.data as Record<string, unknown>;
  const errors = faults.map(({ path, ...fault }) => ({
    ...fault,
    path: within === undefined ? path : [within, path].filter((part) => part !== "").join("."),
  }));
  throw new ApiProblem("invalid_body", { errors });
}
