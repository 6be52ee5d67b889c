/**
 * `POST /webhooks/{program}/{source}`: signed by the merchant's checkout, no bearer. What is verified is answered 200,
 * also when it can never be used: such a body is kept where it can be read, and the sender does not try for ever.
 */
import { z } from "@hono/zod-openapi";
import type { ApiApp } from "../api/api-env.ts";
import { opaqueIdSchema } from "../contracts/common.ts";
import { presentOrder } from "../contracts/order.ts";
import { readOrderEvent } from "../contracts/order-event.ts";
import { currentProgram } from "../db/current-program.ts";
import type { ProgramConfig } from "../db/program-config.ts";
import { keepUnusableWebhook } from "../db/unusable-webhooks.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../platform/problem.ts";
import { readBytes } from "../platform/request-bytes.ts";
import { activeSecrets } from "../platform/program-secrets.ts";
import { decideConversions } from "./decide-conversions.ts";
import { recordOrderEvent } from "./record-order-event.ts";
import { verifyStandardWebhook } from "./standard-webhook.ts";

const messageSchema = z.object({
  type: z.string().max(64),
  data: z.looseObject({ orderId: opaqueIdSchema }),
});

type Handled =
  | { readonly kind: "done"; readonly answer: unknown }
  /** It can never be used: kept in a list. */
  | { readonly kind: "unusable"; readonly reason: string; readonly answer?: unknown };

export function registerWebhooks(app: ApiApp): void {
  app.post("/webhooks/:program/:source", async (c) => {
    const { program: programId, source } = c.req.param();
    if (source !== "standard" || !/^[a-z0-9-]{1,40}$/.test(programId)) throw new ApiProblem("not_found");
    const bytes = await readBytes(c.req.raw);
    const program = await currentProgram(c.env, programId);
    if (program === null) throw new ApiProblem("unknown_program");
    const secrets = activeSecrets(keyRing(c.env), program, source, Date.now());
    const verdict = verifyStandardWebhook(c.req.raw.headers, bytes, secrets, Date.now());
    if (verdict.kind === "refused") throw new ApiProblem("invalid_signature");
    const text = Buffer.from(bytes).toString("utf8");
    const handled = await handleMessage(c.env, program, verdict.webhookId, text);
    if (handled.kind === "done") return c.json(handled.answer, 200);
    const { reason, answer } = handled;
    const kept = { programId, source, webhookId: verdict.webhookId, reason, body: text };
    await keepUnusableWebhook(c.env.REPORTS, kept, Date.now());
    return c.json(answer ?? { status: "ignored", reason }, 200);
  });
}

async function handleMessage(
  env: Env,
  program: ProgramConfig,
  webhookId: string,
  text: string,
): Promise<Handled> {
  const message = messageSchema.safeParse(parseJson(text));
  if (!message.success) return { kind: "unusable", reason: "unreadable" };
  const { type, data } = message.data;
  if (type === "order.paid") return await handlePaid(env, program, data);
  const kind = /^order\.([a-z_]+)$/.exec(type)?.[1];
  if (kind === undefined) return { kind: "done", answer: { status: "ignored", reason: "kind_without_use" } };
  const told = { eventId: webhookId, ...data, type: kind };
  const reading = readOrderEvent(told, { nowMs: Date.now(), unknownFields: "ignore" });
  if (reading.kind === "refused") {
    const unknown = reading.errors.some((fault) => fault.path === "type");
    if (unknown) return { kind: "done", answer: { status: "ignored", reason: "kind_without_use" } };
    return { kind: "unusable", reason: reading.code };
  }
  const result = await recordOrderEvent(env, program, data.orderId, reading.event);
  if (result.kind === "refused") {
    return { kind: "unusable", reason: result.reason, answer: { status: "conflict", code: result.reason } };
  }
  if (result.kind === "parked") return { kind: "done", answer: { status: "parked" } };
  return { kind: "done", answer: { order: presentOrder(result.view) } };
}

async function handlePaid(env: Env, program: ProgramConfig, data: unknown): Promise<Handled> {
  const results = await decideConversions(env, program, [data], "ignore");
  const [result] = results;
  if (result?.status !== "rejected") return { kind: "done", answer: { results } };
  return { kind: "unusable", reason: result.code ?? "rejected", answer: { results } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
