/** A webhook as its source reads it, under the settings of its program; and an id for one whose vendor gives none. */
import { createHash } from "node:crypto";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { WebhookSource } from "../configuration/webhook-sources.ts";
import { orderIdSchema } from "../http/common.shapes.ts";
import { settingsOfSource } from "./source-settings.ts";
import type { Translation, VerifiedWebhook, WebhookMessage } from "./source.ts";
import { SOURCES } from "./sources.ts";

/** @param settings in place of those that are set. */
export async function translateWebhook(
  program: Pick<ProgramConfig, "sourceSettings" | "currency">,
  source: WebhookSource,
  webhook: VerifiedWebhook,
  settings: unknown = settingsOfSource(program, source),
): Promise<Translation> {
  const { translate } = await SOURCES[source].load();
  const { webhookId, messages } = translate(webhook, { settings, currency: program.currency });
  return {
    ...(webhookId !== undefined && WEBHOOK_ID.test(webhookId) ? { webhookId } : {}),
    messages: messages.map(withOrder),
  };
}

/** Vendors' ids of webhooks. One that is longer, or of other characters, is none. */
const WEBHOOK_ID = /^[\x21-\x7e]{1,128}$/;

/** A message about an order is about one that the API could name. Of a conversion the API itself reads the id. */
function withOrder(message: WebhookMessage): WebhookMessage {
  if (message.kind === "order_event") {
    const orderId = orderIdSchema.safeParse(message.orderId.trim());
    return orderId.success ? { ...message, orderId: orderId.data } : ORDER_UNREADABLE;
  }
  if (message.kind !== "link") return message;
  const ids = [message.id, message.belongsTo].map((id) => orderIdSchema.safeParse(id));
  return ids.every(({ success }) => success) ? message : ORDER_UNREADABLE;
}

const ORDER_UNREADABLE: WebhookMessage = { kind: "unreadable", reason: "order_unreadable" };

/** Bytes that come again are the same webhook. */
export function idOfBytes(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
