/** Consumes the dead-letter queue: what could not be counted is kept for an operator, once. */
import { keepDeadLetters } from "./dead-letters.tables.ts";

/** Keeps every message of a delivery; should storage fail, the queue delivers them again. */
export async function consumeDeadLetters(delivery: MessageBatch, env: Pick<Env, "REPORTS">): Promise<void> {
  const receivedAtMs = Date.now();
  const letters = delivery.messages.map((message) => ({
    queue: delivery.queue,
    messageId: message.id,
    body: textOf(message.body),
    receivedAtMs,
  }));
  await keepDeadLetters(env.REPORTS, letters);
  delivery.ackAll();
}

/** The edge sends texts; what others put into the queue is shown all the same. */
function textOf(body: unknown): string {
  return typeof body === "string" ? body : (JSON.stringify(body) ?? "null");
}
