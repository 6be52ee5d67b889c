/** Records what a verified webhook tells, by the same road as the API. What can never be used is said, not thrown. */
import { unknownWord } from "../../domain/kernel/not-understood.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import { linkOrders } from "../orders/links/link-orders.ts";
import { recordTelling } from "../orders/links/tellings.ts";
import { readOrderEvent } from "../orders/order-event.shapes.ts";
import { presentOrder } from "../orders/present-order.ts";
import { recordOrderEvent } from "../orders/record-order-event.ts";
import type { WebhookMessage } from "./source.ts";
import type { MessageAnswer, WebhookAnswer } from "./webhook.shapes.ts";

/** What became of one message. */
type RecordedMessage = {
  readonly answer: MessageAnswer;
  readonly repeated?: boolean;
  /** Why it cannot be used: the webhook is kept in a list. */
  readonly unusable?: string;
};

export interface RecordedWebhook {
  readonly answer: WebhookAnswer;
  /** All that it tells was told before. */
  readonly repeated: boolean;
  /** Why some of it cannot be used; absent: all of it was. */
  readonly unusable?: string;
}

/**
 * Records messages in their sequence. A repeat records what is left.
 *
 * @param receivedAtMs when it happened, where it does not say so.
 * @throws ApiProblem `unavailable` while it cannot be made durable: the sender tries again.
 */
export async function recordMessages(
  env: Env,
  program: ProgramConfig,
  messages: readonly WebhookMessage[],
  receivedAtMs: number,
): Promise<RecordedWebhook> {
  const recorded: RecordedMessage[] = [];
  for (const message of messages) {
    if (message.kind === "link") await linkOrders(env, program, message);
    else recorded.push(await recordMessage(env, program, message, receivedAtMs));
  }
  const answers = recorded.map(({ answer }) => answer);
  const unusable = recorded.find((one) => one.unusable !== undefined)?.unusable;
  return {
    answer: answerOf(answers),
    repeated: recorded.length > 0 && recorded.every((one) => one.repeated === true),
    ...(unusable === undefined ? {} : { unusable }),
  };
}

/** Most webhooks tell one thing: that one's answer. */
function answerOf(answers: readonly MessageAnswer[]): WebhookAnswer {
  const [only, ...others] = answers;
  if (only === undefined) return { status: "linked" };
  return others.length === 0 ? only : { answers: [...answers] };
}

async function recordMessage(
  env: Env,
  program: ProgramConfig,
  message: Exclude<WebhookMessage, { readonly kind: "link" }>,
  receivedAtMs: number,
): Promise<RecordedMessage> {
  switch (message.kind) {
    case "conversion":
      return await recordConversion(env, program, message, receivedAtMs);
    case "order_event":
      return await recordEvent(env, program, message, receivedAtMs);
    case "unreadable":
      return unusable(message.reason ?? "unreadable");
    case "without_use":
      return { answer: { status: "ignored", reason: message.reason ?? "kind_without_use" } };
    default:
      return unknownWord(message, "message");
  }
}

async function recordConversion(
  env: Env,
  program: ProgramConfig,
  { conversion, added = {} }: Extract<WebhookMessage, { readonly kind: "conversion" }>,
  receivedAtMs: number,
): Promise<RecordedMessage> {
  const result = await recordTelling(env, program, conversion, receivedAtMs, added);
  if (result === undefined || result.code === "unavailable") throw new ApiProblem("unavailable");
  const answer = { results: [result] };
  // An order that changed is told as another one: nothing was made of that.
  const isUnusable = result.status === "rejected" || result.status === "conflict";
  if (isUnusable) return { answer, unusable: result.code ?? "rejected" };
  return { answer, repeated: result.status === "duplicate" };
}

async function recordEvent(
  env: Env,
  program: ProgramConfig,
  { orderId, event, added = {} }: Extract<WebhookMessage, { readonly kind: "order_event" }>,
  receivedAtMs: number,
): Promise<RecordedMessage> {
  const reading = readOrderEvent(event, { nowMs: receivedAtMs, unknownFields: "ignore" });
  if (reading.kind === "refused") return unusable(reading.code);
  const happened = { occurredAtMs: receivedAtMs, ...reading.event, ...added };
  const result = await recordOrderEvent(env, program, orderId, happened);
  if (result.kind === "refused") {
    return { unusable: result.reason, answer: { status: "conflict", code: result.reason } };
  }
  const { repeated } = result;
  if (result.kind === "waiting") return { answer: { status: "waiting" }, repeated };
  return { answer: { order: presentOrder(result.view) }, repeated };
}

function unusable(reason: string): RecordedMessage {
  return { unusable: reason, answer: { status: "ignored", reason } };
}
