/**
 * `POST /webhooks/{program}/{source}`: signed by the merchant's checkout, no bearer. What is verified is answered 200,
 * also when it can never be used: such a body is kept where it can be read, and the sender does not try for ever.
 */
import { z } from "@hono/zod-openapi";
import type { ApiApp } from "../access/api-env.ts";
import { REPLAY } from "../http/route-parts.ts";
import { opaqueIdSchema } from "../http/common.shapes.ts";
import { presentOrder } from "../orders/order.shapes.ts";
import { type OrderEventKind, orderEventKind, readOrderEvent } from "../orders/order-event.shapes.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { keepUnusableWebhook } from "./unusable-webhooks.tables.ts";
import { parseJson } from "../platform/json-text.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../http/problem.ts";
import { readBytes, textOf } from "../http/request-bytes.ts";
import { activeSecrets } from "../configuration/program-secrets.ts";
import { recordConversions } from "../orders/record-conversions.ts";
import { recordOrderEvent } from "../orders/record-order-event.ts";
import { verifyStandardWebhook } from "./standard/verify.ts";

const messageSchema = z.object({ type: z.string(), data: z.unknown().optional() });
const eventSchema = z.looseObject({ orderId: opaqueIdSchema });

type Handled =
  | { readonly kind: "done"; readonly answer: unknown; readonly repeated?: boolean }
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
    const { webhookId } = verdict;
    const handled = await handleMessage(c.env, program, webhookId, parseJson(textOf(bytes) ?? ""));
    if (handled.kind === "done") return c.json(handled.answer, 200, handled.repeated === true ? REPLAY : {});
    const { reason, answer } = handled;
    const kept = { programId, source, webhookId, reason, body: new TextDecoder().decode(bytes) };
    await keepUnusableWebhook(c.env.REPORTS, kept, Date.now());
    return c.json(answer ?? { status: "ignored", reason }, 200);
  });
}

const NO_USE: Handled = { kind: "done", answer: { status: "ignored", reason: "kind_without_use" } };

/** The kind is read first: of one without use nothing else has to fit. */
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
  const named = eventSchema.safeParse(data);
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
