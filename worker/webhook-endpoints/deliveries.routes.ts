/** What was sent to webhook endpoints: read, sent again one by one or by time, tested, and signed with new secrets. */
import { randomBytes } from "node:crypto";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { outcomeOf } from "../../domain/notification/webhook-delivery.ts";
import { parseDeliveryId } from "../../domain/notification/webhook-ids.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { attemptOf, isRepeat, resourceOf } from "../access/attempts.ts";
import { defineRoute } from "../access/route.ts";
import { releaseKey } from "../http/idempotency.tables.ts";
import { faultsOf } from "../http/faults.ts";
import { instantOf } from "../http/instants.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { pageOf } from "../http/page.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, bodyNamed, json, REPLAY } from "../http/route-parts.ts";
import { keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import {
  deliveriesQuery,
  deliveryParams,
  deliverySchema,
  presentAttempt,
  presentDelivery,
  replayedSchema,
  replaySchema,
  testedSchema,
  testEventSchema,
} from "./delivery.shapes.ts";
import { endpointParams, rotatedSchema, rotationSchema } from "./endpoint.shapes.ts";
import { countSigning, hasSecret, rotateEndpointSecret } from "./endpoint-secrets.tables.ts";
import { endpointObject, ownEndpoint } from "./own-endpoint.ts";
import { sendAll } from "./send-events.ts";
import { newEndpointSecret, sealEndpointSecret } from "./sign-webhook.ts";

const PROGRAM_PATH = "/v1/programs/{program}";
const PATH = `${PROGRAM_PATH}/webhook-endpoints/{id}`;
const TAG = "Webhook endpoints";
const WRITERS = ["operator", "key:manage+read", "promoter:own"] as const;
const LIST = "webhook-deliveries";
const REPLAY_BODY = "EventReplay";
/** An old secret signs for at most this long. */
const LONGEST_OVERLAP_MS = 90 * DAY_MS;

const list = defineRoute({
  method: "get",
  path: `${PATH}/deliveries`,
  operationId: "listWebhookDeliveries",
  tag: TAG,
  summary: "List what was sent to an endpoint or waits to be, the newest first, each attempt with its answer",
  access: ["operator", "key:read", "promoter:own"],
  request: { params: endpointParams, query: deliveriesQuery },
  responses: { 200: json(pageOf(deliverySchema), "A page of deliveries of the last 30 days") },
});

const replayOne = defineRoute({
  method: "post",
  path: `${PROGRAM_PATH}/deliveries/{delivery}/replay`,
  operationId: "replayDelivery",
  tag: TAG,
  summary: "Send one delivery again, at once, under the same `webhook-id`",
  access: WRITERS,
  request: { params: deliveryParams },
  responses: { 202: json(deliverySchema, "It is sent again, as soon as its endpoint is active") },
});

const replayMany = defineRoute({
  method: "post",
  path: `${PATH}/replay`,
  operationId: "replayEvents",
  tag: TAG,
  summary: "Send again what the log recorded within a time, under the same `webhook-id` each",
  access: WRITERS,
  // Described, not validated here: to others there is no such endpoint, whatever they send.
  request: { params: endpointParams, body: bodyNamed(REPLAY_BODY) },
  responses: { 202: json(replayedSchema, "Those of them that the endpoint is for are sent again") },
});

const test = defineRoute({
  method: "post",
  path: `${PATH}/test`,
  operationId: "testWebhookEndpoint",
  tag: TAG,
  summary: "Send an event `webhook.test` once, also to an endpoint that waits, and say how it was answered",
  access: WRITERS,
  request: { params: endpointParams },
  responses: { 200: json(testedSchema, "How it was answered") },
});

const rotate = defineRoute({
  method: "post",
  path: `${PATH}/secrets`,
  operationId: "rotateEndpointSecret",
  tag: TAG,
  summary: "Rotate the secret of an endpoint: messages are signed with both until the old one expires",
  access: WRITERS,
  audit: "with_change",
  idempotencyKey: "optional",
  request: { params: endpointParams, body: body(rotationSchema) },
  responses: {
    200: json(rotatedSchema, "Rotated before under this Idempotency-Key: without the secret"),
    201: json(rotatedSchema, "Rotated"),
  },
});

export function registerWebhookDeliveries(app: ApiApp): void {
  app.openAPIRegistry.register(REPLAY_BODY, replaySchema);
  app.openAPIRegistry.registerWebhook({
    method: "post",
    path: "webhook.test",
    summary: "A test that somebody asked for: nothing has happened",
    tags: [TAG],
    request: { body: { required: true, content: { "application/json": { schema: testEventSchema } } } },
    responses: { 200: { description: "Taken" } },
  });
  app.openapi(list, async (c) => {
    const { program } = requireProgram(c);
    const { id } = await ownEndpoint(c, c.req.valid("param").id);
    const { limit, cursor, state = null } = c.req.valid("query");
    const [before] = decodeCursor(LIST, cursor, [0]) ?? [null];
    const found = await callObject(
      async () => await endpointObject(c.env, program, id).deliveries({ state, before, limit }),
    );
    const page = cutPage(found, limit, (last) => encodeCursor(LIST, [last.row]));
    return c.json({ ...page, data: page.data.map((one) => presentDelivery(id, one)) }, 200);
  });
  registerReplays(app);
  registerTests(app);
}

function registerReplays(app: ApiApp): void {
  app.openapi(replayOne, async (c) => {
    const { program } = requireProgram(c);
    const named = parseDeliveryId(c.req.valid("param").delivery);
    if (named === undefined) throw new ApiProblem("not_found");
    const { id } = await ownEndpoint(c, named.endpointId);
    const again = await callObject(async () => await endpointObject(c.env, program, id).sendAgain(named.row));
    if (again === null) throw new ApiProblem("not_found");
    return c.json(presentDelivery(id, again), 202);
  });
  app.openapi(replayMany, async (c) => {
    const { program } = requireProgram(c);
    const { id } = await ownEndpoint(c, c.req.valid("param").id);
    const { from, to } = timesOf(c);
    const answer = await callObject(
      async () => await endpointObject(c.env, program, id).sendAgainBetween(from, to),
    );
    if (answer.kind === "full") throw new ApiProblem("too_many_replays");
    const { sequences } = answer;
    return c.json({ firstSequence: sequences?.first ?? null, lastSequence: sequences?.last ?? null }, 202);
  });
}

/** @throws ApiProblem `invalid_body`. */
function timesOf(c: ApiContext): { readonly from: number; readonly to: number } {
  const parsed = replaySchema.safeParse(c.get("body"));
  if (!parsed.success)
    throw new ApiProblem("invalid_body", { errors: faultsOf(parsed.error.issues, c.get("body")) });
  return parsed.data;
}

function registerTests(app: ApiApp): void {
  app.openapi(test, async (c) => {
    const { program } = requireProgram(c);
    const endpoint = await ownEndpoint(c, c.req.valid("param").id);
    const event = {
      id: `evt_${randomBytes(17).toString("base64url").slice(0, 22)}`,
      sequence: 0,
      type: "webhook.test",
      occurredAt: instantOf(Date.now()),
      program: program.id,
      data: { endpointId: endpoint.id },
    };
    const [attempt] = await sendAll(c.env, endpoint, [event]);
    if (attempt == null) throw new ApiProblem("unavailable");
    const succeeded = outcomeOf(attempt.answered) === "succeeded";
    return c.json({ succeeded, attempt: presentAttempt(attempt) }, 200);
  });
  app.openapi(rotate, async (c) => {
    const { id } = await ownEndpoint(c, c.req.valid("param").id);
    const { created, ...rotated } = await rotateSecret(c, id, c.req.valid("json").expiresAt);
    return created ? c.json(rotated, 201) : c.json(rotated, 200, REPLAY);
  });
}

async function rotateSecret(c: ApiContext, endpoint: string, expiresAtMs: number | undefined) {
  const nowMs = Date.now();
  const oldExpireAtMs = expiresAtMs ?? nowMs + DAY_MS;
  if (oldExpireAtMs - nowMs > LONGEST_OVERLAP_MS)
    throw new ApiProblem("invalid_body", {
      errors: [{ path: "expiresAt", message: "at most 90 days ahead" }],
    });
  const secret = newEndpointSecret();
  const sealed = sealEndpointSecret(keyRing(c.env), endpoint, secret);
  const attempt = attemptOf(c, `webhook-endpoint-secrets:${endpoint}`, `${oldExpireAtMs}:${sealed}`);
  // Those that go on signing beside the new one.
  const signing = oldExpireAtMs > nowMs ? await countSigning(c.env.CONFIG, endpoint, nowMs) : 0;
  if (signing >= LIMITS.secretsOfEndpoint && !(await isRepeat(c.env, attempt))) throw tooManySecrets();
  const rotation = { endpoint, sealed, oldExpireAtMs, most: LIMITS.secretsOfEndpoint };
  const outcome = await rotateEndpointSecret(c.env.CONFIG, attempt, rotation);
  const { created, resource } = resourceOf(attempt, outcome);
  // Others came first at the same moment: the key is free for another try.
  if (created && !(await hasSecret(c.env.CONFIG, endpoint, sealed))) {
    await releaseKey(c.env.CONFIG, attempt);
    throw tooManySecrets();
  }
  const [oldEnd = ""] = resource.split(":");
  const oldSecretExpiresAt = instantOf(Number(oldEnd));
  return { created, oldSecretExpiresAt, ...(created ? { secret } : {}) };
}

function tooManySecrets(): ApiProblem {
  return new ApiProblem("too_many_keys", { detail: "old secrets are still valid" });
}
