/**
 * Takes what any queue delivers. A message is known by its kind and not by the name of its queue, so queues may be called
 * as an environment wants. A kind that this version of the code does not know is tried again, with pauses that grow, for
 * more than an hour. Then it is kept as a dead letter: nothing of a later version is lost.
 */
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { consumeDeadLetters } from "../clicks/consume-dead-letters.ts";
import { consumeEvents } from "../clicks/consume-events.ts";
import { GIVEN_UP_AFTER, giveUp } from "../clicks/give-up.ts";
import { retryPause } from "../platform/retry-pause.ts";
import { consumeJobs, isJob } from "./consume-jobs.ts";

export async function consumeQueue(batch: MessageBatch, env: Env): Promise<void> {
  if (holdsDeadLetters(env, batch.queue)) return await consumeDeadLetters(batch, env);
  for (const [kind, messages] of Map.groupBy(batch.messages, kindOf)) {
    await CONSUMERS[kind](partOf(batch, messages), env);
  }
}

/** Dead letters are the messages of other queues, unchanged. In a queue that is not named so they are handled again. */
function holdsDeadLetters({ DEAD_LETTER_QUEUES = "" }: Partial<Env>, queue: string): boolean {
  const names = DEAD_LETTER_QUEUES.split(",").map((name) => name.trim());
  return names.includes(queue);
}

const CONSUMERS = {
  events: consumeEvents,
  job: consumeJobs,
  unknown: waitForLaterVersion,
} as const satisfies Record<string, (batch: MessageBatch, env: Env) => Promise<void>>;

/** The edge sends its events as text. Everything else is an object that says its kind. */
function kindOf({ body }: Message): keyof typeof CONSUMERS {
  if (typeof body === "string") return "events";
  return isJob(body) ? "job" : "unknown";
}

async function waitForLaterVersion({ queue, messages }: MessageBatch, env: Env): Promise<void> {
  const error = new NotUnderstood("a message of a queue");
  logError("message_not_understood", error, { queue, messages: messages.length });
  for (const message of messages) {
    if (message.attempts < GIVEN_UP_AFTER) message.retry(retryPause(message.attempts));
    else await giveUp(env.REPORTS, queue, message, error);
  }
}

function partOf(batch: MessageBatch, messages: readonly Message[]): MessageBatch {
  return {
    queue: batch.queue,
    metadata: batch.metadata,
    messages,
    ackAll: () => messages.forEach((message) => message.ack()),
    retryAll: (options) => messages.forEach((message) => message.retry(options)),
  };
}
