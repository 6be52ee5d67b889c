/** Keeps a signed webhook that could not be used where people see it: in a list, in the log, and in a metric. */
import { logError } from "../../durable-objects/object/log.ts";
import type { WebhookSource } from "../configuration/webhook-sources.ts";
import { saySoon } from "../notifications/say-waiting.ts";
import { keptText } from "./kept-text.ts";
import { SOURCES } from "./sources.ts";
import { idOfBytes } from "./translate-webhook.ts";
import { keepUnusableWebhook } from "./unusable-webhooks.tables.ts";

export interface ReceivedWebhook {
  readonly programId: string;
  readonly source: WebhookSource;
  readonly webhookId: string;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

export async function keepWebhook(
  env: Env,
  { programId, source, webhookId, headers, bytes }: ReceivedWebhook,
  reason: string,
): Promise<void> {
  const read = SOURCES[source].headers.flatMap(({ name }) => {
    const value = /signature/i.test(name) ? null : headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  const kept = {
    programId,
    source,
    webhookId,
    reason,
    body: keptText(bytes),
    headers: JSON.stringify(Object.fromEntries(read)),
    // A vendor tells one event in other bytes again; an id that merchants give may stand for two.
    hash: source === "standard" ? idOfBytes(bytes) : null,
  };
  await keepUnusableWebhook(env.REPORTS, kept, Date.now());
  saySoon(env, programId);
  logError("webhook_unusable", new Error(reason), { program: programId, source, webhook: webhookId });
}
