/**
 * The hourly touch: every object that keeps an alarm is called once, so that one whose alarm was lost goes on. The
 * names are sent in chunks through a queue, so that any number of programs fits.
 */
import { allPrograms } from "../db/all-programs.ts";
import { logError } from "../platform/log.ts";
import { allNames } from "../platform/objects.ts";

/** The classes that keep an alarm, by their binding. */
const ALARMED = ["COMMISSION_LEDGER", "ACCOUNT_BOOK", "JOURNEY"] as const;

export interface TouchMessage {
  readonly kind: "touch";
  readonly binding: (typeof ALARMED)[number];
  readonly names: readonly string[];
}

const NAMES_PER_MESSAGE = 100;

/** Sends the names of all objects, in chunks. */
export async function sendTouches(env: Env): Promise<void> {
  for await (const programs of allPrograms(env.CONFIG)) {
    const names = programs.flatMap((program) => allNames(program));
    const messages: TouchMessage[] = [];
    for (const binding of ALARMED) {
      for (let start = 0; start < names.length; start += NAMES_PER_MESSAGE) {
        messages.push({ kind: "touch", binding, names: names.slice(start, start + NAMES_PER_MESSAGE) });
      }
    }
    for (const message of messages) await env.CHORES.send(message);
  }
}

/** Touches the objects of each message; a chunk that fails is tried again by the queue. */
export async function consumeChores(batch: MessageBatch, env: Env): Promise<void> {
  for (const message of batch.messages) {
    try {
      const { binding, names } = message.body as TouchMessage;
      await Promise.all(names.map(async (name) => await env[binding].getByName(name).touch()));
      message.ack();
    } catch (error) {
      logError("touch_failed", error);
      message.retry();
    }
  }
}
