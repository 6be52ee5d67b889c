/** Keeps a signed webhook that could not be used where people see it: in a list, in the log, and in a metric. */
import { logError } from "../../durable-objects/object/log.ts";
import type { WebhookSource } from "../configuration/webhook-sources.ts";
import { SOURCES } from "./sources.ts";
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
  const body = new TextDecoder().decode(bytes);
  const read = SOURCES[source].headers.flatMap(({ name }) => {
    const value = /signature/i.test(name) ? null : headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  const kept = {
    programId,
    source,
    webhookId,
    reason,
    body,
    headers: JSON.stringify(Object.fromEntries(read)),
  };
  await keepUnusableWebhook(env.REPORTS, kept, Date.now());
  logError("webhook_unusable", new Error(reason), { program: programId, source, webhook: webhookId });
}
