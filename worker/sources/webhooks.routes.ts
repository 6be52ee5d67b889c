/**
 * `POST /webhooks/{program}/{source}`: signed by the merchant's checkout, no bearer. What is verified is answered 200,
 * also when it cannot be used. Such a body is kept where it can be read and tried again, and the sender does not try for ever.
 */
import { sourceParams } from "../access/credentials.shapes.ts";
import type { ApiApp } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { currentProgram, requireOpen } from "../configuration/current-program.ts";
import { activeSecrets } from "../configuration/program-secrets.ts";
import { ApiProblem } from "../http/problem.ts";
import { readBytes, textOf } from "../http/request-bytes.ts";
import { REPLAY, bodyNamed, json } from "../http/route-parts.ts";
import { parseJson } from "../platform/json-text.ts";
import { keyRing } from "../platform/keys.ts";
import { inVendorsForm } from "./answer-form.ts";
import { keepWebhook } from "./keep-webhook.ts";
import { summaryOf } from "./health/delivery-summary.ts";
import { type AnsweredWebhook, SourceCounts, type SourceOutcome } from "./health/source-counts.ts";
import { type RecordedWebhook, recordMessages } from "./record-message.ts";
import { settingsOfSource } from "./source-settings.ts";
import { SOURCES } from "./sources.ts";
import type { WebhookMessage } from "./source.ts";
import { idOfBytes, translateWebhook } from "./translate-webhook.ts";
import { webhookAnswerSchema, webhookBodySchema, webhookHeaders } from "./webhook.shapes.ts";

const BODY = "WebhookBody";
/** Of this isolate. */
const COUNTS = new SourceCounts();

const postWebhook = defineRoute({
  method: "post",
  path: "/webhooks/{program}/{source}",
  operationId: "receiveWebhook",
  tag: "Webhooks",
  summary: "Receive signed orders and their events",
  description:
    "What is verified is answered 200, also a repeat, a conflict, a kind without use and a body that can never be used. " +
    "It is answered only after the order is durable. To `wechatpay` each answer also says `code`, `SUCCESS` or `FAIL`, and `message`.",
  access: ["signature"],
  readsBody: true,
  headers: webhookHeaders,
  // Described, not validated here: the signature is over the bytes as they came.
  request: { params: sourceParams, body: bodyNamed(BODY) },
  responses: {
    200: json(webhookAnswerSchema, "Durable; also for a repeat, a conflict or a kind without use"),
  },
});

export function registerWebhooks(app: ApiApp): void {
  app.openAPIRegistry.register(BODY, webhookBodySchema);
  app.use("/webhooks/:program/:source", inVendorsForm);
  app.openapi(postWebhook, async (c) => {
    const { program: programId, source } = c.req.valid("param");
    const { headers } = c.req.raw;
    const bytes = await readBytes(c.req.raw);
    const program = await currentProgram(c.env, programId);
    if (program === null) throw new ApiProblem("unknown_program");
    const secrets = activeSecrets(keyRing(c.env), program, source, Date.now());
    const { verify } = await SOURCES[source].load();
    const verdict = verify(headers, bytes, secrets, Date.now(), settingsOfSource(program, source));
    const count = (outcome: SourceOutcome & DeliveryFacts) => {
      const answered = { programId, source, atMs: Date.now(), bytes: bytes.byteLength, ...outcome };
      COUNTS.add(answered, c.env.REPORTS, (work) => c.executionCtx.waitUntil(work));
    };
    if (verdict.kind === "refused") {
      count({ kind: "refused" });
      throw new ApiProblem("invalid_signature");
    }
    if (verdict.kind === "ping") return c.json({ status: "ignored" as const, reason: "ping" }, 200);
    requireOpen(program);
    const webhook = { headers, body: parseJson(textOf(bytes) ?? ""), secrets };
    const { webhookId = idOfBytes(bytes), messages } = await translateWebhook(program, source, webhook);
    const recorded = await recordMessages(c.env, program, messages, Date.now());
    const { answer, repeated, unusable } = recorded;
    if (unusable !== undefined)
      await keepWebhook(c.env, { programId, source, webhookId, headers, bytes }, unusable);
    count({ ...outcomeOf(recorded, messages), webhookId, summary: summaryOf(messages) });
    return c.json(answer, 200, repeated ? REPLAY : {});
  });
}

type DeliveryFacts = Pick<AnsweredWebhook, "webhookId" | "summary">;

function outcomeOf(
  { unusable, repeated }: RecordedWebhook,
  messages: readonly WebhookMessage[],
): SourceOutcome {
  if (unusable !== undefined) return { kind: "unusable", reason: unusable };
  if (messages.every(({ kind }) => kind === "without_use")) return { kind: "ignored" };
  return { kind: repeated ? "repeated" : "recorded" };
}
