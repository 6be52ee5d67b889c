/**
 * `POST /webhooks/{program}/{source}`: signed by the merchant's checkout, no bearer. What is verified is answered 200,
 * also when it can never be used: such a body is kept where it can be read, and the sender does not try for ever.
 */
import type { ApiApp } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { presentOrder } from "../orders/present-order.ts";
import { type OrderEventKind, orderEventKind, readOrderEvent } from "../orders/order-event.shapes.ts";
import { currentProgram, requireOpen } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { keepUnusableWebhook } from "./unusable-webhooks.tables.ts";
import { parseJson } from "../platform/json-text.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../http/problem.ts";
import { readBytes, textOf } from "../http/request-bytes.ts";
import { activeSecrets } from "../configuration/program-secrets.ts";
import { recordConversions } from "../orders/record-conversions.ts";
import { recordOrderEvent } from "../orders/record-order-event.ts";
import type { WebhookSource } from "../configuration/webhook-sources.ts";
import { sourceParams } from "../access/credentials.shapes.ts";
import { verifyStandardWebhook } from "./standard/verify.ts";
import {
  eventMessageSchema,
  messageSchema,
  standardWebhookSchema,
  type WebhookAnswer,
  webhookAnswerSchema,
} from "./webhook.shapes.ts";
import { REPLAY, bodyNamed, json } from "../http/route-parts.ts";

const BODY = "StandardWebhookBody";

const HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => {
  return { name, required: true, description: "As Standard Webhooks defines it" };
});

const postWebhook = defineRoute({
  method: "post",
  path: "/webhooks/{program}/{source}",
  operationId: "receiveWebhook",
  tag: "Webhooks",
  summary: "Signed intake of orders and their events",
  description:
    "What is verified is answered 200, also a repeat, a conflict, a kind without use and a body that can never be used. " +
    "It is answered only after the order is durable.",
  access: ["signature"],
  readsBody: true,
  headers: HEADERS,
  // Described, not validated here: the signature is over the bytes as they came.
  request: { params: sourceParams, body: bodyNamed(BODY) },
  responses: {
    200: json(webhookAnswerSchema, "Durable; also for a repeat, a conflict or a kind without use"),
  },
});

/** How each source's webhooks are verified. */
const VERIFIERS: Readonly<Record<WebhookSource, typeof verifyStandardWebhook>> = {
  standard: verifyStandardWebhook,
};

type Handled =
  | { readonly kind: "done"; readonly answer: WebhookAnswer; readonly repeated?: boolean }
  /** It can never be used: kept in a list. */
  | { readonly kind: "unusable"; readonly reason: string; readonly answer?: WebhookAnswer };

export function registerWebhooks(app: ApiApp): void {
  app.openAPIRegistry.register(BODY, standardWebhookSchema);
  app.openapi(postWebhook, async (c) => {
    const { program: programId, source } = c.req.valid("param");
    const bytes = await readBytes(c.req.raw);
    const program = await currentProgram(c.env, programId);
    if (program === null) throw new ApiProblem("unknown_program");
    const secrets = activeSecrets(keyRing(c.env), program, source, Date.now());
    const verdict = VERIFIERS[source](c.req.raw.headers, bytes, secrets, Date.now());
    if (verdict.kind === "refused") throw new ApiProblem("invalid_signature");
    requireOpen(program);
    const { webhookId } = verdict;
    const handled = await handleMessage(c.env, program, webhookId, parseJson(textOf(bytes) ?? ""));
    if (handled.kind === "done") return c.json(handled.answer, 200, handled.repeated === true ? REPLAY : {});
    const { reason, answer } = handled;
    const kept = { programId, source, webhookId, reason, body: new TextDecoder().decode(bytes) };
    await keepUnusableWebhook(c.env.REPORTS, kept, Date.now());
    return c.json(answer ?? { status: "ignored" as const, reason }, 200);
  });
}

const NO_USE: Handled = { kind: "done", answer: { status: "ignored", reason: "kind_without_use" } };

async function handleMessage(
  env: Env,
  program: ProgramConfig,
  webhookId: string,
  body: unknown,
): Promise<Handled> {
  const message = messageSchema.safeParse(body);
  if (!message.success) return { kind: "unusable", reason: "unreadable" };
  const { type, data } = message.data;
  if (type === "order.paid") return await handlePaid(env, program, data);
  const kind = orderEventKind.safeParse(/^order\.([a-z_]+)$/.exec(type)?.[1]);
  return kind.success ? await handleEvent(env, program, webhookId, kind.data, data) : NO_USE;
}

async function handleEvent(
  env: Env,
  program: ProgramConfig,
  webhookId: string,
  type: OrderEventKind,
  data: unknown,
): Promise<Handled> {
  const named = eventMessageSchema.safeParse(data);
  if (!named.success) return { kind: "unusable", reason: "unreadable" };
  const received = { eventId: webhookId, ...named.data, type };
  const reading = readOrderEvent(received, { nowMs: Date.now(), unknownFields: "ignore" });
  if (reading.kind === "refused") return { kind: "unusable", reason: reading.code };
  const result = await recordOrderEvent(env, program, named.data.orderId, reading.event);
  if (result.kind === "refused") {
    return { kind: "unusable", reason: result.reason, answer: { status: "conflict", code: result.reason } };
  }
  const { repeated } = result;
  if (result.kind === "waiting") return { kind: "done", answer: { status: "waiting" }, repeated };
  return { kind: "done", answer: { order: presentOrder(result.view) }, repeated };
}

async function handlePaid(env: Env, program: ProgramConfig, data: unknown): Promise<Handled> {
  const results = await recordConversions(env, program, [data], "ignore");
  const [result] = results;
  const repeated = result?.status === "duplicate";
  if (result?.code === "unavailable") throw new ApiProblem("unavailable");
  if (result?.status !== "rejected") return { kind: "done", answer: { results }, repeated };
  return { kind: "unusable", reason: result.code ?? "rejected", answer: { results } };
}
