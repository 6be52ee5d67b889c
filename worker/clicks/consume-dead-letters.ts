/**
 * Consumes the dead-letter queues: what could not be handled is kept for an operator, once. While the database is away
 * the messages wait in their queue, with the same pauses as before.
 */
import { logError } from "../../durable-objects/object/log.ts";
import { retryPause } from "../platform/retry-pause.ts";
import { keepDeadLetters } from "./dead-letters.tables.ts";
import { letterOf } from "./give-up.ts";

/** Keeps every message of a delivery. */
export async function consumeDeadLetters(delivery: MessageBatch, env: Pick<Env, "REPORTS">): Promise<void> {
  const { queue, messages } = delivery;
  const receivedAtMs = Date.now();
  try {
    await keepDeadLetters(
      env.REPORTS,
      messages.map((message) => letterOf(queue, message, receivedAtMs)),
    );
    delivery.ackAll();
  } catch (error) {
    logError("dead_letters_not_kept", error, { queue, messages: messages.length });
    for (const message of messages) message.retry(retryPause(message.attempts));
  }
}
