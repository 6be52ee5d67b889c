/** Keeps a message that can never be handled where an operator sees it; where that fails, the queue goes on with it. */
import { keepDeadLetters, type NewLetter } from "./dead-letters.tables.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { readEventBatch } from "./event-message.shapes.ts";
import { retryPause } from "../platform/retry-pause.ts";

/** Deliveries of a message at fault itself, before it is given up: with their pauses, more than an hour. */
export const GIVEN_UP_AFTER = 10;

/** Keeps the message and acknowledges it. */
export async function giveUp(
  reports: D1Database,
  queue: string,
  message: Message,
  cause: unknown,
): Promise<void> {
  try {
    await keepDeadLetters(reports, [letterOf(queue, message, Date.now())]);
    message.ack();
    logError("message_given_up", cause, { queue, message: message.id, attempts: message.attempts });
  } catch (error) {
    logError("dead_letters_not_kept", error, { queue, messages: 1 });
    message.retry(retryPause(message.attempts));
  }
}

export function letterOf(queue: string, { id, body }: Message, receivedAtMs: number): NewLetter {
  return {
    queue,
    messageId: id,
    body: textOf(body),
    batchId: readEventBatch(body)?.id ?? null,
    receivedAtMs,
  };
}

/** The edge sends texts; what others put into the queue is shown all the same. */
function textOf(body: unknown): string {
  return typeof body === "string" ? body : (JSON.stringify(body) ?? "null");
}
