/** Webhook endpoints: made, read, changed and ended, by the merchant or by a promoter for its own events. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { endpointIdOf } from "../../domain/notification/webhook-ids.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { attemptOf, isRepeat, resourceOf } from "../access/attempts.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { releaseKey } from "../http/idempotency.tables.ts";
import { listOf } from "../http/page.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, json, REPLAY, whyBody } from "../http/route-parts.ts";
import { keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { endEndpoint } from "./end-endpoint.ts";
import {
  changedEndpointSchema,
  endpointParams,
  endpointSchema,
  endpointsQuery,
  newEndpointSchema,
  presentEndpoint,
  watchedEndpointSchema,
  storedTypes,
} from "./endpoint.shapes.ts";
import { addressFault, resolvedHost } from "./endpoint-host.ts";
import { changeEndpoint, findEndpoint, insertEndpoint, listEndpoints } from "./endpoints.tables.ts";
import { newEndpointId } from "./new-endpoint-id.ts";
import { configureObject, endpointObject, ownEndpoint, ownerOf } from "./own-endpoint.ts";
import { objectSettings } from "./send-events.ts";
import { newEndpointSecret, sealEndpointSecret } from "./sign-webhook.ts";

const PATH = "/v1/programs/{program}/webhook-endpoints";
const TAG = "Webhook endpoints";
/** Whoever has events sent may read all of them. */
const WRITERS = ["operator", "key:manage+read", "promoter:own"] as const;
const READERS = ["operator", "key:read", "promoter:own"] as const;

const create = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createWebhookEndpoint",
  tag: TAG,
  summary: "Have events sent to an address. A promoter's token has its own events sent, to at most 2",
  access: WRITERS,
  audit: "with_change",
  idempotencyKey: "optional",
  request: { params: programParams, body: body(newEndpointSchema) },
  responses: {
    200: json(endpointSchema, "Made before under this Idempotency-Key: without its secret"),
    201: json(endpointSchema, "Made: what is recorded from now on is sent"),
  },
});

const list = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listWebhookEndpoints",
  tag: TAG,
  summary: "List webhook endpoints of the merchant, or of a promoter",
  access: READERS,
  request: { params: programParams, query: endpointsQuery },
  responses: { 200: json(listOf(endpointSchema), "All of them, in the sequence in which they were made") },
});

const read = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readWebhookEndpoint",
  tag: TAG,
  summary: "One webhook endpoint, and how it is doing",
  access: READERS,
  request: { params: endpointParams },
  responses: { 200: json(watchedEndpointSchema, "The endpoint") },
});

const change = defineRoute({
  method: "patch",
  path: `${PATH}/{id}`,
  operationId: "changeWebhookEndpoint",
  tag: TAG,
  summary: "Change a webhook endpoint, have it wait, or have it go on where it stopped",
  access: WRITERS,
  audit: "with_change",
  request: { params: endpointParams, body: body(changedEndpointSchema) },
  responses: { 200: json(endpointSchema, "The endpoint as it now stands") },
});

const end = defineRoute({
  method: "delete",
  path: `${PATH}/{id}`,
  operationId: "deleteWebhookEndpoint",
  tag: TAG,
  summary: "Delete a webhook endpoint with its deliveries: nothing is sent to it any more",
  access: WRITERS,
  audit: "with_change",
  keepsReason: true,
  request: { params: endpointParams, body: whyBody() },
  responses: { 204: { description: "Deleted" } },
});

export function registerWebhookEndpoints(app: ApiApp): void {
  app.openapi(list, async (c) => {
    const owner = ownerOf(c);
    const { promoterId = null } = c.req.valid("query");
    const promoter = owner.promoter ?? promoterId;
    const endpoints = await listEndpoints(c.env.CONFIG, { ...owner, promoter });
    return c.json({ data: endpoints.map(presentEndpoint) }, 200);
  });
  app.openapi(read, async (c) => {
    const { program } = requireProgram(c);
    const endpoint = await ownEndpoint(c, c.req.valid("param").id);
    const object = () => endpointObject(c.env, program, endpoint.id);
    const { waiting, failingSinceMs } = await callObject(async () => await object().shownHealth());
    const failingSince = failingSinceMs === null ? null : instantOf(failingSinceMs);
    return c.json({ ...presentEndpoint(endpoint), waiting, failingSince }, 200);
  });
  registerWrites(app);
}

function registerWrites(app: ApiApp): void {
  app.openapi(create, async (c) => {
    const { program } = requireProgram(c);
    const { url, events, description } = c.req.valid("json");
    await requireAddress(c, url);
    const made = { url, types: storedTypes(events), description: description ?? "" };
    const { id, secret, created } = await insert(c, made);
    const endpoint = await findEndpoint(c.env.CONFIG, program.number, id);
    if (endpoint === null) throw new ApiProblem(created ? "too_many_endpoints" : "not_found");
    // A repeat too: what broke off before it was through is begun by it.
    await configureObject(c.env, program, id, objectSettings(endpoint));
    if (!created) return c.json(presentEndpoint(endpoint), 200, REPLAY);
    return c.json({ ...presentEndpoint(endpoint), secret }, 201);
  });
  app.openapi(change, async (c) => {
    const { program } = requireProgram(c);
    const { url, events, description, state } = c.req.valid("json");
    const before = await ownEndpoint(c, c.req.valid("param").id);
    if (url !== undefined) await requireAddress(c, url);
    const to = {
      url: url ?? before.url,
      types: events === undefined ? before.types : storedTypes(events),
      description: description === undefined ? before.description : (description ?? ""),
      state: state ?? before.state,
    };
    const changed = await changeEndpoint(c.env.CONFIG, before, to, Date.now(), c.get("audit"));
    if (changed === null) throw new ApiProblem("concurrent_change");
    await configureObject(c.env, program, changed.id, objectSettings(changed));
    return c.json(presentEndpoint(changed), 200);
  });
  app.openapi(end, async (c) => {
    const { program } = requireProgram(c);
    const endpoint = await ownEndpoint(c, c.req.valid("param").id);
    await endEndpoint(c.env, program, endpoint, c.get("audit"));
    return c.body(null, 204);
  });
}

async function insert(
  c: ApiContext,
  made: { readonly url: string; readonly types: string; readonly description: string },
): Promise<{ readonly id: string; readonly secret: string; readonly created: boolean }> {
  const owner = ownerOf(c);
  const id = endpointIdOf(newEndpointId());
  const secret = newEndpointSecret();
  const attempt = attemptOf(c, "webhook-endpoints", id);
  const most = owner.promoter === null ? LIMITS.webhookEndpoints : LIMITS.webhookEndpointsOfPromoter;
  const sealed = sealEndpointSecret(keyRing(c.env), id, secret);
  const isFull = (await listEndpoints(c.env.CONFIG, owner)).length >= most;
  if (isFull && !(await isRepeat(c.env, attempt))) throw new ApiProblem("too_many_endpoints");
  const outcome = await insertEndpoint(c.env.CONFIG, attempt, owner, { ...made, sealed, most });
  const { created, resource } = resourceOf(attempt, outcome);
  // Others came first at the same moment: the key is free for another try.
  if (created && (await findEndpoint(c.env.CONFIG, owner.program, id)) === null)
    await releaseKey(c.env.CONFIG, attempt);
  return { id: resource, secret, created };
}

/** @throws ApiProblem `invalid_body` for an address that no event may be sent to. */
async function requireAddress(c: ApiContext, url: string): Promise<void> {
  const fault = addressFault(c.env, url, [new URL(c.req.url).hostname]);
  const message =
    fault ?? ((await leadsInside(c.env, url)) ? "leads to an address that is not public" : null);
  if (message !== null) throw new ApiProblem("invalid_body", { errors: [{ path: "url", message }] });
}

/** A name that nobody can resolve now may lead somewhere later: it is looked at again before each attempt. */
async function leadsInside(env: Env, url: string): Promise<boolean> {
  return (await resolvedHost(env, new URL(url))) === "refused";
}
