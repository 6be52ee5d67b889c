/** Records what a verified webhook tells, by the same road as the API. What can never be used is said, not thrown. */
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import { readOrderEvent } from "../orders/order-event.shapes.ts";
import { presentOrder } from "../orders/present-order.ts";
import { recordConversions } from "../orders/record-conversions.ts";
import { recordOrderEvent } from "../orders/record-order-event.ts";
import type { WebhookMessage } from "./source.ts";
import type { WebhookAnswer } from "./webhook.shapes.ts";

export type RecordedMessage =
  | { readonly kind: "done"; readonly answer: WebhookAnswer; readonly repeated?: boolean }
  /** It cannot be used: kept in a list. */
  | { readonly kind: "unusable"; readonly reason: string; readonly answer: WebhookAnswer };

/**
 * @param receivedAtMs when it happened, where it does not say so.
 * @throws ApiProblem `unavailable` while it cannot be made durable: the sender tries again.
 */
export async function recordMessage(
  env: Env,
  program: ProgramConfig,
  message: WebhookMessage,
  receivedAtMs: number,
): Promise<RecordedMessage> {
  if (message.kind === "conversion")
    return await recordConversion(env, program, message.conversion, receivedAtMs);
  if (message.kind === "order_event")
    return await recordEvent(env, program, message.orderId, message.event, receivedAtMs);
  if (message.kind === "unreadable") return unusable("unreadable");
  return { kind: "done", answer: { status: "ignored", reason: "kind_without_use" } };
}

async function recordConversion(
  env: Env,
  program: ProgramConfig,
  conversion: unknown,
  receivedAtMs: number,
): Promise<RecordedMessage> {
  const results = await recordConversions(env, program, [conversion], "ignore", receivedAtMs);
  const [result] = results;
  const repeated = result?.status === "duplicate";
  if (result?.code === "unavailable") throw new ApiProblem("unavailable");
  // An order that changed is told as another one: nothing was made of that.
  const isUnusable = result?.status === "rejected" || result?.status === "conflict";
  if (!isUnusable) return { kind: "done", answer: { results }, repeated };
  return { kind: "unusable", reason: result.code ?? "rejected", answer: { results } };
}

async function recordEvent(
  env: Env,
  program: ProgramConfig,
  orderId: string,
  event: unknown,
  receivedAtMs: number,
): Promise<RecordedMessage> {
  const reading = readOrderEvent(event, { nowMs: receivedAtMs, unknownFields: "ignore" });
  if (reading.kind === "refused") return unusable(reading.code);
  const happened = { occurredAtMs: receivedAtMs, ...reading.event };
  const result = await recordOrderEvent(env, program, orderId, happened);
  if (result.kind === "refused") {
    return { kind: "unusable", reason: result.reason, answer: { status: "conflict", code: result.reason } };
  }
  const { repeated } = result;
  if (result.kind === "waiting") return { kind: "done", answer: { status: "waiting" }, repeated };
  return { kind: "done", answer: { order: presentOrder(result.view) }, repeated };
}

function unusable(reason: string): RecordedMessage {
  return { kind: "unusable", reason, answer: { status: "ignored", reason } };
}
